"""Choice of the model to ask: the cheapest tier that fits, then one step up at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from invoice_llm.errors import ConfigurationError, ContextTooLong
from invoice_llm.llm.models.catalog import Catalog, CatalogModel, ModelTier

Complexity = str | float
_WORDS = {"low": 0.0, "simple": 0.0, "medium": 0.5, "moderate": 0.5, "high": 1.0, "complex": 1.0}
_PROVIDER = ".openai.com"
_LADDER = (ModelTier.BASIC, ModelTier.ADVANCED, ModelTier.PREMIUM)
CHARACTERS_PER_TOKEN = 2.4
"""Measured on invoices: amounts and identifiers take more tokens than prose."""
LONG_DOCUMENT = 60_000
"""Characters from which a document counts as one step more complex: many pages of tables."""


class ModelSelector:
    """Chooses among the models that are served on the day of the call. ``tiers`` are those that the endpoint has."""

    def __init__(
        self,
        catalog: Catalog,
        *,
        tiers: Collection[ModelTier] = _LADDER,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._catalog = catalog
        self._ladder = tuple(tier for tier in _LADDER if tier in tiers)
        self._today = today

    def select_model(self, task_complexity: Complexity, content_length: int) -> str:
        """The name of the first model to ask.

        ``task_complexity`` is ``simple``, ``medium`` or ``complex``, or a score of 0-1; ``content_length`` is in
        characters. A document that does not fit a model's context goes to the next tier; where the tiers of its
        complexity are not served, it goes to the one below. Raises ``ConfigurationError`` for an unknown complexity,
        ``ContextTooLong`` when nothing fits.
        """
        start = _LADDER.index(_first_tier(task_complexity, content_length))
        tokens = int(content_length / CHARACTERS_PER_TOKEN)
        above = [tier for tier in self._ladder if _LADDER.index(tier) >= start]
        below = [tier for tier in reversed(self._ladder) if tier not in above]
        for tier in (*above, *below):
            model = self._catalog.tier(tier)
            if self._fits(model, tokens):
                return model.name
        raise ContextTooLong(f"no model that is served takes a document of {content_length} characters")

    def escalate(self, model: str) -> str | None:
        """The next tier's model above ``model``; ``None`` at the top or for a model outside the tiers."""
        tier = self._catalog[model].tier
        if tier not in _LADDER:
            return None
        for higher in [other for other in self._ladder if _LADDER.index(other) > _LADDER.index(tier)]:
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


def served_tiers(catalog: Catalog, base_url: str | None) -> tuple[ModelTier, ...]:
    """The tiers that an endpoint can have. At one of the user's own only those that the models file gives a model to,
    where it gives any; with one deployment in the address, the cheapest of them."""
    parts = urlsplit(base_url or "")
    host = parts.hostname or _PROVIDER
    own = tuple(tier for tier in _LADDER if tier in catalog.own_tiers)
    if "/deployments/" in parts.path:
        return own[:1] or _LADDER[:1]
    return own if own and not f".{host}".endswith(_PROVIDER) else _LADDER


def _first_tier(complexity: Complexity, content_length: int) -> ModelTier:
    score = _WORDS.get(complexity) if isinstance(complexity, str) else complexity
    if score is None or not 0 <= score <= 1:
        raise ConfigurationError(f"task complexity {complexity!r} is neither {', '.join(_WORDS)} nor from 0 to 1")
    step = 0 if score < 0.4 else 1 if score < 0.8 else 2
    return _LADDER[min(step + (content_length > LONG_DOCUMENT), len(_LADDER) - 1)]
