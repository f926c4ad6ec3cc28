"""Dialects of endpoints over SQL: ``llm.ports.DialectStore``, shared by every process that uses the same database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from invoice_llm.calls import DialectState
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.dialect import insert_new, upsert
from invoice_llm.store.sql.group_commit import GroupCommit, ReadOperation, WriteOperation
from invoice_llm.store.sql.schema import dialects

Now = Callable[[], datetime]


class SqlDialectStore:
    """See ``llm.ports.DialectStore`` for the guarantees. A row without ``known`` is a claim on what is not known."""

    def __init__(self, database: Database, group: GroupCommit, now: Now = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._group = group
        self._now = now

    async def load(self, key: str) -> DialectState | None:
        state: DialectState | None = await self._group.run(ReadOperation(lambda c: _load(c, key)))
        return state

    async def claim(self, key: str, *, entry: str, before: datetime, until: datetime) -> bool:
        """One guarded INSERT or UPDATE, so that of several callers one gets it."""
        now = self._now()
        claimed: bool = await self._group.run(WriteOperation(lambda c: _claim(c, key, entry, (before, now, until))))
        return claimed

    async def save(self, key: str, state: DialectState | None) -> None:
        now = self._now()
        await self._group.run(WriteOperation(lambda c: _save(c, key, state, now)))

    def all(self) -> dict[str, DialectState]:
        """Everything that is known, by key."""
        with self._database.read() as connection:
            rows = connection.execute(select(dialects).where(dialects.c.known).order_by(dialects.c.key)).all()
        return {row.key: _state(row) for row in rows}


def _load(connection: Connection, key: str) -> DialectState | None:
    row = connection.execute(select(dialects).where(dialects.c.key == key, dialects.c.known)).one_or_none()
    return None if row is None else _state(row)


def _state(row: Row[Any]) -> DialectState:
    return DialectState(entry=row.entry, dialect=row.dialect, probed_at=row.probed_at, gone=row.gone)


def _claim(connection: Connection, key: str, entry: str, times: tuple[datetime, datetime, datetime]) -> bool:
    """``times`` are before when it was probed, now, and until when the claim holds."""
    before, now, until = times
    row = {"key": key, "entry": entry, "known": False, "dialect": "", "gone": None, "probed_at": before}
    if insert_new(connection, dialects, {**row, "claimed_until": until}):
        return True
    column = dialects.c
    is_old = or_(column.known.is_(False), column.entry != entry, column.probed_at <= before)
    is_free = column.claimed_until <= now
    taken = update(dialects).where(and_(column.key == key, is_free, is_old)).values(claimed_until=until)
    return connection.execute(taken).rowcount == 1


def _save(connection: Connection, key: str, state: DialectState | None, now: datetime) -> None:
    if state is None:
        connection.execute(update(dialects).where(dialects.c.key == key).values(claimed_until=now))
        return
    row = {"key": key, "known": True, "entry": state.entry, "dialect": state.dialect, "gone": state.gone}
    upsert(connection, dialects, {**row, "probed_at": state.probed_at, "claimed_until": now})
