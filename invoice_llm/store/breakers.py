"""Breaker states over SQL: ``llm.ports.BreakerStore``, shared by every process that uses the same database."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from invoice_llm.calls import BreakerState
from invoice_llm.store.database import Database
from invoice_llm.store.dialect import insert_new
from invoice_llm.store.ledger import OneThread
from invoice_llm.store.schema import breakers

_STATE = select(breakers.c.state).where(breakers.c.key == bindparam("this_key"))
_SWAP = (
    update(breakers)
    .where(breakers.c.key == bindparam("this_key"), breakers.c.state == bindparam("old_state"))
    .values(state=bindparam("new_state"), version=breakers.c.version + 1, changed_at=bindparam("at"))
)


class SqlBreakerStore:
    """A key that was never written is in the state of a new breaker. ``load`` is one plain read, behind no writer."""

    def __init__(
        self, database: Database, thread: OneThread, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._thread = thread
        self._now = now

    async def load(self, key: str) -> BreakerState:
        return await self._thread.run(lambda: self._load(key))

    async def swap(self, key: str, old: BreakerState, new: BreakerState) -> bool:
        """Put ``new`` if the state still equals ``old``; of several callers with the same ``old`` one succeeds."""
        return await self._thread.run(lambda: self._swap(key, old, new))

    def all(self) -> dict[str, BreakerState]:
        """Every breaker that was ever written, by key."""
        with self._database.read() as connection:
            rows = connection.execute(select(breakers.c.key, breakers.c.state).order_by(breakers.c.key)).all()
        return {row.key: _from_text(row.state) for row in rows}

    def _load(self, key: str) -> BreakerState:
        with self._database.read() as connection:
            state = connection.execute(_STATE, {"this_key": key}).scalar_one_or_none()
        return BreakerState() if state is None else _from_text(state)

    def _swap(self, key: str, old: BreakerState, new: BreakerState) -> bool:
        change = {"this_key": key, "old_state": _to_text(old), "new_state": _to_text(new), "at": self._now()}
        with self._database.write() as connection:
            if connection.execute(_SWAP, change).rowcount == 1:
                return True
            row = {"key": key, "version": 1, "state": change["new_state"], "changed_at": change["at"]}
            return old == BreakerState() and insert_new(connection, breakers, row)


def _to_text(state: BreakerState) -> str:
    """Canonical: equal states are equal text, which is what the comparison in SQL relies on."""
    retry_at = None if state.retry_at is None else state.retry_at.astimezone(UTC).isoformat()
    return json.dumps(
        {
            "consecutive_failures": state.consecutive_failures,
            "epoch": state.epoch,
            "probing": state.probing,
            "recent": state.recent,
            "retry_at": retry_at,
            "times_opened": state.times_opened,
        },
        separators=(",", ":"),
    )


def _from_text(text: str) -> BreakerState:
    stored: dict[str, Any] = json.loads(text)
    retry_at = stored.pop("retry_at")
    recent = tuple((bucket[0], bucket[1], bucket[2]) for bucket in stored.pop("recent"))
    return BreakerState(
        **stored, recent=recent, retry_at=None if retry_at is None else datetime.fromisoformat(retry_at)
    )
