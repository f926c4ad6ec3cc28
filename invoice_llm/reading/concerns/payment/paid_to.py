"""A sentence that names who is to be paid: ``Payment to Northfactor Ltd only``."""

from __future__ import annotations

import re
from functools import cache

from invoice_llm.invoice.currency import CODES
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.parties.likeness import may_hold_for
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern, printed_words

_NAME = r"(?:[^\W\d_a-z][\w.&'-]*(?: (?:[&+]|[^\W\d_a-z][\w.&'-]*)){0,6})"
"""Words with capitals, from the first one on."""
_NO_NAMES = CODES | {"IBAN", "BIC", "SWIFT", "SEPA"}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])|\n+")
_LONGEST, _SHORT = 16, 8
"""Words of a sentence: a longer one is terms of business, and a short one states no rule."""


def paid_to(invoice: Invoice, text: str) -> tuple[str, str] | None:
    """Name and sentence of the first text that sends the money to somebody else than the supplier."""
    sellers = [name for name in (invoice.seller.name, invoice.seller.trading_name) if name]
    for sentence in filter(None, map(str.strip, _SENTENCE_END.split(text))):
        words = len(sentence.split())
        if words > _LONGEST or (words > _SHORT and pattern("rule").search(folded(sentence))):
            continue
        for found in (*_before().finditer(sentence), *_behind().finditer(sentence)):
            name = " ".join(word for word in found["name"].split() if not word[0].islower()).strip(" .,")
            if name and name.split()[0] not in _NO_NAMES and not any(may_hold_for(name, one) for one in sellers):
                return name, sentence
    return None


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{printed_words('pay_to')}):? (?P<name>{_NAME})")


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"(?P<name>{_NAME}) (?i:{printed_words('pay_to_behind')})(?!\w)")
