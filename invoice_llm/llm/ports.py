"""Protocols for what the client needs from the outside. ``store`` fulfils them, ``app`` joins them.

The values that pass through them are in ``invoice_llm.calls``; they are importable from here as well.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from invoice_llm.calls import (
    BreakerState,
    CallContext,
    CallEnd,
    CallIntent,
    DaySpend,
    DialectState,
    NotYet,
    Operation,
    StoredAnswer,
    Usage,
)

__all__ = [
    "BreakerState",
    "BreakerStore",
    "CallContext",
    "CallEnd",
    "CallIntent",
    "Clock",
    "DaySpend",
    "DialectState",
    "DialectStore",
    "Ledger",
    "NotYet",
    "Operation",
    "StoredAnswer",
    "Usage",
]


class Ledger(Protocol):
    """Every call, before and after. Written through: when a method returns, the fact survives a kill.

    Guarantees, however many processes call at once: ``spent + held`` never passes a limit through ``reserve``; of one
    key no two attempts are held at the same time; no more calls start than the rate limits allow, and of one model no
    more are held than its ``under_way``; ``settle`` is
    idempotent; a hold that is never settled is charged at its estimate once it has expired (settling it later corrects
    the difference); an answer that was kept is found by its key for ever after, unless it was put aside.
    """

    async def find_answer(self, key: str, standing: str = "") -> StoredAnswer | None:
        """The newest answer kept under ``key`` that is of use, or was bought in this very standing."""
        ...

    async def put_aside(self, key: str) -> None:
        """Note that the answers under ``key`` are of no use: from now on only their own standing finds them."""
        ...

    async def reserve(self, intent: CallIntent, *, limit_micros: int) -> str | StoredAnswer | NotYet:
        """Hold the estimate, record the attempt, and return the hold's id.

        Holds nothing and returns the answer, if one is kept under the key; returns ``NotYet`` while another process
        has the key or the rate limit is reached; raises ``BudgetReached`` if the estimate does not fit.
        """
        ...

    async def settle(self, hold: str, end: CallEnd, answer: StoredAnswer | None = None) -> DaySpend:
        """Keep the answer and replace the hold by what the attempt cost, both or neither; returns the day then."""
        ...

    async def hold_back(self, rate_key: str, until: datetime) -> None:
        """Let no process start a call of this rate key before ``until``."""
        ...

    async def spend(self, day: date) -> DaySpend:
        """The day as it stands now."""
        ...

    async def raise_alert(self, scope: str, period: str, fraction: float) -> bool:
        """True for exactly one caller per scope, period and fraction."""
        ...


class BreakerStore(Protocol):
    """Keeps one state a key. ``swap`` is compare-and-set: it fails when another process was first."""

    async def load(self, key: str) -> BreakerState: ...

    async def swap(self, key: str, old: BreakerState, new: BreakerState) -> bool: ...


class DialectStore(Protocol):
    """Keeps what is known of one endpoint and model under one key, for every process that uses the same store."""

    async def load(self, key: str) -> DialectState | None:
        """State kept under the key; ``None`` where there is none."""
        ...

    async def claim(self, key: str, *, entry: str, before: datetime, until: datetime) -> bool:
        """Take the right to find out; true for one caller at a time, until ``until`` or the next ``save``.

        Nobody gets it for what is known with this entry and was probed after ``before``.
        """
        ...

    async def save(self, key: str, state: DialectState | None) -> None:
        """Keep the state and end the claim; with ``None`` only end the claim."""
        ...


class Clock(Protocol):
    """Passed in so that tests need not wait."""

    def now(self) -> datetime: ...
