"""What a call costs, in whole micro-USD. A model without a known price has no cost, and so may not be called."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from invoice_llm.calls import Usage
from invoice_llm.errors import PriceUnknown
from invoice_llm.llm.catalog import CatalogModel, ListPrice


def cost_micros(model: CatalogModel, usage: Usage, *, day: date, service_tier: str | None = None) -> int:
    """The price of one answer, rounded up. ``service_tier`` is what the answer says it was served at.

    Raises ``PriceUnknown`` where neither the catalog nor genai-prices has a price for the model.
    """
    if model.price is not None:
        dollars = _list_price(model.price, usage)
    else:
        dollars = _looked_up(model.name, usage, day, service_tier)
    return int((dollars * 1_000_000).to_integral_value(ROUND_CEILING))


def worst_case_micros(model: CatalogModel, *, input_tokens: int, output_cap: int, day: date) -> int:
    """What one attempt can cost at most: nothing cached, everything written to the cache, output at its cap.

    A model that reasons bills its reasoning as output; the cap bounds both.
    """
    plain = cost_micros(model, Usage(input=input_tokens, output=output_cap), day=day)
    if model.price is not None:
        other = Usage(input=input_tokens, output=output_cap, cached=input_tokens)
    else:
        other = Usage(input=input_tokens, output=output_cap, cache_write=input_tokens)
    return max(plain, cost_micros(model, other, day=day))


def _list_price(price: ListPrice, usage: Usage) -> Decimal:
    cached_price = price.input if price.cached is None else price.cached
    cached = min(usage.cached, usage.input)
    return ((usage.input - cached) * price.input + cached * cached_price + usage.output * price.output) / 1_000_000


@lru_cache(maxsize=4096)
def _looked_up(name: str, usage: Usage, day: date, service_tier: str | None) -> Decimal:
    """From genai-prices: its data come with the package and know tiers, long contexts and dated prices."""
    import genai_prices

    tier = {"service_tier": service_tier} if service_tier else None
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
