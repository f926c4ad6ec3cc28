"""Patterns of the titles that head papers of each kind, over folded words without punctuation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, titles_of

ATTACHED = ("terms", "time_sheet")
"""Papers that come behind an invoice and never alone on their own account."""
_PAPERS = (
    "statement", "reminder", "delivery_note", "order", "order_confirmation", "quote", "remittance_advice", *ATTACHED,
)  # fmt: skip


@cache
def paper_titles() -> Mapping[str, re.Pattern[str]]:
    """Titles of papers that are no invoice, by kind."""
    return {kind: _beginning(*titles_of(kind)) for kind in _PAPERS}


@cache
def booked_titles() -> re.Pattern[str]:
    """Titles of papers that are booked: a page headed by one is no other paper."""
    return _beginning(*titles_of("invoice", "credit_note", "debit_note", "receipt"))


@cache
def says_invoice() -> re.Pattern[str]:
    """Words by which a text speaks of an invoice, a credit note, a receipt or of paying to an account."""
    return re.compile(rf"{alternatives(listed_words('invoice', 'receipt'))}|\biban\b")


@cache
def greetings() -> re.Pattern[str]:
    """Beginnings of letters."""
    return _beginning(*listed_words("greeting"))


def _beginning(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"{alternatives(phrases, anchored=True)}(?!\w)")
