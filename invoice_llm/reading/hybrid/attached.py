"""PDFs that are attached to e-invoice data: the same invoice for people, or something that supports it."""

from __future__ import annotations

from collections.abc import Sequence

from invoice_llm.documents.page import Page
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.hybrid.companies import is_named_on
from invoice_llm.reading.hybrid.differences import differences
from invoice_llm.reading.hybrid.shown import ShownPage

_INVOICES = ("invoice", "credit_note", "debit_note")


def attached_concerns(invoice: Invoice, attached: Sequence[Sequence[Page]]) -> list[Concern]:
    """What an attached PDF says otherwise than the data, where it is that invoice; and one that is another invoice
    to the same customer. Time sheets, delivery notes and receipts of the supplier's own costs
    say nothing against it."""
    told: list[Concern] = []
    for pages in attached:
        page = ShownPage(PageReading.of(pages))
        if invoice.invoice_number and page.text.strip() and page.places.text(invoice.invoice_number):
            differing = differences(invoice, page.read) if _is_invoice(page) else {}
            told += [_otherwise(path, words) for path, words in differing.items()]
        elif _is_another(invoice, page):
            told.append(_another(page.labelled.invoice_number))
    return told


def _another(number: str | None) -> Concern:
    path = "invoice_number"
    if number:
        return Concern.saying(_REASON, Statement.ATTACHED_OTHER, path, page=number)
    return _otherwise(path, None)


def _otherwise(path: str, words: str | None) -> Concern:
    if words is None:
        return Concern.saying(_REASON, Statement.ATTACHED_LACKS, path, field=path)
    if path == "doc_type":
        return Concern.saying(_REASON, Statement.ATTACHED_KIND, path, kind=words)
    return Concern.saying(_REASON, Statement.ATTACHED_SAYS, path, field=path, page=words)


def _is_invoice(page: ShownPage) -> bool:
    return page.structure.title in _INVOICES and page.labelled.total_gross is not None


def _is_another(invoice: Invoice, page: ShownPage) -> bool:
    """An invoice to the same customer that the data do not refer to."""
    if not _is_invoice(page) or not is_named_on(page, invoice.buyer):
        return False
    return not any(page.places.text(one.number) for one in invoice.preceding_invoices)


_REASON = Reason.PAGE_XML_DISAGREE
