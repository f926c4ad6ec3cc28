"""What the client needs from the outside, as Protocols. ``store`` fulfils them, ``app`` joins them.

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
    "Ledger",
    "Operation",
    "StoredAnswer",
    "Usage",
]


class Ledger(Protocol):
    """Every call, before and after. Written through: when a method returns, the fact survives a kill.

    Guarantees: ``spent + held`` never passes the limit through ``reserve``, however many processes call it at once;
    ``settle`` is idempotent; a hold that is never settled is charged at its estimate once it has expired (settling it
    later corrects the difference); an answer that was kept is found by its key for ever after.
    """

    async def find_answer(self, key: str) -> StoredAnswer | None:
        """The answer kept under ``key``, if one ever arrived."""
        ...

    async def reserve(self, intent: CallIntent, *, limit_micros: int) -> str:
        """Hold the estimate, record the attempt, return the hold's id. Raises ``BudgetReached`` if it does not fit."""
        ...

    async def keep_answer(self, hold: str, answer: StoredAnswer) -> None:
        """Store an answer before anything else happens to it."""
        ...

    async def settle(self, hold: str, end: CallEnd) -> DaySpend:
        """Replace the hold by what the attempt cost; returns the day as it stands then."""
        ...

    async def spend(self, day: date) -> DaySpend:
        """The day as it stands now."""
        ...

    async def raise_alert(self, day: date, fraction: float) -> bool:
        """True for exactly one caller per day and fraction."""
        ...


class BreakerStore(Protocol):
    """Keeps one state a key. ``swap`` is compare-and-set: it fails when another process was first."""

    async def load(self, key: str) -> BreakerState: ...

    async def swap(self, key: str, old: BreakerState, new: BreakerState) -> bool: ...


class Clock(Protocol):
    """Passed in so that tests need not wait."""

    def now(self) -> datetime: ...
