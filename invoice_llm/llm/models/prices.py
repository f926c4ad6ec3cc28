"""Costs of calls in whole micro-USD. A model without a known price has no cost, and so may not be called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from invoice_llm.calls import Usage
from invoice_llm.errors import PriceUnknown
from invoice_llm.llm.models.catalog import CatalogModel, ListPrice

_STRAIGHT = 100_000
"""Up to so many input tokens prices are looked at as a straight line; the lowest long-context tier starts above it."""
_DAY = re.compile(r"verified on (\d{4}-\d{2}-\d{2})")
_UNIT = 1_000
BATCH = "batch"
"""The tier of what came from a batch file; a price of one's own has none, and holds for it as well."""


@dataclass(frozen=True, slots=True)
class _Rates:
    """USD a token. ``straight`` when they hold up to ``_STRAIGHT`` input tokens."""

    input: Decimal
    cached: Decimal
    cache_write: Decimal
    output: Decimal
    straight: bool = True

    def price(self, usage: Usage) -> Decimal:
        cached = min(usage.cached, usage.input)
        written = min(usage.cache_write, usage.input - cached)
        plain = usage.input - cached - written
        return plain * self.input + cached * self.cached + written * self.cache_write + usage.output * self.output


def cost_micros(model: CatalogModel, usage: Usage, *, day: date, service_tier: str | None = None) -> int:
    """The price of one answer, rounded up. ``service_tier`` is what the answer says it was served at.

    Raises ``PriceUnknown`` where neither the catalog nor genai-prices has a price for the model.
    """
    if model.price is not None:
        dollars = _listed(model.price).price(usage)
    else:
        rates = _rates(model.name, day, service_tier)
        straight = rates.straight and usage.input <= _STRAIGHT
        dollars = rates.price(usage) if straight else _looked_up(model.name, usage, day, service_tier)
    return int((dollars * 1_000_000).to_integral_value(ROUND_CEILING))


def worst_case_micros(
    model: CatalogModel, *, input_tokens: int, output_cap: int, day: date, tier: str | None = None
) -> int:
    """Highest cost of one attempt: nothing cached, everything written to the cache, output at its cap.

    A model that reasons bills its reasoning as output; the cap bounds both. The service tier is the one that is asked
    for, or the provider's default, whichever costs more; unless ``tier`` says which it is.
    """
    usages = [Usage(input=input_tokens, output=output_cap)]
    if model.price is not None:
        usages.append(Usage(input=input_tokens, output=output_cap, cached=input_tokens))
    else:
        usages.append(Usage(input=input_tokens, output=output_cap, cache_write=input_tokens))
    tiers = {None, model.capabilities.service_tier} if tier is None else {tier}
    return max(cost_micros(model, usage, day=day, service_tier=one) for usage in usages for one in tiers)


@dataclass(frozen=True, slots=True)
class PriceSource:
    """Source of a model's price; ``checked_on`` is the last day on which somebody compared it with the
    provider's, where that is known."""

    told: str
    checked_on: date | None = None


def price_source(model: CatalogModel) -> PriceSource:
    """The models file, or genai-prices with the date in its remarks on the model."""
    if model.price is not None:
        return PriceSource("price from the models file")
    import genai_prices

    usage = genai_prices.Usage(input_tokens=1, output_tokens=1)
    remarks = genai_prices.calc_price(usage, model.name, provider_id="openai").model.price_comments or ""
    days = [date.fromisoformat(day) for day in _DAY.findall(remarks)]
    told = f"price from genai-prices {genai_prices.__version__}"
    return PriceSource(f"{told}, checked on {max(days)}", max(days)) if days else PriceSource(told)


@lru_cache(maxsize=64)
def _listed(price: ListPrice) -> _Rates:
    """A price of one's own has no dearer tier, and no price for writing to a cache."""
    cached = price.input if price.cached is None else price.cached
    million = Decimal(1_000_000)
    return _Rates(price.input / million, cached / million, price.input / million, price.output / million)


@lru_cache(maxsize=256)
def _rates(name: str, day: date, service_tier: str | None) -> _Rates:
    """Looked up once a model, day and tier: a look-up takes as long as the rest of the accounting."""

    def rate(**tokens: int) -> Decimal:
        return _looked_up(name, Usage(**{"input": 0, "output": 0, **tokens}), day, service_tier) / _UNIT

    found = _Rates(
        input=rate(input=_UNIT),
        cached=rate(input=_UNIT, cached=_UNIT),
        cache_write=rate(input=_UNIT, cache_write=_UNIT),
        output=rate(output=_UNIT),
    )
    far = Usage(input=_STRAIGHT, output=_UNIT, cached=_UNIT, cache_write=_UNIT)
    straight = found.price(far) == _looked_up(name, far, day, service_tier)
    return _Rates(found.input, found.cached, found.cache_write, found.output, straight=straight)


def _looked_up(name: str, usage: Usage, day: date, service_tier: str | None) -> Decimal:
    """From genai-prices: its data come with the package and know tiers, long contexts and dated prices."""
    import genai_prices

    tier = {"processing": BATCH} if service_tier == BATCH else {"service_tier": service_tier} if service_tier else None
    try:
        found = genai_prices.calc_price(
            genai_prices.Usage(
                input_tokens=usage.input,
                cache_read_tokens=min(usage.cached, usage.input) or None,
                cache_write_tokens=usage.cache_write or None,
                output_tokens=usage.output,
            ),
            name,
            provider_id="openai",
            genai_request_timestamp=datetime.combine(day, time(12), UTC),
            price_context=tier,
        )
    except LookupError:
        raise PriceUnknown(
            f"no price is known for model {name!r}; give it one in the file named by INVOICE_LLM_MODELS_FILE"
        ) from None
    return Decimal(found.total_price)
