"""The ledger over SQL: ``llm.ports.Ledger``, true across every process that uses the same database.

The work is done on the store's own thread, so the event loop never waits for a disk or a lock, and calls that start or
end at about the same moment share a transaction. What a method has begun is finished even if its caller is cancelled; a
reservation that nobody waits for is given back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from invoice_llm.calls import CallEnd, CallIntent, DaySpend, NotYet, StoredAnswer
from invoice_llm.store.ledger import budget_rows, rate_limits
from invoice_llm.store.ledger.kept_answers import find_kept, of_use, put_aside
from invoice_llm.store.ledger.reserving import Reserve, reserve_many
from invoice_llm.store.ledger.settling import Settle, has_expired, settle_many, sweep
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.dialect import insert_new
from invoice_llm.store.sql.group_commit import GroupCommit, Handler, ReadOperation, WriteOperation
from invoice_llm.store.sql.schema import alerts, budgets

Now = Callable[[], datetime]
_MOST_KNOWN = 10_000


class SqlLedger:
    """See ``llm.ports.Ledger`` for the guarantees. ``now`` is used to expire holds, to pace and to date rows."""

    def __init__(self, group: GroupCommit, now: Now = lambda: datetime.now(UTC)) -> None:
        self._group = group
        self._now = now
        self._reserved: dict[str, Reserve] = {}

    @staticmethod
    def handlers(now: Now) -> dict[type, Handler]:
        """The function that carries out each kind of ledger operation, in the order of their locks."""

        def settle(connection: Connection, wanted: Sequence[Settle], *, careful: bool) -> list[Any]:
            return settle_many(connection, wanted, now=now(), careful=careful)

        def reserve(connection: Connection, wanted: Sequence[Reserve], *, careful: bool) -> list[Any]:  # noqa: ARG001
            return reserve_many(connection, wanted, now=now())

        return {Settle: settle, Reserve: reserve}

    async def find_answer(self, key: str, standing: str = "") -> StoredAnswer | None:
        """The newest answer under ``key`` that is of use, or was bought in this standing."""
        found: StoredAnswer | None = await self._group.run(
            ReadOperation(lambda c: of_use(find_kept(c, [key]), key, standing))
        )
        return found

    async def put_aside(self, key: str) -> None:
        """Keep the answers under ``key`` for the account alone."""
        await self._group.run(WriteOperation(lambda c: put_aside(c, key)))

    async def reserve(self, intent: CallIntent, *, limit_micros: int) -> str | StoredAnswer | NotYet:
        """Hold the estimate; raises ``BudgetReached`` if it does not fit. A cancelled one is given back."""
        wanted = Reserve(uuid4().hex, intent, limit_micros)
        reservation: str | StoredAnswer | NotYet = await self._group.run(
            wanted, abandoned=lambda result: self._give_back(result, wanted)
        )
        if reservation == wanted.hold:
            self._remember(wanted)
        return reservation

    async def settle(self, hold: str, end: CallEnd, answer: StoredAnswer | None = None) -> DaySpend:
        """Keep the answer and replace the hold. Raises ``LookupError`` for a hold that was never reserved."""
        spend: DaySpend = await self._group.run(self._settling(self._reserved.pop(hold, None), hold, end, answer))
        return spend

    async def hold_back(self, rate_key: str, until: datetime) -> None:
        """Let no process start a call of this rate key before ``until``."""
        await self._group.run(WriteOperation(lambda c: rate_limits.hold_back(c, rate_key, until)))

    async def spend(self, day: date) -> DaySpend:
        """The day as it stands now, expired holds charged."""
        now = self._now()
        if await self._group.run(ReadOperation(lambda c: has_expired(c, now))):
            await self._group.run(WriteOperation(lambda c: sweep(c, now)))
        spend: DaySpend = await self._group.run(ReadOperation(lambda c: budget_rows.day_spend(c, day)))
        return spend

    async def raise_alert(self, scope: str, period: str, fraction: float) -> bool:
        """True for exactly one caller per scope, period and fraction."""
        raised: bool = await self._group.run(
            WriteOperation(lambda c: _raise_alert(c, scope, period, fraction, self._now()))
        )
        return raised

    def _remember(self, wanted: Reserve) -> None:
        """Keep the reservation, to settle it without a look-up; a hold that nobody settles is forgotten in time."""
        while len(self._reserved) >= _MOST_KNOWN:
            self._reserved.pop(next(iter(self._reserved)))
        self._reserved[wanted.hold] = wanted

    def _settling(self, made: Reserve | None, hold: str, end: CallEnd, answer: StoredAnswer | None) -> Settle:
        if made is None:
            return Settle(hold, end, answer)
        return Settle(hold, end, answer, made.intent, tuple(made.limits))

    def _give_back(self, result: Any, wanted: Reserve) -> None:
        if result == wanted.hold:
            end = CallEnd(status="failed", cost_micros=0, error="cancelled before the call")
            self._group.submit(self._settling(wanted, wanted.hold, end, None))


def sweep_if_due(database: Database, now: datetime) -> None:
    """Charge expired holds, taking the write lock only if there are any."""
    with database.read() as connection:
        due = has_expired(connection, now)
    if due:
        with database.write() as connection:
            sweep(connection, now)


def _raise_alert(connection: Connection, scope: str, period: str, fraction: float, now: datetime) -> bool:
    budget = budgets.c.scope == scope, budgets.c.period == period
    state = connection.execute(budgets.select().where(*budget)).one_or_none()
    row = {
        "scope": scope,
        "period": period,
        "fraction_ppm": round(fraction * 1_000_000),
        "spent_micros": state.spent_micros if state else 0,
        "limit_micros": state.limit_micros if state else 0,
        "raised_at": now,
    }
    return insert_new(connection, alerts, row)
