"""Tokens of an answer as the provider counted them, under the names that providers give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from invoice_llm.calls import Usage
from invoice_llm.llm.models.catalog import CatalogModel

_INPUT = ("prompt_tokens", "input_tokens", "inputTokens", "promptTokenCount", "prompt_token_count", "prompt_eval_count")
_OUTPUT = (
    *("completion_tokens", "output_tokens", "outputTokens", "candidatesTokenCount", "candidates_token_count"),
    *("eval_count", "generated_tokens"),
)
_TOTAL = ("total_tokens", "totalTokens", "totalTokenCount", "total_token_count")
_INPUT_DETAILS = ("prompt_tokens_details", "input_tokens_details")
_OUTPUT_DETAILS = ("completion_tokens_details", "output_tokens_details")
_APART = ("cache_read_input_tokens", "cache_creation_input_tokens", "cacheReadInputTokens", "cacheWriteInputTokens")
"""Parts of the input that one API counts beside it instead of inside."""
_LARGEST = 10**12


def read_usage(data: Any) -> Usage | None:
    """Tokens as the provider counted them; ``None`` where it did not say."""
    if not isinstance(data, Mapping):
        return None
    given, output = _first(data, _INPUT), _first(data, _OUTPUT)
    if given is None or output is None:
        return None
    apart = [] if "prompt_tokens" in data else [_count(data.get(name)) or 0 for name in _APART]
    given += sum(apart)
    return Usage(
        input=given,
        output=max(output, (_first(data, _TOTAL) or 0) - given),
        cached=_detail(data, _INPUT_DETAILS, "cached_tokens")
        or _count(data.get("prompt_cache_hit_tokens"))
        or _even(apart),
        reasoning=_detail(data, _OUTPUT_DETAILS, "reasoning_tokens"),
        cache_write=_detail(data, _INPUT_DETAILS, "cache_write_tokens") or sum(apart[1::2]),
    )


def usage_of(data: Mapping[str, Any]) -> Usage | None:
    """The usage of a whole body, wherever its server puts it."""
    behind = data.get("x_groq")
    places = [data.get("usage"), data.get("usageMetadata"), data.get("usage_metadata"), data.get("token_usage")]
    places += [behind.get("usage")] if isinstance(behind, Mapping) else []
    places += [data] if "eval_count" in data else []
    return next((usage for place in places if (usage := read_usage(place)) is not None), None)


def plausible(usage: Usage | None, model: CatalogModel) -> Usage | None:
    """The usage, unless it cannot be: a question of no tokens, or more than twice what the model can hold at all."""
    if usage is None or usage.input == 0 or max(usage.input, usage.output, usage.cache_write) > 2 * model.context:
        return None
    return usage


def _first(data: Mapping[str, Any], names: Iterable[str]) -> int | None:
    return next((count for name in names if (count := _count(data.get(name))) is not None), None)


def _count(value: Any) -> int | None:
    """A count, also as digits in a text or as a whole number with a point."""
    if isinstance(value, str) and value.isdecimal() and len(value) < len(str(_LARGEST)):
        return int(value)
    if isinstance(value, float) and value.is_integer() and 0 <= value < _LARGEST:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _detail(data: Mapping[str, Any], places: Iterable[str], name: str) -> int:
    details = next((place for key in places if isinstance(place := data.get(key), Mapping)), {})
    return _count(details.get(name)) or 0


def _even(counts: list[int]) -> int:
    return sum(counts[::2])
