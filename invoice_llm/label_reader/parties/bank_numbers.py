"""Bank accounts that are no IBAN, as most countries outside Europe print them: an account, a branch, a giro number."""

from __future__ import annotations

import re
from functools import cache

from invoice_llm.vocabulary.words import printed_words

_FEWEST, _MOST = 5, 34
"""Digits of such a number."""
_DIGITS = re.compile(r"(?:[0-9][ ./-]*){5}")


def bank_numbers(text: str) -> tuple[str, ...]:
    """The digits of every number behind a label of a bank account or of a bank, in the order of the page. Whose account
    it is, they do not tell: they are held against those of the same supplier's earlier pages."""
    lines = (line for line in text.split("\n") if _DIGITS.search(line))
    found = (re.sub(r"\D", "", match[1]) for line in lines for match in _labelled().finditer(line))
    return tuple(dict.fromkeys(number for number in found if _FEWEST <= len(number) <= _MOST))


@cache
def _labelled() -> re.Pattern[str]:
    label = printed_words("bank_number")
    return re.compile(rf"(?<!\w){label}(?!\w)[ .:#]{{0,12}}([0-9][0-9 ./-]{{3,32}}[0-9])(?![\w])", re.IGNORECASE)
