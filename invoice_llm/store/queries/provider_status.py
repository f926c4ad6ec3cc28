"""Availability of the models' services: open circuits, and pauses that a provider asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from invoice_llm.calls import BreakerState
from invoice_llm.store.ledger.breakers import from_text
from invoice_llm.store.sql.schema import breakers, rates


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerNow:
    """``open_until`` is past where the next call will be a probe."""

    key: str
    state: Literal["closed", "open", "half_open"]
    open_until: datetime | None
    failing_since: datetime | None
    consecutive_failures: int
    times_opened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RateNow:
    """A provider asked for a pause that lasts until then."""

    key: str
    blocked_until: datetime


def circuits(connection: Connection, now: datetime) -> tuple[BreakerNow, ...]:
    """Every circuit that was ever used, by key."""
    rows = connection.execute(select(breakers.c.key, breakers.c.state).order_by(breakers.c.key)).all()
    return tuple(_circuit(row.key, from_text(row.state), now) for row in rows)


def _circuit(key: str, state: BreakerState, now: datetime) -> BreakerNow:
    half_open = state.half_open or (state.open_until is not None and state.open_until <= now)
    return BreakerNow(
        key=key,
        state="closed" if state.open_until is None else "half_open" if half_open else "open",
        open_until=state.open_until,
        failing_since=state.failing_since,
        consecutive_failures=state.consecutive_failures,
        times_opened=state.times_opened,
    )


def pauses(connection: Connection, now: datetime) -> tuple[RateNow, ...]:
    """The pauses that are not over."""
    wanted = select(rates.c.key, rates.c.blocked_until).where(rates.c.blocked_until > now).order_by(rates.c.key)
    return tuple(RateNow(key=row.key, blocked_until=row.blocked_until) for row in connection.execute(wanted))
