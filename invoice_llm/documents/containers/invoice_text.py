"""Judgement of a mail's own words: an invoice, or only the letter around one."""

from __future__ import annotations

import re

from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words

_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,'’\u00a0\u202f]?\d{3})*[.,]\d{2}(?![\d.,])")
_ALONE, _BESIDE = 1, 4
"""Amounts in a mail that is an invoice: where nothing is attached, and where something is."""


def looks_like_invoice(text: str, *, alone: bool) -> bool:
    """``alone``: no document is attached, which may else be what the amounts are told from."""
    if len(set(_AMOUNT.findall(text))) < (_ALONE if alone else _BESIDE):
        return False
    return bool(re.search(alternatives(listed_words("invoice", "receipt")), folded(text)))
