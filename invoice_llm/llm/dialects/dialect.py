"""A dialect: the form in which one endpoint takes the requests of one model. Values and pure functions only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Request = Mapping[str, Any]
CAPS = ("max_completion_tokens", "max_tokens")
"""The two names of the output limit; a request is built with the one that its catalog entry names."""
OPENAI_ONLY = frozenset({"service_tier", "prompt_cache_key", "reasoning_effort", "logprobs", "top_logprobs", "seed"})
OPTIONAL = OPENAI_ONLY | {"temperature", "top_p", "stream_options"}
"""Keys without which a request asks the same question."""


class Form(StrEnum):
    """Ways to ask for JSON, from the strictest that endpoints know to none at all."""

    STRICT = "strict json_schema"
    PLAIN = "plain json_schema"
    OBJECT = "json_object"
    PROMPT = "prompt only"

    @property
    def rank(self) -> int:
        return list(Form).index(self)

    @property
    def shows_schema(self) -> bool:
        """True where the schema has to stand in the prompt, since no parameter carries it."""
        return self in (Form.OBJECT, Form.PROMPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Changes that a request needs before an endpoint takes it; the default is none.

    ``left_out`` are keys that are not sent. Of the two names of the output limit the one not left out is sent, or none.
    ``pictures`` false: texts alone. ``merged``: all messages as one of the user, for templates without a system role.
    ``streamed``: for servers that answer in no other way.
    """

    form: Form = Form.STRICT
    left_out: frozenset[str] = field(default_factory=frozenset)
    pictures: bool = True
    merged: bool = False
    streamed: bool = False

    @property
    def steps(self) -> int:
        """Distance from the default. Learning only ever goes on to a dialect with more steps, so it ends."""
        return self.form.rank + len(self.left_out) + (not self.pictures) + self.merged + self.streamed

    def __str__(self) -> str:
        told = [str(self.form)]
        if caps := [name for name in CAPS if name in self.left_out]:
            told.append("no output limit" if len(caps) == len(CAPS) else _other(caps[0]))
        if others := sorted(self.left_out - set(CAPS)):
            told.append(f"without {', '.join(others)}")
        told += ["no pictures"] if not self.pictures else []
        told += ["one message"] if self.merged else []
        return "; ".join([*told, "as a stream"] if self.streamed else told)


def dialect_text(dialect: Dialect) -> str:
    """Canonical JSON: equal dialects are equal text. ``streamed`` stands in it only where it is true, since what
    earlier versions kept has no such key."""
    data = {
        "form": dialect.form.value,
        "left_out": sorted(dialect.left_out),
        "pictures": dialect.pictures,
        "merged": dialect.merged,
    }
    return json.dumps(data | ({"streamed": True} if dialect.streamed else {}), sort_keys=True)


def dialect_of(text: str) -> Dialect | None:
    """A kept dialect; ``None`` for what this version does not understand, which is then learned anew."""
    try:
        data = json.loads(text)
        return Dialect(
            form=Form(data["form"]),
            left_out=frozenset(data["left_out"]),
            pictures=bool(data["pictures"]),
            merged=bool(data["merged"]),
            streamed=bool(data.get("streamed", False)),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _other(cap: str) -> str:
    return CAPS[1 - CAPS.index(cap)]


def cap_name(request: Request, dialect: Dialect) -> str | None:
    """The name under which the output limit of this request is sent; ``None`` where it is not."""
    given = next((name for name in CAPS if name in request), None)
    if given is None:
        return None
    return next((name for name in (given, _other(given)) if name not in dialect.left_out), None)


def in_dialect(request: Request, dialect: Dialect) -> dict[str, Any]:
    """The request as this endpoint takes it."""
    said = {name: value for name, value in request.items() if name not in (*dialect.left_out, *CAPS)}
    if cap := cap_name(request, dialect):
        said[cap] = next(request[name] for name in CAPS if name in request)
    wanted = said.pop("response_format", None)
    if wanted is not None:
        said |= _asked_for(wanted, dialect.form, said["messages"])
    if not dialect.pictures:
        said["messages"] = [_texts_only(message) for message in said["messages"]]
    if dialect.merged:
        said["messages"] = _as_one(said["messages"])
    return said | (_stream(dialect) if dialect.streamed else {})


def _stream(dialect: Dialect) -> dict[str, Any]:
    """The tokens come with the last event, where they are asked for."""
    asked = {} if "stream_options" in dialect.left_out else {"stream_options": {"include_usage": True}}
    return {"stream": True, **asked}


def _asked_for(wanted: Mapping[str, Any], form: Form, messages: Sequence[Any]) -> dict[str, Any]:
    """The response format, or the words in its place."""
    described = wanted["json_schema"]
    told = with_schema(messages, described["schema"]) if form.shows_schema else list(messages)
    if form is Form.STRICT:
        return {"response_format": wanted, "messages": told}
    if form is Form.PLAIN:
        plain = {name: value for name, value in described.items() if name != "strict"}
        return {"response_format": {**wanted, "json_schema": plain}, "messages": told}
    if form is Form.OBJECT:
        return {"response_format": {"type": "json_object"}, "messages": told}
    return {"messages": told}


def with_schema(messages: Sequence[Any], schema: Mapping[str, Any]) -> list[Any]:
    """The messages with the schema in words, in the first one: a prefix that stays the same is cached by endpoints."""
    first, *others = messages
    if first.get("role") != "system":
        return [{"role": "system", "content": schema_words(schema)}, *messages]
    return [{**first, "content": f"{first['content']}\n\n{schema_words(schema)}"}, *others]


def schema_words(schema: Mapping[str, Any]) -> str:
    """A demand for JSON by this schema, for endpoints that take it in no other way."""
    text = json.dumps(schema, separators=(",", ":"), ensure_ascii=False)
    return f"Answer with one JSON object and nothing else. It has to meet this JSON schema, with every key:\n{text}"


def has_pictures(request: Request) -> bool:
    """True when a message has a part that is no text."""
    parts = [part for message in request.get("messages", ()) for part in _parts(message)]
    return any(part.get("type") != "text" for part in parts)


def _parts(message: Mapping[str, Any]) -> list[Any]:
    content = message.get("content")
    return content if isinstance(content, list) else []


def _texts_only(message: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(message.get("content"), list):
        return dict(message)
    texts = [part["text"] for part in _parts(message) if part.get("type") == "text"]
    return {**message, "content": "\n\n".join(texts)}


def _as_one(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One message of the user; pictures stay parts of it."""
    if any(isinstance(message.get("content"), list) for message in messages):
        parts = [part for message in messages for part in (_parts(message) or [_text(message)])]
        return [{"role": "user", "content": parts}]
    return [{"role": "user", "content": "\n\n".join(str(message.get("content") or "") for message in messages)}]


def _text(message: Mapping[str, Any]) -> dict[str, Literal["text"] | str]:
    return {"type": "text", "text": str(message.get("content") or "")}
