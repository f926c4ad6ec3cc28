"""From the raw body of an answer to a checked value; every way in which it can be odd is an error of its own."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, TypeGuard, TypeVar

from pydantic import BaseModel, ValidationError

from invoice_llm.calls import Usage
from invoice_llm.errors import AnswerCutOff, AnswerNotJson, AnswerOffSchema, AnswerRefused
from invoice_llm.llm.logprobs import Token, read_tokens

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Completion:
    """The parts of a chat completion that are used; ``content`` may still be anything. ``tokens`` are those it was
    written with, where the model tells their probabilities."""

    content: str | None
    finish_reason: str | None
    refusal: str | None
    usage: Usage | None
    model: str | None
    service_tier: str | None
    tokens: tuple[Token, ...] = ()


def read_body(body: str) -> Completion:
    """Take a body apart. Raises ``AnswerNotJson`` for what is no chat completion (a proxy's page, no choices)."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise AnswerNotJson("the answer is no JSON; a proxy between here and the model may have sent it") from None
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise AnswerNotJson("the answer has no choices")
    message = choices[0].get("message")
    if not isinstance(message, dict) or not isinstance(message.get("content"), str | None):
        raise AnswerNotJson("the answer has no text")
    return Completion(
        content=message.get("content"),
        finish_reason=_name(choices[0].get("finish_reason")),
        refusal=message.get("refusal"),
        usage=read_usage(data.get("usage")),
        model=_name(data.get("model")),
        service_tier=_name(data.get("service_tier")),
        tokens=read_tokens(choices[0].get("logprobs")),
    )


def _name(value: Any) -> str | None:
    """A name as it goes into the ledger; anything else in its place is left out."""
    return value if isinstance(value, str) and re.fullmatch(r"[\w.:/@ -]{1,128}", value) else None


def usage_in(body: str) -> Usage | None:
    """The tokens that a body which is no answer says it has used, all the same."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read_usage(data.get("usage")) if isinstance(data, dict) else None


def read_usage(data: Any) -> Usage | None:
    """Tokens as the provider counted them; ``None`` where it did not say."""
    if not isinstance(data, dict):
        return None
    prompt, completion = data.get("prompt_tokens"), data.get("completion_tokens")
    if not _is_count(prompt) or not _is_count(completion):
        return None
    return Usage(
        input=prompt,
        output=completion,
        cached=_detail(data.get("prompt_tokens_details"), "cached_tokens"),
        reasoning=_detail(data.get("completion_tokens_details"), "reasoning_tokens"),
        cache_write=_detail(data.get("prompt_tokens_details"), "cache_write_tokens"),
    )


def _is_count(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _detail(details: Any, name: str) -> int:
    value = details.get(name) if isinstance(details, dict) else None
    return value if _is_count(value) else 0


def text_of(completion: Completion) -> str:
    """The content, if the model finished what it had to say. Raises the ``OddAnswer`` that it is otherwise."""
    if completion.refusal or completion.finish_reason == "content_filter":
        raise AnswerRefused("the model refused to answer, or a content filter stopped it")
    if completion.finish_reason == "length":
        raise AnswerCutOff("the answer reached the output limit and is cut off")
    if not completion.content:
        raise AnswerNotJson("the answer is empty")
    if not _is_unicode(completion.content):
        raise AnswerOffSchema("the answer is not UTF-8")
    return completion.content


def _is_unicode(text: str) -> bool:
    """Bytes that are not UTF-8, and halves of characters, stand in a text as lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def value_of(completion: Completion, answer: type[T]) -> T:
    """The content as the class that was asked for. The error of ``AnswerOffSchema`` names places, never values."""
    text = text_of(completion)
    try:
        return answer.model_validate_json(text)
    except ValidationError as error:
        raise AnswerOffSchema(f"the answer does not meet the schema: {_places(error)}") from None


def _places(error: ValidationError) -> str:
    problems = error.errors(include_input=False, include_url=False, include_context=False)[:5]
    return "; ".join(f"{_place(problem['type'], problem['loc'])}: {problem['msg']}" for problem in problems)


def _place(kind: str, location: tuple[int | str, ...]) -> str:
    """A key that the model made up is its own text, and may be the document's."""
    known = location[:-1] if kind == "extra_forbidden" else location
    return ".".join(str(part) for part in known) or "answer"
