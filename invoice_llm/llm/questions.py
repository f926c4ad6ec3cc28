"""A question to a model: the request that is sent, its identity, its size, and how it is asked again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from invoice_llm.calls import CallContext
from invoice_llm.errors import AnswerCutOff, OddAnswer
from invoice_llm.llm import wire
from invoice_llm.llm.dialects.dialect import schema_words
from invoice_llm.llm.models.catalog import CatalogModel
from invoice_llm.llm.models.tokens import TokenCounter
from invoice_llm.llm.schema import response_format

Request = dict[str, Any]
DEFAULT_OUTPUT_CAP = 4_096
LARGEST_SECOND_CAP = 16_384
"""Output tokens that asking once more may cost at most, unless the first question allowed more."""
_LONGEST_COMPLAINT = 1_000
_PER_MESSAGE_TOKENS = 8
"""What roles and separators of one message add, at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """``key`` is the answer's identity; ``input_tokens`` at most; ``cap`` bounds the output tokens."""

    spec: CatalogModel
    context: CallContext
    request: Request
    key: str
    input_tokens: int
    cap: int


class Questions:
    """Makes questions. ``revisions`` are by endpoint: one that has changed under its name is asked anew."""

    def __init__(self, counter: TokenCounter, revisions: Mapping[str, str]) -> None:
        self._counter = counter
        self._revisions = revisions

    def ask(
        self,
        spec: CatalogModel,
        messages: Sequence[Mapping[str, Any]],
        context: CallContext,
        *,
        max_output_tokens: int | None = None,
        answer: tuple[str, type[BaseModel]] | None = None,
    ) -> Question:
        """``answer`` is the name and the class of a structured one. All of those ask with the same keys, so that what
        an endpoint takes of one it takes of all."""
        request = wire.build_request(
            spec,
            messages,
            max_output_tokens=min(max_output_tokens or DEFAULT_OUTPUT_CAP, spec.max_output),
            response_format=answer and response_format(*answer),
            cache_key=context.prompt_version,
            logprobs=answer is not None,
        )
        return self._question(spec, context, request)

    def again(self, question: Question, error: OddAnswer) -> Question:
        """More room for an answer that was cut off; the complaint for one that was off schema."""
        request, spec = question.request, question.spec
        if isinstance(error, AnswerCutOff):
            room = min(max(LARGEST_SECOND_CAP, question.cap), 2 * question.cap, spec.max_output)
            again = {**request, spec.capabilities.max_tokens_param: room}
        else:
            complaint = f"Your answer was not usable: {error}"[:_LONGEST_COMPLAINT]
            message = {"role": "user", "content": f"{complaint}. Answer again, whole. {_schema_told(request)}".strip()}
            again = {**request, "messages": [*request["messages"], message]}
        return self._question(spec, question.context, again)

    def _question(self, spec: CatalogModel, context: CallContext, request: Request) -> Question:
        return Question(
            spec=spec,
            context=context,
            request=request,
            key=answer_key(request, context, revision=self._revisions.get(spec.endpoint)),
            input_tokens=self._count(spec, request),
            cap=request[spec.capabilities.max_tokens_param],
        )

    def _count(self, spec: CatalogModel, request: Request) -> int:
        """Input tokens at most: every message, its pictures, and the schema, which providers bill as well."""
        parts = [part for message in request["messages"] for part in _parts(message.get("content"))]
        texts = [part for part in parts if part is not None]
        if "response_format" in request:
            texts.append(_schema_text(request["response_format"]))
        counted = sum(self._counter.count(text, spec.name).tokens for text in texts)
        return counted + _PER_MESSAGE_TOKENS * (len(texts) + 1) + spec.picture_tokens * parts.count(None)


def _schema_told(request: Mapping[str, Any]) -> str:
    """In words as well: the endpoint may have passed over the parameter."""
    form = request.get("response_format")
    return schema_words(form["json_schema"]["schema"]) if form else ""


def _parts(content: Any) -> list[str | None]:
    """The texts of a message, ``None`` for a picture."""
    if not isinstance(content, list):
        return [str(content or "")]
    return [part["text"] if part["type"] == "text" else None for part in content]


def answer_key(request: Mapping[str, Any], context: CallContext, *, revision: str | None = None) -> str:
    """The identity of an answer: the document, the operation, everything that was sent, and the endpoint's revision."""
    form = request.get("response_format")
    sent = {name: value for name, value in request.items() if name != "response_format"}
    identity = {
        "document": context.document,
        "operation": context.operation,
        "request": sent,
        "schema": form and _schema_text(form),
        "revision": revision,
    }
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _schema_text(form: Mapping[str, Any]) -> str:
    """Schemas are made once for each class; so is their text."""
    described = form["json_schema"]
    return _dumped(described["name"], _Same(described["schema"]))


class _Same:
    """Equal for the very same object only."""

    def __init__(self, schema: Any) -> None:
        self.schema = schema

    def __hash__(self) -> int:
        return id(self.schema)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.schema is self.schema


@lru_cache(maxsize=64)
def _dumped(name: str, same: _Same) -> str:
    return json.dumps({"name": name, "schema": same.schema}, sort_keys=True)
