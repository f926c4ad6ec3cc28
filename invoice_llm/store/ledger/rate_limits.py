"""The rows of the rate limits; the rule is in :mod:`invoice_llm.rate`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from invoice_llm.rate import RateState, blocked
from invoice_llm.store.sql.columns import UtcTime
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.dialect import insert_new
from invoice_llm.store.sql.schema import rates

_THIS = rates.c.key == bindparam("this_key")
_ROW = select(rates.c.requests_at, rates.c.tokens_at, rates.c.blocked_until).where(_THIS)
_IS_BLOCKED = CompiledStatement(
    select(rates.c.key).where(_THIS, rates.c.blocked_until > bindparam("at", type_=UtcTime()))
)
_LOCK = CompiledStatement(_ROW.with_for_update())
_PUT = CompiledStatement(
    update(rates)
    .where(_THIS)
    .values(
        requests_at=bindparam("new_requests_at"),
        tokens_at=bindparam("new_tokens_at"),
        blocked_until=bindparam("new_blocked_until"),
    )
)


def read_rate(connection: Connection, key: str, *, now: datetime) -> RateState:
    """A key without limits, of which only a wait that the provider asked for is of interest: no lock."""
    if not _IS_BLOCKED.rows(connection, {"this_key": key, "at": now}):
        return RateState()
    return _state(connection.execute(_ROW, {"this_key": key}).one())


def lock_rates(connection: Connection, keys: Iterable[str]) -> dict[str, RateState]:
    """The rows, locked until the transaction ends; made where there are none."""
    return {key: _locked(connection, key) for key in sorted(set(keys))}


def write_rates(connection: Connection, states: Mapping[str, RateState]) -> None:
    """Write rows that are locked."""
    for key, state in sorted(states.items()):
        new = {
            "this_key": key,
            "new_requests_at": state.requests_at,
            "new_tokens_at": state.tokens_at,
            "new_blocked_until": state.blocked_until,
        }
        _PUT.run(connection, new)


def hold_back(connection: Connection, key: str, until: datetime) -> None:
    """Let no call of this key start before ``until``."""
    write_rates(connection, {key: blocked(_locked(connection, key), until)})


def _locked(connection: Connection, key: str) -> RateState:
    rows = _LOCK.rows(connection, {"this_key": key})
    if not rows:
        new = RateState()
        insert_new(
            connection,
            rates,
            {
                "key": key,
                "requests_at": new.requests_at,
                "tokens_at": new.tokens_at,
                "blocked_until": new.blocked_until,
            },
        )
        rows = _LOCK.rows(connection, {"this_key": key})
    return _state(rows[0])


def _state(row: Sequence[Any]) -> RateState:
    return RateState(requests_at=row[0], tokens_at=row[1], blocked_until=row[2])
