"""What a day may cost, and how much of it is gone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from invoice_llm.calls import DaySpend, Usage
from invoice_llm.llm.catalog import Catalog
from invoice_llm.llm.prices import cost_micros

log = logging.getLogger(__name__)
Tokens = Usage | int | Mapping[str, int]
MICROS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetAlert:
    """Raised once a day and fraction. Amounts in micro-USD."""

    day: date
    fraction: float
    spent_micros: int
    limit_micros: int

    def __str__(self) -> str:
        spent, limit = self.spent_micros / MICROS, self.limit_micros / MICROS
        return f"{self.fraction:.0%} of the budget of {self.day} is spent: ${spent:.2f} of ${limit:.2f}"


OnAlert = Callable[[BudgetAlert], None]


def log_alert(alert: BudgetAlert) -> None:
    log.warning("%s", alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyBudget:
    """The limit of a day, whose boundaries are those of ``zone``."""

    limit_micros: int
    alert_fraction: float = 0.8
    zone: tzinfo = UTC
    on_alert: OnAlert = log_alert

    def day(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def alert(self, spend: DaySpend) -> BudgetAlert | None:
        """The alert that is due at this spend, whether or not it was raised before."""
        if self.limit_micros <= 0 or spend.spent_micros < self.alert_fraction * self.limit_micros:
            return None
        return BudgetAlert(
            day=spend.day,
            fraction=self.alert_fraction,
            spent_micros=spend.spent_micros,
            limit_micros=self.limit_micros,
        )


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
            alert_fraction=alert_fraction,
            zone=zone,
            on_alert=on_alert,
        )
        self._catalog = catalog or Catalog.load()
        self._now = now
        self._spent: dict[date, int] = {}
        self._alerted: set[date] = set()

    def record_usage(self, tokens: Tokens, model: str) -> Decimal:
        """Add one answer's tokens; returns its cost in USD.

        ``tokens`` is a ``Usage``, a mapping with ``input``, ``output`` and ``cached`` (or the provider's
        ``prompt_tokens`` and ``completion_tokens``), or one number, which counts as input. Raises ``PriceUnknown``
        and ``ConfigurationError`` for a model whose price or name is not known, ``ValueError`` for negative tokens.
        """
        day = self._budget.day(self._now())
        cost = cost_micros(self._catalog[model], as_usage(tokens), day=day)
        self._spent[day] = self._spent.get(day, 0) + cost
        alert = self._budget.alert(self._spend(day))
        if alert and day not in self._alerted:
            self._alerted.add(day)
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
