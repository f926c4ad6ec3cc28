"""Confidence of a model in each value it wrote, from the log-probabilities of the value's tokens.

A model's probability of a token says how it would have gone on, not that the value is right; it is one more sign
beside the evidence on the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isnan
from typing import Any

Span = tuple[int, int]
_BLANK = " \t\r\n"
_DECODER = json.JSONDecoder()
_LOWEST = -100.0
"""Some endpoints write minus infinity as a very large number, others as none at all."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token of an answer: its bytes, and the natural logarithm of its probability."""

    data: bytes
    logprob: float


@dataclass(frozen=True, slots=True)
class Sureness:
    """Over the tokens of one value: the ``least`` and the ``mean`` log-probability, 0 at most."""

    least: float
    mean: float


def read_tokens(logprobs: Any) -> tuple[Token, ...]:
    """The tokens of a choice's ``logprobs``; none where it has none, or where they are not what they should be."""
    content = logprobs.get("content") if isinstance(logprobs, dict) else None
    if not isinstance(content, list):
        return ()
    tokens = [_token(entry) for entry in content]
    return tuple(token for token in tokens if token is not None) if None not in tokens else ()


def _token(entry: Any) -> Token | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("token"), str):
        return None
    logprob, data = entry.get("logprob"), entry.get("bytes")
    if isinstance(logprob, bool) or not isinstance(logprob, int | float) or isnan(logprob):
        return None
    try:
        spelled = bytes(data) if isinstance(data, list) else entry["token"].encode("utf-8", "surrogatepass")
    except (TypeError, ValueError):
        return None
    return Token(spelled, min(max(float(logprob), _LOWEST), 0.0))


def sureness(content: str, tokens: Sequence[Token]) -> dict[str, Sureness]:
    """Confidence by the path of each value in the JSON ``content`` (``seller.name``, ``lines[2].quantity``).

    Empty where the tokens do not spell the content; they may spell more around it (a code fence). A token that lies
    across a value's edge counts for the value. Empty strings and empty lists have no tokens of their own.
    """
    text = content.encode("utf-8", "surrogatepass")
    shift = b"".join(token.data for token in tokens).find(text)
    if not text or shift < 0:
        return {}
    ends = [end - shift for end in accumulate(len(token.data) for token in tokens)]
    at_byte = _bytes_before(content)
    found, index = {}, 0
    for path, (start, end) in _spans(content):
        first, last = at_byte[start], at_byte[end]
        while ends[index] <= first:
            index += 1
        upto = index
        while ends[upto] < last:
            upto += 1
        spelled = [token.logprob for token in tokens[index : upto + 1]]
        found[path] = Sureness(min(spelled), sum(spelled) / len(spelled))
    return found


def _bytes_before(content: str) -> list[int]:
    return [0, *accumulate(len(character.encode("utf-8", "surrogatepass")) for character in content)]


def _spans(content: str) -> Iterator[tuple[str, Span]]:
    """Every leaf that is not empty, in the order of the text; nothing for what is no JSON."""
    try:
        json.loads(content)
        yield from _value(content, _skip(content, 0), "", [])
    except (ValueError, RecursionError):
        return


def _value(text: str, at: int, path: str, end: list[int]) -> Iterator[tuple[str, Span]]:
    """``end`` takes the place behind the value."""
    if text[at] in "{[":
        yield from _parts(text, at, path, end)
        return
    stop = _DECODER.raw_decode(text, at)[1] if text[at] == '"' else _bare(text, at)
    end[:] = [stop]
    inner = (at + 1, stop - 1) if text[at] == '"' else (at, stop)
    if inner[0] < inner[1]:
        yield path, inner


def _parts(text: str, at: int, path: str, end: list[int]) -> Iterator[tuple[str, Span]]:
    is_object, at, count = text[at] == "{", _skip(text, at + 1), 0
    while text[at] not in "}]":
        name = f"{path}[{count}]"
        if is_object:
            key, at = _DECODER.raw_decode(text, at)
            name, at = f"{path}.{key}" if path else key, _skip(text, _skip(text, at) + 1)
        yield from _value(text, at, name, end)
        at, count = _skip(text, end[0]), count + 1
        if text[at] == ",":
            at = _skip(text, at + 1)
    end[:] = [at + 1]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _bare(text: str, at: int) -> int:
    while at < len(text) and text[at] not in ",]}" + _BLANK:
        at += 1
    return at
