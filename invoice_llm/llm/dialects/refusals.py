"""Refusals in any wording, read as one value: OpenAI's error object, a list of pydantic's, a plain sentence, a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from invoice_llm.llm.dialects.causes import Cause, cause_of, speaks_of_request

LEARNED_FROM = (400, 404, 405, 415, 422, 500, 501)
"""Statuses that endpoints give to a request in a form they do not take."""


_LOCATION = re.compile(r"'loc':\s*[\(\[]([^\)\]]*)[\)\]]")
_ECHO = re.compile(r"'(input|ctx|url)':.*?(?='(?:loc|msg|type)':|\}|$)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRefusal:
    """One refusal. ``words`` is the endpoint's own text without what it repeats of the request; ``params`` are the keys
    that it names as the trouble in so many words, which needs no guess."""

    status: int
    words: str
    code: str | None = None
    params: tuple[str, ...] = field(default=())

    @property
    def kind(self) -> Cause:
        """Cause of the refusal; the form where nothing else is said."""
        return cause_of(self.status, self.words, code=self.code, params=self.params)

    @property
    def said(self) -> str:
        """Code and words as one text."""
        return f"{self.code or ''} {self.words}"

    @property
    def is_about_request(self) -> bool:
        """True where the words are about what was sent, whatever the status says."""
        return bool(self.params) or self.kind is Cause.TOO_LONG or speaks_of_request(self.words)


def read_refusal(status: int, body: str) -> EndpointRefusal:
    """Take a body apart, whatever it is."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return EndpointRefusal(status=status, words=_plain(body))
    return refusal_of(status, data)


def refusal_of(status: int, data: Any) -> EndpointRefusal:
    """The same for a body that was parsed."""
    entries = [entry for entry in _entries(data) if isinstance(entry, Mapping | str)]
    texts = [_said(entry) for entry in entries]
    params = [name for entry in entries for name in _named(entry)]
    codes = [code for entry in entries if isinstance(entry, Mapping) for code in _codes(entry)]
    words = " ".join(dict.fromkeys(text for text in texts if text))
    return EndpointRefusal(
        status=status,
        words=_squeezed(words),
        code=next((code for code in codes if code), None),
        params=tuple(dict.fromkeys(params)),
    )


def _entries(data: Any) -> Iterator[Any]:
    """The error objects in a body: under ``error``, ``errors``, ``detail``, a list of them, or the body itself."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Sequence):
        for one in data[:50]:
            yield from _entries(one)
    elif isinstance(data, Mapping):
        if any(name in data for name in ("message", "msg", "code", "reason")):
            yield data
        for one in _inside(data):
            yield from _entries(one)


def _inside(data: Mapping[str, Any]) -> Iterator[Any]:
    """What stands deeper: the entries that some servers put where a text belongs, and the refusal of the provider
    behind a gateway, which may be JSON in a text."""
    yield from (data[name] for name in ("error", "errors", "detail", "innererror") if data.get(name))
    if isinstance(told := data.get("message"), Mapping | list):
        yield told
    behind = data.get("metadata")
    raw = behind.get("raw") if isinstance(behind, Mapping) else None
    if isinstance(raw, Mapping):
        yield raw
    elif isinstance(raw, str):
        yield _parsed(raw)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _said(entry: Mapping[str, Any] | str) -> str:
    if isinstance(entry, str):
        return _without_echo(entry)
    given = [entry.get(name) for name in ("message", "msg", "reason")]
    where = ".".join(str(part) for part in _location(entry))
    texts = [_without_echo(text) for text in given if isinstance(text, str)]
    return " ".join([f"{where}:", *texts] if where else texts)


def _location(entry: Mapping[str, Any]) -> list[Any]:
    loc = entry.get("loc")
    return [part for part in loc if part != "body"] if isinstance(loc, list) else []


def _named(entry: Mapping[str, Any] | str) -> list[str]:
    """Keys of the request that this entry names in a place of its own."""
    if isinstance(entry, str):
        return _from_text(entry)
    names = [part for part in _location(entry) if isinstance(part, str)][:1]
    if isinstance(param := entry.get("param"), str) and re.fullmatch(r"[\w.\[\]]{1,64}", param):
        names.append(re.split(r"[.\[]", param)[0])
    return [*names, *(name for text in (entry.get("message"),) if isinstance(text, str) for name in _from_text(text))]


def _from_text(text: str) -> list[str]:
    """Locations of pydantic's errors that were written into a sentence."""
    found = []
    for parts in _LOCATION.findall(text):
        names = [part.strip(" '\"") for part in parts.split(",")]
        found += [name for name in names if name and name != "body"][:1]
    return found


def _codes(entry: Mapping[str, Any]) -> list[str]:
    return [text for name in ("code", "type") if (text := word(entry.get(name)))]


def word(text: object) -> str | None:
    """A code is one word; whatever else stands in its place may be a text that quotes the document."""
    return text if isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", text) else None


def _without_echo(text: str) -> str:
    """Pydantic's errors repeat the input, which may be the whole request."""
    return _squeezed(_ECHO.sub("", text))


def _plain(body: str) -> str:
    """The text of a page without its tags."""
    return _squeezed(re.sub(r"<[^>]{0,200}>", " ", body[:4_000]))


def _squeezed(text: str) -> str:
    return " ".join(text.split())[:2_000]
