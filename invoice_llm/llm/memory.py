"""The ledger and the breaker's state for one process: for tests, and for use without a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import uuid4

from invoice_llm.calls import BreakerState, CallEnd, CallIntent, DaySpend, StoredAnswer
from invoice_llm.errors import BudgetReached


@dataclass(slots=True)
class _Attempt:
    intent: CallIntent
    end: CallEnd | None = None
    expired: bool = False

    @property
    def charged(self) -> int:
        """What the attempt costs as far as is known; ``held`` is apart."""
        if self.end is None:
            return self.intent.estimate_micros if self.expired else 0
        return self.intent.estimate_micros if self.end.cost_micros is None else self.end.cost_micros

    @property
    def held(self) -> int:
        return self.intent.estimate_micros if self.end is None and not self.expired else 0


class MemoryLedger:
    """Fulfils ``Ledger`` for one process; gone with it. No method waits, so each is atomic in its event loop."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.attempts: dict[str, _Attempt] = {}
        self._answers: dict[str, StoredAnswer] = {}
        self._limits: dict[date, int] = {}
        self._alerts: set[tuple[date, float]] = set()
        self._now = now

    async def find_answer(self, key: str) -> StoredAnswer | None:
        return self._answers.get(key)

    async def reserve(self, intent: CallIntent, *, limit_micros: int) -> str:
        self._limits[intent.day] = limit_micros
        day = self._day(intent.day)
        if day.spent_micros + day.held_micros + intent.estimate_micros > limit_micros:
            raise BudgetReached(f"the budget of {intent.day} does not allow {intent.estimate_micros} micro-USD more")
        hold = uuid4().hex
        self.attempts[hold] = _Attempt(intent)
        return hold

    async def keep_answer(self, hold: str, answer: StoredAnswer) -> None:
        if hold not in self.attempts:
            raise LookupError(f"there is no hold {hold}")
        self._answers[answer.key] = answer

    async def settle(self, hold: str, end: CallEnd) -> DaySpend:
        attempt = self.attempts[hold]
        if attempt.end is None:
            attempt.end = end
        return self._day(attempt.intent.day)

    async def spend(self, day: date) -> DaySpend:
        return self._day(day)

    async def raise_alert(self, day: date, fraction: float) -> bool:
        if (day, fraction) in self._alerts:
            return False
        self._alerts.add((day, fraction))
        return True

    def _day(self, day: date) -> DaySpend:
        attempts = [attempt for attempt in self.attempts.values() if attempt.intent.day == day]
        for attempt in attempts:
            attempt.expired = attempt.expired or (attempt.end is None and attempt.intent.expires_at <= self._now())
        return DaySpend(
            day=day,
            spent_micros=sum(attempt.charged for attempt in attempts),
            held_micros=sum(attempt.held for attempt in attempts),
            limit_micros=self._limits.get(day, 0),
        )


class MemoryBreakerStore:
    """Fulfils ``BreakerStore`` for one process."""

    def __init__(self) -> None:
        self._states: dict[str, BreakerState] = {}

    async def load(self, key: str) -> BreakerState:
        return replace(self._states.get(key, BreakerState()))

    async def swap(self, key: str, old: BreakerState, new: BreakerState) -> bool:
        if self._states.get(key, BreakerState()) != old:
            return False
        self._states[key] = new
        return True
