"""From the raw body of an answer to a checked value; every way in which it can be odd is an error of its own."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from invoice_llm.calls import Usage
from invoice_llm.errors import (
    AnswerCutOff,
    AnswerNotJson,
    AnswerOffSchema,
    AnswerRefused,
    ContentFiltered,
    NoCompletion,
)
from invoice_llm.llm.bodies import read_json
from invoice_llm.llm.logprobs import Token, read_tokens
from invoice_llm.llm.unwrapping import candidates, completed, content_of, without_thinking
from invoice_llm.llm.usages import read_usage, usage_of

T = TypeVar("T", bound=BaseModel)
ODD_ENDS = ("length", "content_filter", "error")
"""Reasons to end that leave an answer of no use; all others are names for having come to the end."""

_CUT = re.compile(r"length|max_(output_)?tokens|model_length|model_context_window_exceeded|incomplete", re.IGNORECASE)
_STOPPED = re.compile(
    r"filter|safety|guardrail|prohibited|blocklist|recitation|sensitive|spii|moderation|refusal", re.IGNORECASE
)


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
    """Take a body apart. Raises ``NoCompletion`` for what is no chat completion (a proxy's page, no choices)."""
    try:
        data = read_json(body)
    except ValueError:
        raise NoCompletion("the answer is no JSON; a proxy between here and the model may have sent it") from None
    choices = data.get("choices") if isinstance(data, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise NoCompletion("the answer has no choices")
    choice = next((one for one in choices if isinstance(one, dict) and not one.get("index")), choices[0])
    message = choice.get("message") or choice.get("delta")
    if message is None and isinstance(choice.get("text"), str):
        message = {"content": choice["text"]}
    if not isinstance(message, dict):
        raise NoCompletion("the answer has no message")
    refusal = message.get("refusal")
    return Completion(
        content=content_of(message),
        finish_reason=_finish(choice.get("finish_reason")),
        refusal=refusal if isinstance(refusal, str) else None,
        usage=usage_of(data) or read_usage(choice.get("usage")),
        model=_name(data.get("model")),
        service_tier=_name(data.get("service_tier")),
        tokens=read_tokens(choice.get("logprobs")),
    )


def _finish(value: Any) -> str | None:
    """The reason to end, with one name for each that leaves an answer of no use."""
    name = _name(value)
    if name is None:
        return None
    if _CUT.fullmatch(name):
        return "length"
    return "content_filter" if _STOPPED.search(name) else name


def _name(value: Any) -> str | None:
    """A name as it goes into the ledger; anything else in its place is left out."""
    return value if isinstance(value, str) and re.fullmatch(r"[\w.:/@ -]{1,128}", value) else None


def usage_in(body: str) -> Usage | None:
    """The tokens that a body which is no answer says it has used, all the same."""
    try:
        data = read_json(body)
    except ValueError:
        return None
    return usage_of(data) if isinstance(data, dict) else None


def text_of(completion: Completion) -> str:
    """The content, if the model finished what it had to say. Raises the ``OddAnswer`` that it is otherwise, and
    ``ContentFiltered`` where a filter stopped it."""
    if completion.finish_reason == "content_filter":
        raise ContentFiltered(
            f"{completion.model or 'the model'} gave no answer, content filter (finish_reason content_filter);"
            " another model, or the endpoint's filter settings, may let it pass",
            code="content_filter",
            model=completion.model,
        )
    if completion.refusal:
        raise AnswerRefused(f"{completion.model or 'the model'} refused to answer")
    if completion.finish_reason == "length":
        raise AnswerCutOff("the answer reached the output limit and is cut off")
    if not completion.content or not completion.content.strip():
        raise AnswerNotJson("the answer is empty")
    if not _is_unicode(completion.content):
        raise AnswerOffSchema("the answer is not UTF-8")
    return completion.content


def plain_text_of(completion: Completion) -> str:
    """The same without the model's thinking, for an answer that is no JSON."""
    return without_thinking(text_of(completion)).strip() or text_of(completion)


def _is_unicode(text: str) -> bool:
    """Bytes that are not UTF-8, and halves of characters, stand in a text as lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def value_of(completion: Completion, answer: type[T]) -> tuple[T, str]:
    """The content as the class that was asked for, and the JSON in it. What stands around one JSON object is left out;
    of several objects exactly one has to fit. The error of ``AnswerOffSchema`` names places, never values."""
    text = text_of(completion)
    problem: ValidationError | None = None
    fitting: list[tuple[T, str]] = []
    for candidate in candidates(text):
        try:
            value = _validated(candidate, answer)
        except ValidationError as error:
            problem = problem or error
            continue
        if candidate == text:
            return value, text
        if all(value != other for other, _ in fitting):
            fitting.append((value, candidate))
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise AnswerOffSchema("the answer has several JSON objects that differ")
    told = _places(problem) if problem else "there is no JSON object in it"
    raise AnswerOffSchema(f"the answer does not meet the schema: {told}")


def _validated(text: str, answer: type[T]) -> T:
    """The value, or the one that an answer of another class makes where the class takes such (``also``)."""
    try:
        return _of_class(text, answer)
    except ValidationError as error:
        for other in getattr(answer, "also", ()):
            with suppress(ValidationError):
                return answer.model_validate(_of_class(text, other))
        raise error from None


def _of_class(text: str, answer: type[T]) -> T:
    """Value as it stands, else with what can be filled in without a guess."""
    try:
        return answer.model_validate_json(text)
    except ValidationError as error:
        filled = completed(text, answer.model_json_schema())
        if filled is None:
            raise error from None
        try:
            return answer.model_validate(filled)
        except ValidationError:
            raise error from None


def _places(error: ValidationError) -> str:
    problems = error.errors(include_input=False, include_url=False, include_context=False)[:5]
    return "; ".join(f"{_place(problem['type'], problem['loc'])}: {problem['msg']}" for problem in problems)


def _place(kind: str, location: tuple[int | str, ...]) -> str:
    """A key that the model made up is its own text, and may be the document's."""
    known = location[:-1] if kind == "extra_forbidden" else location
    return ".".join(str(part) for part in known) or "answer"
