"""Number, days and kind of an e-invoice against its page."""

from __future__ import annotations

import re

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.row_text import squeeze
from invoice_llm.reading.hybrid.shown import Differences, ShownPage
from invoice_llm.vocabulary.dates import find_dates

_OPPOSED = frozenset({"invoice", "credit_note", "proforma", "reminder", "statement"})
_CALLED_EITHER = ("261", "384", "389", "527")
"""UNTDID 1001: self-billed, and correcting invoices, which are for more or for less."""
_LONG = 5
"""Signs of a part of a number that tells one document from another."""


def of_head(invoice: Invoice, page: ShownPage) -> Differences:
    yield from _of_number(invoice, page)
    yield from _of_issue_date(invoice, page)
    yield from _of_due_date(invoice, page)
    yield from _of_kind(invoice, page)


def _of_number(invoice: Invoice, page: ShownPage) -> Differences:
    """Another number under the label, or none that is the data's."""
    number, printed = invoice.invoice_number, page.labelled.invoice_number
    if not number:
        return
    if page.places.text(number):
        if printed and squeeze(printed) != squeeze(number) and squeeze(number) in _other_numbers(page.labelled):
            yield "invoice_number", printed
    elif printed or not _begins(page, number):
        yield "invoice_number", printed


def _begins(page: ShownPage, number: str) -> bool:
    """``01.234.567.8-2014-1`` where the page only names its contract, 01.234.567.8."""
    first = re.split(r"[-/_]", number)[0]
    return len(squeeze(first)) >= _LONG and bool(page.places.text(first))


def _other_numbers(printed: Invoice) -> set[str]:
    """Numbers that the page labels as something else than its own."""
    preceding = (one.number for one in printed.preceding_invoices)
    references = (printed.delivery_note_ref, printed.contract_ref, printed.buyer_reference, printed.project_ref)
    return {squeeze(one) for one in (*printed.po_numbers, *printed.buyer.ids, *preceding, *references) if one}


def _of_issue_date(invoice: Invoice, page: ShownPage) -> Differences:
    day, printed = invoice.issue_date, page.labelled.issue_date
    if day is None or not page.places.days():
        return
    others = (page.labelled.due_date, page.labelled.delivery_date)
    if not page.places.day(day) or (printed and printed != day and day in others):
        yield "issue_date", page.quote("issue_date")


def _of_due_date(invoice: Invoice, page: ShownPage) -> Differences:
    """The page says by its label that another day is the last one to pay."""
    found = page.structure.heads.get("due_date")
    if invoice.due_date and found and any(find_dates(found.text)) and not page.places.day(invoice.due_date):
        yield "due_date", found.text


def _of_kind(invoice: Invoice, page: ShownPage) -> Differences:
    """A credit note on the page and an invoice in the data, or the other way round."""
    printed = page.labelled.doc_type
    kinds = {printed, invoice.doc_type}
    if printed and len(kinds) > 1 and kinds <= _OPPOSED and invoice.type_code not in _CALLED_EITHER:
        yield "doc_type", printed
