"""Words by which a supplier charges no tax, held against the tax that it charges."""

from __future__ import annotations

import re
from collections.abc import Sequence

from invoice_llm.documents.page import Page, TextRow, spoken_on
from invoice_llm.invoice.amounts import parse_amount
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.telling_words import telling
from invoice_llm.vocabulary.words import pattern

_MOST_WORDS = 16
"""A longer sentence is a rule or terms of business."""
_DENIED = re.compile(r"\W{0,3}(?:no|n|nein|non|nee|nie|nej|nei|ei|ne|nem|nu|οχι|hayir)\W*$")


def tax_denied(invoice: Invoice, pages: Sequence[Page]) -> list[Concern]:
    """``Reverse charge`` on an invoice all of which is taxed: the tax must not be paid to this supplier."""
    tax = invoice.total_tax
    if not tax or any(not one.rate or not one.amount for one in invoice.taxes):
        return []
    if not telling("no_tax").may_be_in(spoken_on(pages)):
        return []
    for page in pages:
        for row in page.rows:
            for text in row.texts if not _is_of_its_row(row, invoice) else ():
                words = _denial(text)
                if words:
                    said = Statement.TAX_DENIED
                    return [Concern.saying(Reason.TAX_MISMATCH, said, "total_tax", words=words, tax=f"{tax:f}")]
    return []


def _is_of_its_row(row: TextRow, invoice: Invoice) -> bool:
    """``Outlays not subject to VAT   30.00``: said of this amount, which is none of the invoice's totals."""
    last = row.texts[-1] if len(row.cells) > 1 else ""
    amount = parse_amount(last)
    totals = (invoice.total_net, invoice.total_tax, invoice.total_gross, invoice.amount_due)
    return amount is not None and bool(amount.value) and abs(amount.value) not in [abs(one) for one in totals if one]


def _denial(text: str) -> str | None:
    plain = folded(text)
    found = pattern("no_tax").search(plain)
    if found is None or len(plain.split()) > _MOST_WORDS or "%" in plain:
        return None
    around = f"{plain[: found.start()]} , {plain[found.end() :]}"
    if pattern("rule").search(around) or _DENIED.match(plain[found.end() :]):
        return None
    return found[0]
