"""Requests as they are built from the catalog's entry of a model, before any dialect changes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from invoice_llm.llm.models.catalog import CatalogModel

Message = Mapping[str, Any]


def build_request(
    model: CatalogModel,
    messages: Sequence[Message],
    *,
    max_output_tokens: int,
    response_format: Mapping[str, Any] | None = None,
    cache_key: str | None = None,
    logprobs: bool = False,
) -> dict[str, Any]:
    """The parameters of one request, by what the model takes. ``logprobs`` asks for those of the answer's tokens."""
    takes = model.capabilities
    request: dict[str, Any] = {
        "model": model.name,
        "messages": [dict(message) for message in messages],
        takes.max_tokens_param: max_output_tokens,
    }
    if response_format is not None:
        request["response_format"] = response_format
    if takes.sampling:
        request["temperature"] = 0
    if logprobs and takes.logprobs:
        request["logprobs"] = True
    if takes.reasoning is not None:
        request["reasoning_effort"] = takes.reasoning
    if takes.service_tier is not None:
        request["service_tier"] = takes.service_tier
    if cache_key is not None and model.endpoint == "openai":
        request["prompt_cache_key"] = cache_key
    return request
