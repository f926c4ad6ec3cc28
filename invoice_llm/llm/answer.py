"""From the raw body of an answer to a checked value; every way in which it can be odd is an error of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from invoice_llm.calls import Usage
from invoice_llm.errors import AnswerCutOff, AnswerNotJson, AnswerOffSchema, AnswerRefused

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Completion:
    """The parts of a chat completion that are used; ``content`` may still be anything."""

    content: str | None
    finish_reason: str | None
    refusal: str | None
    usage: Usage | None
    model: str | None
    service_tier: str | None


def read_body(body: str) -> Completion:
    """Take a body apart. Raises ``AnswerNotJson`` for what is no chat completion (a proxy's page, no choices)."""
    try:
        data = json.loads(body)
    except ValueError:
        raise AnswerNotJson("the answer is no JSON; a proxy between here and the model may have sent it") from None
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise AnswerNotJson("the answer has no choices")
    message = choices[0].get("message") or {}
    return Completion(
        content=message.get("content"),
        finish_reason=choices[0].get("finish_reason"),
        refusal=message.get("refusal"),
        usage=read_usage(data.get("usage")),
        model=data.get("model"),
        service_tier=data.get("service_tier"),
    )


def read_usage(data: Any) -> Usage | None:
    """Tokens as the provider counted them; ``None`` where it did not say."""
    if not isinstance(data, dict):
        return None
    prompt, completion = data.get("prompt_tokens"), data.get("completion_tokens")
    if not isinstance(prompt, int) or not isinstance(completion, int):
        return None
    details_in = data.get("prompt_tokens_details") or {}
    details_out = data.get("completion_tokens_details") or {}
    return Usage(
        input=prompt,
        output=completion,
        cached=details_in.get("cached_tokens") or 0,
        reasoning=details_out.get("reasoning_tokens") or 0,
        cache_write=details_in.get("cache_write_tokens") or 0,
    )


def text_of(completion: Completion) -> str:
    """The content, if the model finished what it had to say. Raises ``AnswerCutOff`` or ``AnswerRefused``."""
    if completion.refusal or completion.finish_reason == "content_filter":
        raise AnswerRefused("the model refused to answer, or a content filter stopped it")
    if completion.finish_reason == "length":
        raise AnswerCutOff("the answer reached the output limit and is cut off")
    if not completion.content:
        raise AnswerNotJson("the answer is empty")
    return completion.content


def value_of(completion: Completion, answer: type[T]) -> T:
    """The content as the class that was asked for. The error of ``AnswerOffSchema`` names places, never values."""
    text = text_of(completion)
    try:
        return answer.model_validate_json(text)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False, include_context=False)[:5]
        told = "; ".join(
            f"{'.'.join(str(p) for p in problem['loc']) or 'answer'}: {problem['msg']}" for problem in problems
        )
        raise AnswerOffSchema(f"the answer does not meet the schema: {told}") from None
