"""The ledger and the breaker's state for one process: for tests, and for use without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from math import inf
from uuid import uuid4

from invoice_llm import rate
from invoice_llm.calls import (
    BreakerState,
    CallEnd,
    CallIntent,
    DaySpend,
    DialectState,
    NotYet,
    ScopeSpend,
    StoredAnswer,
)
from invoice_llm.errors import BudgetReached
from invoice_llm.rate import RateState

Place = tuple[str, str]


@dataclass(slots=True)
class _Attempt:
    intent: CallIntent
    end: CallEnd | None = None
    expired: bool = False

    @property
    def charged(self) -> int:
        """Cost of the attempt as far as it is known; ``held`` is apart."""
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
        self._open: dict[str, str] = {}
        self._spends: dict[Place, ScopeSpend] = {}
        self._answers: dict[str, StoredAnswer] = {}
        self._aside: set[str] = set()
        self._rates: dict[str, RateState] = {}
        self._alerts: set[tuple[str, str, float]] = set()
        self._now = now

    async def find_answer(self, key: str, standing: str = "") -> StoredAnswer | None:
        kept = self._answers.get(key)
        if kept is None or key not in self._aside or (standing and standing == kept.standing):
            return kept
        return None

    async def put_aside(self, key: str) -> None:
        self._aside.add(key)

    async def reserve(self, intent: CallIntent, *, limit_micros: int) -> str | StoredAnswer | NotYet:
        self._expire()
        if kept := await self.find_answer(intent.key, intent.standing):
            return kept
        if holder := self._open.get(intent.key):
            return NotYet("elsewhere", self.attempts[holder].intent.expires_at)
        self._need_room(intent, limit_micros)
        if intent.rate is not None:
            if self._under_way(intent.rate.key) >= (intent.rate.under_way or inf):
                return NotYet("rate", self._now() + rate.LOOK_AGAIN)
            paced = rate.admit_call(self._rates.get(intent.rate.key, RateState()), intent.rate, now=self._now())
            if isinstance(paced, datetime):
                return NotYet("rate", paced)
            self._rates[intent.rate.key] = paced
        hold = uuid4().hex
        self.attempts[hold] = _Attempt(intent)
        self._open[intent.key] = hold
        self._book(intent, held=intent.estimate_micros)
        return hold

    async def settle(self, hold: str, end: CallEnd, answer: StoredAnswer | None = None) -> DaySpend:
        if hold not in self.attempts:
            raise LookupError(f"there is no hold {hold}")
        attempt = self.attempts[hold]
        if attempt.end is None:
            held, charged = attempt.held, attempt.charged
            attempt.end = end
            self._open = {key: other for key, other in self._open.items() if other != hold}
            self._book(attempt.intent, held=-held, spent=attempt.charged - charged)
            self._correct_rate(attempt.intent, end)
            if answer is not None:
                self._answers[answer.key] = answer
                self._aside.discard(answer.key)
        return self._day(attempt.intent)

    async def hold_back(self, rate_key: str, until: datetime) -> None:
        self._rates[rate_key] = rate.blocked(self._rates.get(rate_key, RateState()), until)

    async def spend(self, day: date) -> DaySpend:
        self._expire()
        return _as_day(self._spend(("day", day.isoformat())))

    async def raise_alert(self, scope: str, period: str, fraction: float) -> bool:
        alert = (scope, period, fraction)
        if alert in self._alerts:
            return False
        self._alerts.add(alert)
        return True

    def _under_way(self, key: str) -> int:
        uses = (self.attempts[hold].intent.rate for hold in self._open.values())
        return sum(use is not None and use.key == key for use in uses)

    def _need_room(self, intent: CallIntent, limit_micros: int) -> None:
        for place, limit in _limits(intent, limit_micros):
            spend = self._spends[place] = replace(self._spend(place), limit_micros=limit)
            if spend.spent_micros + spend.held_micros + intent.estimate_micros > limit:
                raise BudgetReached(
                    f"the budget {' '.join(place)} does not allow {intent.estimate_micros} micro-USD more",
                    scope=place[0],
                )

    def _expire(self) -> None:
        for key, hold in list(self._open.items()):
            attempt = self.attempts[hold]
            if attempt.intent.expires_at <= self._now():
                attempt.expired = True
                del self._open[key]
                self._book(attempt.intent, held=-attempt.intent.estimate_micros, spent=attempt.charged)

    def _correct_rate(self, intent: CallIntent, end: CallEnd) -> None:
        if intent.rate is not None and end.usage is not None:
            used = end.usage.input + end.usage.output
            self._rates[intent.rate.key] = rate.corrected(self._rates[intent.rate.key], intent.rate, tokens=used)

    def _book(self, intent: CallIntent, *, held: int = 0, spent: int = 0) -> None:
        for place, _ in _limits(intent, 0):
            now = self._spend(place)
            self._spends[place] = replace(
                now, spent_micros=now.spent_micros + spent, held_micros=now.held_micros + held
            )

    def _spend(self, place: Place) -> ScopeSpend:
        new = ScopeSpend(scope=place[0], period=place[1], spent_micros=0, held_micros=0, limit_micros=0)
        return self._spends.get(place, new)

    def _day(self, intent: CallIntent) -> DaySpend:
        day, *narrower = (self._spend(place) for place, _ in _limits(intent, 0))
        return replace(_as_day(day), narrower=tuple(narrower))


def _limits(intent: CallIntent, limit_micros: int) -> Iterator[tuple[Place, int]]:
    yield ("day", intent.day.isoformat()), limit_micros
    for limit in intent.limits:
        yield (limit.scope, limit.period), limit.limit_micros


def _as_day(spend: ScopeSpend) -> DaySpend:
    return DaySpend(
        day=date.fromisoformat(spend.period),
        spent_micros=spend.spent_micros,
        held_micros=spend.held_micros,
        limit_micros=spend.limit_micros,
    )


class MemoryBreakerStore:
    """Fulfils ``BreakerStore`` for one process."""

    def __init__(self) -> None:
        self._states: dict[str, BreakerState] = {}

    async def load(self, key: str) -> BreakerState:
        return self._states.get(key, BreakerState())

    async def swap(self, key: str, old: BreakerState, new: BreakerState) -> bool:
        if self._states.get(key, BreakerState()) != old:
            return False
        self._states[key] = new
        return True


class MemoryDialectStore:
    """Fulfils ``DialectStore`` for one process."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._states: dict[str, DialectState] = {}
        self._claims: dict[str, datetime] = {}
        self._now = now

    async def load(self, key: str) -> DialectState | None:
        return self._states.get(key)

    async def claim(self, key: str, *, entry: str, before: datetime, until: datetime) -> bool:
        state = self._states.get(key)
        if state is not None and state.entry == entry and state.probed_at > before:
            return False
        if self._claims.get(key, self._now()) > self._now():
            return False
        self._claims[key] = until
        return True

    async def save(self, key: str, state: DialectState | None) -> None:
        self._claims.pop(key, None)
        if state is not None:
            self._states[key] = state
