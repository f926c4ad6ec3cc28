"""A mark behind the total that may be a sign: ``119,00 H`` is a credit in a German ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from invoice_llm.documents.page import Page
from invoice_llm.invoice.amounts import parse_amount
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.reading.evidence.beside import page_of, words_behind
from invoice_llm.vocabulary.currency import without_currency

_MARK = re.compile(r"(?:[^\W\d_]{1,2}\.?|[-\u2212\u2013)])", re.IGNORECASE)


def sign_marked(invoice: Invoice, evidence: Mapping[str, Evidence], pages: Sequence[Page]) -> Iterator[Concern]:
    """One or two letters, a minus or a bracket behind the total of an invoice, where no currency has them."""
    for path in ("total_gross", "amount_due"):
        spot = evidence.get(path)
        page, amount = page_of(spot, pages), getattr(invoice, path)
        if page is None or spot is None or spot.bbox is None or amount is None or amount <= 0:
            continue
        mark = without_currency(words_behind(page, spot.bbox)).strip(" *")
        if _MARK.fullmatch(mark) and not _is_harmless(mark):
            words = f"{spot.quote} {mark}" if spot.quote else mark
            yield Concern.saying(Reason.SIGN_UNCLEAR, Statement.SIGN_MARKED, path, words=words)
            return


def _is_harmless(mark: str) -> bool:
    """``True`` of a currency or a debit: an amount with it is one, and has no sign."""
    read = parse_amount(f"1 {mark}")
    return read is not None and read.value > 0
