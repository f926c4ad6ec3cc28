"""Breaker states over SQL: ``llm.ports.BreakerStore``, shared by every process that uses the same database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from invoice_llm.calls import BreakerState, Bucket, Probe
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.dialect import insert_new
from invoice_llm.store.sql.group_commit import GroupCommit, Handler
from invoice_llm.store.sql.schema import breakers

_STATE = CompiledStatement(select(breakers.c.state).where(breakers.c.key == bindparam("this_key")))
_SWAP = (
    update(breakers)
    .where(breakers.c.key == bindparam("this_key"), breakers.c.state == bindparam("old_state"))
    .values(state=bindparam("new_state"), version=breakers.c.version + 1, changed_at=bindparam("at"))
)
_TIMES = ("failing_since", "down_since", "open_until")


@dataclass(frozen=True, slots=True)
class LoadState:
    key: str


@dataclass(frozen=True, slots=True)
class SwapState:
    key: str
    old: BreakerState
    new: BreakerState


class SqlBreakerStore:
    """A key that was never written is in the state of a new breaker. Loads that meet share one plain read."""

    def __init__(self, database: Database, group: GroupCommit) -> None:
        self._database = database
        self._group = group

    @staticmethod
    def handlers(now: Callable[[], datetime]) -> dict[type, Handler]:
        """The function that carries out each kind of breaker operation."""

        def swap(connection: Connection, wanted: Sequence[SwapState], *, careful: bool) -> list[bool]:  # noqa: ARG001
            done = {id(one): _swap(connection, one, now()) for one in sorted(wanted, key=lambda one: one.key)}
            return [done[id(one)] for one in wanted]

        def load(connection: Connection, wanted: Sequence[LoadState], *, careful: bool) -> list[BreakerState]:  # noqa: ARG001
            states = {key: _load(connection, key) for key in {one.key for one in wanted}}
            return [states[one.key] for one in wanted]

        return {SwapState: swap, LoadState: load}

    async def load(self, key: str) -> BreakerState:
        state: BreakerState = await self._group.run(LoadState(key))
        return state

    async def swap(self, key: str, old: BreakerState, new: BreakerState) -> bool:
        """Put ``new`` if the state still equals ``old``; of several callers with the same ``old`` one succeeds."""
        swapped: bool = await self._group.run(SwapState(key, old, new))
        return swapped

    def all(self) -> dict[str, BreakerState]:
        """Every breaker that was ever written, by key."""
        with self._database.read() as connection:
            rows = connection.execute(select(breakers.c.key, breakers.c.state).order_by(breakers.c.key)).all()
        return {row.key: from_text(row.state) for row in rows}


def _load(connection: Connection, key: str) -> BreakerState:
    rows = _STATE.rows(connection, {"this_key": key})
    return from_text(rows[0][0]) if rows else BreakerState()


def _swap(connection: Connection, one: SwapState, now: datetime) -> bool:
    change = {"this_key": one.key, "old_state": to_text(one.old), "new_state": to_text(one.new), "at": now}
    if connection.execute(_SWAP, change).rowcount == 1:
        return True
    row = {"key": one.key, "version": 1, "state": change["new_state"], "changed_at": now}
    return one.old == BreakerState() and insert_new(connection, breakers, row)


def to_text(state: BreakerState) -> str:
    """Canonical: equal states are equal text, which is what the comparison in SQL relies on. ``late`` stands in it only
    where it says something, since texts of earlier versions have no such key."""
    told = {name: value for name, value in asdict(state).items() if name != "late" or value}
    return json.dumps(told, default=_time_text, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> BreakerState:
    stored: dict[str, Any] = json.loads(text)
    for name in _TIMES:
        stored[name] = None if stored[name] is None else datetime.fromisoformat(stored[name])
    probes = (Probe(probe["number"], datetime.fromisoformat(probe["lease_ends"])) for probe in stored.pop("probes"))
    recent = (Bucket(**bucket) for bucket in stored.pop("recent"))
    return BreakerState(**stored, probes=tuple(probes), recent=tuple(recent))


def _time_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
