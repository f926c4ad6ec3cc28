"""Sentences that name another amount to pay than the reading has: ``your deposit of 300.00 is deducted, please pay only
700.00``, ``set off against your credit note of 150.00``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache

from invoice_llm.documents.page import Page, spoken_on
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.recognition import language_of
from invoice_llm.vocabulary.telling_words import telling_in
from invoice_llm.vocabulary.words import pattern, words_in

_CENTS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:[.,'’ \u00a0\u202f]?[0-9]{3})*[.,][0-9]{2}(?![0-9.,]?[0-9]|\s?%)")
_WHOLE = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:[.,'’ \u00a0\u202f][0-9]{3})+(?![.,]?[0-9]|\s?%)")
"""An amount of a currency without cents."""
_FEWEST_WORDS = 2
_NEAR = r"(?: [^\W\d]+\.?){0,2}\W{0,3}#"
"""The amount, not far behind a word."""


def less_told(pages: Sequence[Page], known: Container[str], *, whole: bool) -> Iterator[str]:
    """Sentences with an amount whose digits are not ``known``, and a word for what is left to pay, or for a claim that
    is set off. ``whole``: the currency is printed without cents."""
    language = language_of(" ".join(row.text for page in pages for row in page.rows))
    if not telling_in(language, "only", "set_off").may_be_in(spoken_on(pages)):
        return
    form = _WHOLE if whole else _CENTS
    for page in pages:
        for row in page.rows:
            for text in map(_undated, row.texts):
                found = [re.sub(r"[^0-9]", "", one).lstrip("0") or "0" for one in form.findall(text)]
                if any(digits not in known for digits in found) and _says_less(form.sub("#", folded(text)), language):
                    yield text


def _says_less(plain: str, language: str | None) -> bool:
    """``plain`` has a mark in the place of each amount."""
    if len(re.findall(r"[^\W\d_]{2,}", plain)) < _FEWEST_WORDS or "%" in plain:
        return False
    if pattern("registered").search(plain) or words_in(language, "early_discount").search(plain):
        return False
    return bool(_left_to_pay(language).search(plain) or words_in(language, "set_off").search(plain))


def _undated(text: str) -> str:
    for start, end in reversed([*find_dates(text)]):
        text = text[:start] + text[end:]
    return text


@cache
def _left_to_pay(language: str | None) -> re.Pattern[str]:
    return re.compile(words_in(language, "only").pattern + _NEAR)
