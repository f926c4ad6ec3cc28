"""Daily budgets: limits, spend and alerts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from invoice_llm.calls import BudgetLimit, CallContext, DaySpend, ScopeSpend, Usage
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.models.prices import cost_micros
from invoice_llm.llm.ports import Ledger

log = logging.getLogger(__name__)
Tokens = Usage | int | Mapping[str, int]
MICROS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetAlert:
    """Raised once for each budget, period and fraction. Amounts in micro-USD."""

    scope: str
    period: str
    fraction: float
    spent_micros: int
    limit_micros: int

    def __str__(self) -> str:
        spent, limit = self.spent_micros / MICROS, self.limit_micros / MICROS
        of = f"{self.scope} {self.period}".strip()
        return f"{self.fraction:.0%} of the budget for {of} is spent: ${spent:.2f} of ${limit:.2f}"


OnAlert = Callable[[BudgetAlert], None]


def log_alert(alert: BudgetAlert) -> None:
    log.warning("%s", alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyBudget:
    """The limit of a day, whose boundaries are those of ``zone``; and, where they are set, narrower ones: of each DAG
    run, and of each invoice model a day. ``raised`` is what people added to the limit of single days."""

    limit_micros: int
    run_limit_micros: int | None = None
    invoice_model_limits: Mapping[str, int] = field(default_factory=dict)
    raised: Mapping[date, int] = field(default_factory=dict)
    alert_fractions: tuple[float, ...] = (0.8,)
    zone: tzinfo = UTC
    on_alert: OnAlert = log_alert

    def day(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def limit(self, day: date) -> int:
        """Limit of a day in micro-USD, raises included."""
        return self.limit_micros + self.raised.get(day, 0)

    def narrower(self, context: CallContext, day: date) -> tuple[BudgetLimit, ...]:
        """The limits besides the day's that a call falls under."""
        limits = []
        if self.run_limit_micros is not None and context.run_id is not None:
            limits.append(BudgetLimit(scope=f"run:{context.run_id}", period="", limit_micros=self.run_limit_micros))
        limit = self.invoice_model_limits.get(context.invoice_model or "")
        if limit is not None:
            scope = f"invoice_model:{context.invoice_model}"
            limits.append(BudgetLimit(scope=scope, period=day.isoformat(), limit_micros=limit))
        return tuple(limits)

    def alerts(self, spend: DaySpend) -> list[BudgetAlert]:
        """Every alert that is due at this spend, whether or not it was raised before."""
        day = ScopeSpend(
            scope="day",
            period=spend.day.isoformat(),
            spent_micros=spend.spent_micros,
            held_micros=spend.held_micros,
            limit_micros=spend.limit_micros or self.limit(spend.day),
        )
        return [alert for one in (day, *spend.narrower) for alert in self._due(one)]

    def _due(self, spend: ScopeSpend) -> Iterator[BudgetAlert]:
        if spend.limit_micros <= 0:
            return
        for fraction in self.alert_fractions:
            if spend.spent_micros >= fraction * spend.limit_micros:
                yield BudgetAlert(
                    scope=spend.scope,
                    period=spend.period,
                    fraction=fraction,
                    spent_micros=spend.spent_micros,
                    limit_micros=spend.limit_micros,
                )


class Alarm:
    """Raises each alert once over all processes; within this one it remembers which were raised."""

    def __init__(self, budget: DailyBudget, ledger: Ledger) -> None:
        self._budget = budget
        self._ledger = ledger
        self._known: set[tuple[str, str, float]] = set()

    async def look(self, spend: DaySpend) -> list[BudgetAlert]:
        """The alerts that this process was the first to raise."""
        raised = []
        for alert in self._budget.alerts(spend):
            which = (alert.scope, alert.period, alert.fraction)
            if which in self._known:
                continue
            self._known.add(which)
            if await self._ledger.raise_alert(*which):
                self._budget.on_alert(alert)
                raised.append(alert)
        return raised


class CostTracker:
    """Adds up what was used in this process, day by day, and tells once when most of the budget is gone.

    It counts after the fact. What keeps many processes below one limit is the reservation before each call, in
    :class:`ResilientLLMClient` with a shared ledger.
    """

    def __init__(
        self,
        daily_budget: float | Decimal = 100.0,
        *,
        catalog: Catalog | None = None,
        alert_fraction: float = 0.8,
        on_alert: OnAlert = log_alert,
        zone: tzinfo = UTC,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._budget = DailyBudget(
            limit_micros=int(Decimal(str(daily_budget)) * MICROS),
            alert_fractions=(alert_fraction,),
            zone=zone,
            on_alert=on_alert,
        )
        self._catalog = catalog or Catalog.load()
        self._now = now
        self._spent: dict[date, int] = {}
        self._alerted: set[tuple[str, float]] = set()

    def record_usage(self, tokens: Tokens, model: str) -> Decimal:
        """Add one answer's tokens; returns its cost in USD.

        ``tokens`` is a ``Usage``, a mapping with ``input``, ``output`` and ``cached`` (or the provider's
        ``prompt_tokens`` and ``completion_tokens``), or one number, which counts as input. Raises ``PriceUnknown``
        and ``ConfigurationError`` for a model whose price or name is not known, ``ValueError`` for negative tokens.
        """
        day = self._budget.day(self._now())
        cost = cost_micros(self._catalog[model], as_usage(tokens), day=day)
        self._spent[day] = self._spent.get(day, 0) + cost
        for alert in self._budget.alerts(self._spend(day)):
            if (alert.period, alert.fraction) not in self._alerted:
                self._alerted.add((alert.period, alert.fraction))
                self._budget.on_alert(alert)
        return Decimal(cost) / MICROS

    @property
    def spent_today(self) -> Decimal:
        """USD."""
        return Decimal(self._spent.get(self._budget.day(self._now()), 0)) / MICROS

    @property
    def remaining_today(self) -> Decimal:
        """USD, never below 0."""
        return max(Decimal(self._budget.limit_micros) / MICROS - self.spent_today, Decimal(0))

    @property
    def is_exhausted(self) -> bool:
        return self.remaining_today == 0

    def _spend(self, day: date) -> DaySpend:
        spent = self._spent.get(day, 0)
        return DaySpend(day=day, spent_micros=spent, held_micros=0, limit_micros=self._budget.limit_micros)


_NAMES = {
    "input": ("input", "prompt_tokens", "input_tokens"),
    "output": ("output", "completion_tokens", "output_tokens"),
    "cached": ("cached", "cached_tokens"),
}
_SUMS_AND_DETAILS = ("total_tokens", "prompt_tokens_details", "completion_tokens_details")


def _from_mapping(tokens: Mapping[str, int]) -> Usage:
    """An unknown key would silently cost nothing, so it is refused."""
    known = {name for names in _NAMES.values() for name in names}
    if unknown := sorted(set(tokens) - known - set(_SUMS_AND_DETAILS)):
        raise ValueError(f"unknown kind of tokens: {', '.join(unknown)}; known are {', '.join(sorted(known))}")
    given = {kind: next((tokens[name] for name in names if name in tokens), 0) for kind, names in _NAMES.items()}
    return Usage(**given)


def as_usage(tokens: Tokens) -> Usage:
    """One form for the three in which tokens are counted."""
    if isinstance(tokens, Usage):
        usage = tokens
    elif isinstance(tokens, int):
        usage = Usage(input=tokens, output=0)
    else:
        usage = _from_mapping(tokens)
    if min(usage.input, usage.output, usage.cached, usage.cache_write) < 0:
        raise ValueError("tokens cannot be negative")
    return usage
