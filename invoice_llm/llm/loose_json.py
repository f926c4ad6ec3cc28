"""JSON as people and small models write it, made strict: comments, trailing commas, other quotes, names without quotes,
Python's words, line breaks in a text.

Only what can be read in one way is: a text that ends too early, a missing comma, a number with a comma are errors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|“(?:[^”\\]|\\.)*”)
    |(?P<skip>\s+|//[^\n]*|/\*.*?\*/|\#[^\n]*)
    |(?P<mark>[{}\[\]:,])
    |(?P<word>[-+\w.$]+)""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = {
    "true": "true",
    "false": "false",
    "null": "null",
    "True": "true",
    "False": "false",
    "None": "null",
    **dict.fromkeys(("NaN", "nan", "undefined", "Infinity", "-Infinity"), "null"),
}
_NUMBER = re.compile(r"[-+]?(?P<whole>\d+)(?P<rest>\.\d+)?(?P<power>[eE][-+]?\d+)?")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}
_ENDS = {"{": "}", "[": "]"}
_NAME = "\0"
"""Follows a word that may be a key and cannot be a value."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    end: int


def strict_json(text: str, start: int) -> tuple[str, int]:
    """The object or list that begins at ``start`` as strict JSON, and where it ends. Raises ``ValueError``."""
    written: list[str] = []
    open_marks: list[str] = []
    for token in _tokens(text, start):
        if token.text in _ENDS and token.kind == "mark":
            open_marks.append(_ENDS[token.text])
        elif token.kind == "mark" and token.text in "}]":
            if open_marks.pop() != token.text:
                raise ValueError("brackets that do not match")
            if written and written[-1] == ",":
                written.pop()
        written.append(_written(token))
        if not open_marks:
            return _checked(written), token.end
    raise ValueError("it does not end")


def _tokens(text: str, start: int) -> Iterator[_Token]:
    at = start
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError("a sign that has no place in JSON")
        at = found.end()
        if found.lastgroup != "skip":
            yield _Token(str(found.lastgroup), found.group(), at)


def _written(token: _Token) -> str:
    if token.kind == "text":
        return json.dumps(_ESCAPE.sub(_unescaped, token.text[1:-1]), ensure_ascii=False)
    if token.kind == "mark":
        return token.text
    if token.text in _WORDS:
        return _WORDS[token.text]
    if (number := _NUMBER.fullmatch(token.text)) and (number["whole"] == "0" or number["whole"][0] != "0"):
        return token.text.lstrip("+")
    return json.dumps(token.text, ensure_ascii=False) + _NAME


def _unescaped(found: re.Match[str]) -> str:
    sign = found[1]
    if len(sign) == 5:
        return chr(int(sign[1:], 16))
    return _ESCAPED.get(sign, sign if sign in "\"'\\/" else f"\\{sign}")


def _checked(written: list[str]) -> str:
    """The pieces as one text, if a strict reader takes it."""
    named = "".join(written).replace(f"{_NAME}:", ":")
    text = named.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    json.loads(text, parse_constant=_no_constant)
    return text


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no value")
