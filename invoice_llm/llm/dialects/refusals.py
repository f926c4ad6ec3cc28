"""Refusals in any wording, read as one value: OpenAI's error object, a list of pydantic's, a plain sentence, a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LEARNED_FROM = (400, 404, 405, 415, 422, 500, 501)
"""Statuses that endpoints give to a request in a form they do not take."""


class Cause(StrEnum):
    """Causes of a refusal."""

    CONTENT_FILTER = "content filter"
    TOO_LONG = "too long"
    MODEL_GONE = "model not served"
    WRONG_PLACE = "no such address"
    FORM = "form of the request"


_FILTERED = re.compile(
    r"content.?(management.?)?(filter|policy|safety|moderation)|responsible.?ai|flagged by"
    r"|safety (system|filter|policy)|moderation|prohibited content|violates? .{0,40}polic",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(
    r"context.?(length|size|window|limit)|maximum context|max_model_len|n_ctx|larger than the context"
    r"|(prompt|input|request|message).{0,40}(too long|too large|exceeds)|too many tokens|string_above_max_length"
    r"|(max_tokens|max_completion_tokens|max_new_tokens).{0,60}(too large|at most|exceed|must be less|greater than)"
    r"|tokens?\W.{0,60}must be (<|less|at most)|reduce the length|token limit"
    r"|request entity too large|payload too large",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(models?|deployments?|engine)\b.{0,160}?(not found|not exist|does ?n.t exist|no longer|not been found"
    r"|(been|is|was) (deprecated|decommissioned|retired|shut ?down|removed)"
    r"|is not (loaded|available|installed|served|running)|try pulling|cannot be found|could not be found|is unknown)"
    r"|(unknown|no such|invalid|unrecogni[sz]ed|could not find( the)?|failed to load|no) (model|deployment)\b"
    r"|model_not_found|DeploymentNotFound|model_not_available|no models? (is |are )?loaded",
    re.IGNORECASE | re.DOTALL,
)
_OF_REQUEST = re.compile(
    r"(not|un|does ?n.t) ?support|unknown (field|param|key|arg)|unrecogni[sz]ed|grammar|response.?format|json.?schema"
    r"|invalid (param|field|value|request)|extra inputs|must alternate|image input",
    re.IGNORECASE,
)
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
        said = f"{self.code or ''} {self.words}"
        if _FILTERED.search(said):
            return Cause.CONTENT_FILTER
        if self.status == 413 or _TOO_LONG.search(said):
            return Cause.TOO_LONG
        if "model" in self.params or _GONE.search(said):
            return Cause.MODEL_GONE
        if self.status in (404, 405) and not self.params and not _speaks_of_parameters(self.words):
            return Cause.WRONG_PLACE
        return Cause.FORM

    @property
    def is_about_request(self) -> bool:
        """True where the words are about what was sent, whatever the status says."""
        return bool(self.params) or self.kind is Cause.TOO_LONG or bool(_OF_REQUEST.search(self.words))


def _speaks_of_parameters(words: str) -> bool:
    return bool(re.search(r"support|param|schema|format|field|key|json|_", words, re.IGNORECASE))


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
        inner = [data[name] for name in ("error", "errors", "detail", "innererror") if data.get(name)]
        if any(name in data for name in ("message", "msg", "code", "reason")):
            yield data
        for one in inner:
            yield from _entries(one)


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
    names = [str(part) for part in _location(entry)[:1]]
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
