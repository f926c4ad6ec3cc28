"""Signs that a program left where a value of the document belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from invoice_llm.documents.page import Page, spoken_on
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.statements import Statement

_SIGNS = re.compile(
    r"#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|BEZUG|WERT|ZAHL|NV)[!?]?(?!\w)|\{\{[^{}]{0,40}\}\}|\$\{[^{}]{0,40}\}|<<[^<>]{1,40}>>"
    r"|\[object Object\]|%[A-Z][A-Z_]{2,}%|<%[^%]{0,40}%>|\bLorem ipsum\b|(?<!\w)@@\w+|\[\[\w[^\[\]]{0,40}\]\]"
)
"""Errors of a spreadsheet, and variables of templates that nobody filled in."""
_WORDS = re.compile(r"(?:[^:]{1,40}:\s*)?(?:undefined|null|NaN|None|nil|NULL)")
"""Words of programs for no value, which count where a cell says no more, but for its label."""
_MARKED = re.compile(r"[#{$<\[%@]")
_PLAIN_WORDS = frozenset({"lorem", "undefined", "null", "nan", "none", "nil"})
"""Without a mark in a row, and one of these words on the pages, there is no sign."""


def unfilled(pages: Sequence[Page]) -> list[Concern]:
    """The first sign of a value that its program could not fill in: the rest of the page may be as wrong."""
    sign = next(_signs(pages), None)
    return [] if sign is None else [Concern.saying(Reason.UNKNOWN_WORDS, Statement.SAYS_STATE, words=sign)]


def _signs(pages: Sequence[Page]) -> Iterator[str]:
    may_be_word = not _PLAIN_WORDS.isdisjoint(spoken_on(pages))
    for page in pages:
        for row in page.rows:
            if may_be_word or _MARKED.search(row.text):
                yield from (found[0] for found in _SIGNS.finditer(row.text))
                yield from filter(_WORDS.fullmatch, row.texts)
