"""The last day to pay, said in a sentence: ``zahlbar bis 04.04.2018``, ``4 Mayıs 2026 tarihine kadar ödeyiniz``."""

from __future__ import annotations

import re
from functools import cache

from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, pattern

_CLAUSE = re.compile(r"[,;:](?![0-9])|\.(?= )")


def last_day_said(text: str) -> str | None:
    """The first date of a row by which it asks for payment; not the one up to which a discount is granted, nor the one
    on which a payment came in."""
    for start, end in find_dates(text):
        before, behind = folded(text[:start]), folded(_CLAUSE.split(text[end:])[0])
        clause = f"{folded(_CLAUSE.split(text[:start])[-1])} , {behind}"
        if "%" in clause or pattern("early_discount", "received").search(clause):
            continue
        if _payable().search(before) or _is_paid_by(text, clause, behind):
            return text[start:end]
    return None


def _is_paid_by(text: str, clause: str, behind: str) -> bool:
    """The words for paying, or those for 'by', stand behind the date."""
    if "%" in text or pattern("early_discount", "discount", "less", "settled").search(folded(text)):
        return False
    before = clause.split(" , ", maxsplit=1)[0]
    by_then = _until_before().search(before) or _until_behind().match(behind)
    return bool(by_then and pattern("pay", "asks_payment").search(clause))


@cache
def _payable() -> re.Pattern[str]:
    """The beginning of ``payable by``, right before its date."""
    pay, until = alternatives(listed_words("pay")), alternatives(listed_words("until"))
    return re.compile(rf"{pay}[^.;]{{0,70}}?{until}\s+(?:the |den |zum )?$")


@cache
def _until_before() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(listed_words('at_the_latest'))}\s+(?:the |den |zum )?$")


@cache
def _until_behind() -> re.Pattern[str]:
    return re.compile(rf"[ -]?{alternatives(listed_words('until_behind'))}")
