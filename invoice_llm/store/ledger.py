"""The ledger over SQL: ``llm.ports.Ledger``, true across every process that uses the same database.

Each method is one transaction on the ledger's own thread, so the event loop never waits for a disk or a lock. What a
method has begun is finished even if its caller is cancelled; a reservation that nobody waits for is given back.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TypeVar
from uuid import uuid4

from invoice_llm.calls import CallEnd, CallIntent, DaySpend, StoredAnswer, Usage
from invoice_llm.errors import BudgetReached
from invoice_llm.store import holds
from invoice_llm.store.database import Database
from invoice_llm.store.dialect import insert_new
from invoice_llm.store.schema import alerts, answers

T = TypeVar("T")
Now = Callable[[], datetime]


class OneThread:
    """One thread that runs functions in order. After a fork the child starts a thread of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pid = os.getpid()
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    def submit(self, work: Callable[[], T]) -> Future[T]:
        if self._pid != os.getpid():
            self._executor, self._pid = ThreadPoolExecutor(1, thread_name_prefix=self._name), os.getpid()
        return self._executor.submit(work)

    async def run(self, work: Callable[[], T]) -> T:
        """Run ``work`` to its end, also when the caller is cancelled."""
        return await asyncio.shield(asyncio.wrap_future(self.submit(work)))

    def close(self) -> None:
        if self._pid == os.getpid():
            self._executor.shutdown()


class SqlLedger:
    """See ``llm.ports.Ledger`` for the guarantees. ``now`` is only used to expire holds and to date rows."""

    def __init__(self, database: Database, thread: OneThread, now: Now = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._thread = thread
        self._now = now

    async def find_answer(self, key: str) -> StoredAnswer | None:
        """The newest answer kept under ``key``."""
        return await self._thread.run(lambda: self._find_answer(key))

    async def reserve(self, intent: CallIntent, *, limit_micros: int) -> str:
        """Hold the estimate; raises ``BudgetReached`` if it does not fit. A cancelled one is given back."""
        hold = uuid4().hex
        held = self._thread.submit(lambda: self._reserve(hold, intent, limit_micros))
        try:
            await asyncio.shield(asyncio.wrap_future(held))
        except asyncio.CancelledError:
            self._thread.submit(lambda: self._give_back(held, hold))
            raise
        return hold

    async def keep_answer(self, hold: str, answer: StoredAnswer) -> None:
        """Store an answer; when this returns it survives a kill of the process."""
        await self._thread.run(lambda: self._keep_answer(hold, answer))

    async def settle(self, hold: str, end: CallEnd) -> DaySpend:
        """Replace the hold by what the attempt cost. Raises ``LookupError`` for a hold that was never reserved."""
        return await self._thread.run(lambda: self._settle(hold, end))

    async def spend(self, day: date) -> DaySpend:
        """The day as it stands now, expired holds charged."""
        return await self._thread.run(lambda: self._spend(day))

    async def raise_alert(self, day: date, fraction: float) -> bool:
        """True for exactly one caller per day and fraction."""
        return await self._thread.run(lambda: self._raise_alert(day, fraction))

    def _find_answer(self, key: str) -> StoredAnswer | None:
        with self._database.read() as connection:
            row = holds.find_answer_row(connection, key)
        if row is None:
            return None
        usage = None if row.usage is None else Usage(**row.usage)
        body = row.body.decode("utf-8", "surrogatepass")
        return StoredAnswer(key=key, model=row.model, body=body, usage=usage, cost_micros=row.cost_micros)

    def _reserve(self, hold: str, intent: CallIntent, limit_micros: int) -> None:
        with self._database.write() as connection:
            fits = holds.reserve(connection, hold, intent, limit_micros=limit_micros, now=self._now())
        if not fits:
            raise BudgetReached(
                f"a call of up to {intent.estimate_micros / 1e6:.6f} USD would pass the limit of "
                f"{limit_micros / 1e6:.2f} USD for {intent.day}"
            )

    def _give_back(self, held: Future[None], hold: str) -> None:
        if held.exception() is None:
            self._settle(hold, CallEnd(status="failed", cost_micros=0, error="cancelled before the call"))

    def _keep_answer(self, hold: str, answer: StoredAnswer) -> None:
        row = {
            "hold": hold,
            "key": answer.key,
            "model": answer.model,
            "body": answer.body.encode("utf-8", "surrogatepass"),
            "usage": None if answer.usage is None else asdict(answer.usage),
            "cost_micros": answer.cost_micros,
            "kept_at": self._now(),
        }
        with self._database.write() as connection:
            if insert_new(connection, answers, row):
                holds.note_cost(connection, hold, answer.cost_micros, answer.usage)

    def _settle(self, hold: str, end: CallEnd) -> DaySpend:
        with self._database.write() as connection:
            return holds.settle(connection, hold, end, now=self._now())

    def _spend(self, day: date) -> DaySpend:
        sweep_if_due(self._database, self._now())
        with self._database.read() as connection:
            return holds.day_spend(connection, day)

    def _raise_alert(self, day: date, fraction: float) -> bool:
        row = {
            "scope": holds.SCOPE,
            "day": day,
            "fraction_ppm": round(fraction * 1_000_000),
            "raised_at": self._now(),
        }
        with self._database.write() as connection:
            return insert_new(connection, alerts, row)


def sweep_if_due(database: Database, now: datetime) -> None:
    """Charge expired holds, taking the write lock only if there are any."""
    with database.read() as connection:
        due = holds.has_expired(connection, now)
    if due:
        with database.write() as connection:
            holds.sweep(connection, now)
