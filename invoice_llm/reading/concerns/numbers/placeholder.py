"""A text in the place of an invoice's number that is none: ``n/a``, ``-``, ``0``, ``draft``, ``INV-0000``."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.loading import languages

_SURE = 5
"""Letters of a word of one language that are no abbreviation: ``PROV`` may stand for a commission."""


def placeholder_number(invoice: Invoice) -> list[Concern]:
    """The concern that the invoice has no number: nobody could find a second copy of it by this one."""
    number = (invoice.invoice_number or "").strip()
    return [Concern(Reason.UNPARSABLE_VALUE, ("invoice_number",))] if number and stands_for_none(number) else []


def stands_for_none(number: str) -> bool:
    """True without any digit but zeros, and of a number with a word for a draft or a test."""
    if not any(sign.isdecimal() and int(sign) for sign in number):
        return True
    return any(word in _trials() for word in re.findall(r"[^\W\d_]+", folded(number)))


@cache
def _trials() -> frozenset[str]:
    """Words for drafts and tests, in any language."""
    told = Counter(
        word
        for language in languages().values()
        for word in {folded(one) for one in (*language.status["draft"], *language.words["test_stamp"])}
    )
    return frozenset(word for word, times in told.items() if times > 1 or len(word) >= _SURE)
