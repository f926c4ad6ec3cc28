"""Which model to ask: the cheapest tier that fits, then one step up at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from invoice_llm.errors import ConfigurationError
from invoice_llm.llm.models.catalog import Catalog, CatalogModel, ModelTier

Complexity = str | float
_WORDS = {"low": 0.0, "simple": 0.0, "medium": 0.5, "moderate": 0.5, "high": 1.0, "complex": 1.0}
_LADDER = (ModelTier.BASIC, ModelTier.ADVANCED, ModelTier.PREMIUM)
CHARACTERS_PER_TOKEN = 2.4
"""Measured on invoices: amounts and identifiers take more tokens than prose."""
LONG_DOCUMENT = 60_000
"""Characters from which a document counts as one step more complex: many pages of tables."""


class ModelSelector:
    """Chooses among the models that are served on the day of the call."""

    def __init__(self, catalog: Catalog, *, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self._catalog = catalog
        self._today = today

    def select_model(self, task_complexity: Complexity, content_length: int) -> str:
        """The name of the first model to ask.

        ``task_complexity`` is ``simple``, ``medium`` or ``complex``, or a score of 0-1; ``content_length`` is in
        characters. A document that does not fit a model's context goes to the next tier. Raises
        ``ConfigurationError`` for an unknown complexity or when nothing fits.
        """
        start = _step(task_complexity, content_length)
        tokens = int(content_length / CHARACTERS_PER_TOKEN)
        for tier in _LADDER[start:]:
            model = self._catalog.tier(tier)
            if self._fits(model, tokens):
                return model.name
        raise ConfigurationError(f"no model of the catalog takes a document of {content_length} characters")

    def escalate(self, model: str) -> str | None:
        """The next tier's model above ``model``; ``None`` at the top or for a model outside the tiers."""
        tier = self._catalog[model].tier
        if tier not in _LADDER:
            return None
        for higher in _LADDER[_LADDER.index(tier) + 1 :]:
            candidate = self._catalog.tier(higher)
            if candidate.is_served(self._today()):
                return candidate.name
        return None

    def of_tier(self, tier: str) -> str:
        """The model of a tier that was asked for by name."""
        if tier not in list(ModelTier):
            raise ConfigurationError(f"tier {tier!r} is unknown; there are {', '.join(ModelTier)}")
        return self._catalog.tier(ModelTier(tier)).name

    def _fits(self, model: CatalogModel, tokens: int) -> bool:
        return model.is_served(self._today()) and tokens < model.context - min(model.max_output, model.context // 4)


def _step(complexity: Complexity, content_length: int) -> int:
    score = _WORDS.get(complexity) if isinstance(complexity, str) else complexity
    if score is None or not 0 <= score <= 1:
        raise ConfigurationError(f"task complexity {complexity!r} is neither {', '.join(_WORDS)} nor from 0 to 1")
    step = 0 if score < 0.4 else 1 if score < 0.8 else 2
    return min(step + (content_length > LONG_DOCUMENT), len(_LADDER) - 1)
