"""Texts in templates: what stands between tags, or in an attribute that is read out, is looked up in the catalogue.

A template is written in English as it is read. Its literal texts are found here, for the page and for a test that
holds the catalogue against them; a value that a template puts out is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from invoice_llm_airflow.pages.text.language import t

READ_OUT = (
    *("aria-label", "title", "placeholder", "alt", "data-many", "data-one", "data-none", "data-said", "data-keep"),
    *(
        "data-accept",
        "data-reject",
        "data-accept-one",
        "data-reject-one",
        "data-same",
        "data-other",
        "data-later",
        "data-follows",
    ),
    *(
        "data-not-understood",
        "data-conflict-open",
        "data-concern-open",
        "data-on-page",
        "data-copy",
        "data-rest-of",
        "data-two-ways",
    ),
)
_ATTRIBUTE = re.compile(r"""([a-z-]+)=(["'])$""")
_WORD = re.compile(r"(?<!&)\b[^\W\d_]{2,}")


@dataclass(slots=True)
class Scanner:
    """Cuts the literal parts of a template, one after another, into (text, is it one of ours) pieces."""

    in_tag: bool = False
    attribute: str | None = None
    quote: str = ""
    behind: str = field(default="")

    def pieces(self, data: str) -> Iterator[tuple[str, bool]]:
        piece = ""
        for sign in data:
            ends = self._turns(sign)
            if ends:
                if piece:
                    yield piece, self._is_ours(piece, ends)
                piece = ""
                yield sign, False
            else:
                piece += sign
        if piece:
            yield piece, self._is_ours(piece, "")

    def _turns(self, sign: str) -> str:
        """The state that a sign ends; empty where it ends none. ``behind`` keeps what stands before it in a tag."""
        if self.attribute is not None:
            return self._in_attribute(sign)
        if self.in_tag:
            return self._between_attributes(sign)
        if sign == "<":
            self.in_tag, self.behind = True, ""
            return "text"
        return ""

    def _in_attribute(self, sign: str) -> str:
        if sign != self.quote:
            return ""
        ended, self.attribute, self.behind = f"attribute {self.attribute}", None, ""
        return ended

    def _between_attributes(self, sign: str) -> str:
        self.behind += sign
        found = _ATTRIBUTE.search(self.behind)
        if found is not None:
            self.attribute, self.quote = found[1], found[2]
        elif sign == ">":
            self.in_tag = False
        return "tag" if found is not None or not self.in_tag else ""

    def _is_ours(self, piece: str, ended: str) -> bool:
        state = ended or (f"attribute {self.attribute}" if self.attribute else "tag" if self.in_tag else "text")
        read_out = state == "text" or state.removeprefix("attribute ") in READ_OUT
        return read_out and _WORD.search(piece) is not None


class OwnTexts(Extension):
    """Puts each literal text of a template through the catalogue when the page is made."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["_"] = t

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        scanner = Scanner()
        for token in stream:
            if token.type != "data":
                yield token
                continue
            for piece, ours in scanner.pieces(token.value):
                yield from _spoken(token.lineno, piece) if ours else [Token(token.lineno, "data", piece)]


def _spoken(line: int, piece: str) -> list[Token]:
    parts: list[tuple[str, Any]] = [("variable_begin", "{{"), ("name", "_"), ("lparen", "("), ("string", piece)]
    parts += [("rparen", ")"), ("variable_end", "}}")]
    return [Token(line, kind, value) for kind, value in parts]


def template_texts(source: str, environment: Environment) -> set[str]:
    """The literal texts of a template, and those that it asks for itself."""
    scanner, found = Scanner(), set[str]()
    for _, kind, value in environment.lex(source):
        if kind == "data":
            found |= {piece.strip() for piece, ours in scanner.pieces(value) if ours}
    calls = environment.parse(source).find_all(nodes.Call)
    named = (call for call in calls if isinstance(call.node, nodes.Name) and call.node.name == "_")
    return found | {one.args[0].value for one in named if isinstance(one.args[0], nodes.Const)}
