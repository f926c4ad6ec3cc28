"""Everything that a page says otherwise than the data it travels with."""

from __future__ import annotations

from collections.abc import Mapping

from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.hybrid.accounts import of_accounts
from invoice_llm.reading.hybrid.companies import of_companies
from invoice_llm.reading.hybrid.head import of_head
from invoice_llm.reading.hybrid.money import of_money
from invoice_llm.reading.hybrid.shown import ShownPage


def differences(invoice: Invoice, read: PageReading) -> Mapping[str, str | None]:
    """The values of the data that the page contradicts, by their paths, each with what the page says instead: data that
    contradict what a person sees must not be paid unseen. A page without text contradicts nothing."""
    page = ShownPage(read)
    if not page.text.strip():
        return {}
    found = (of_head, of_companies, of_money, of_accounts)
    return {path: said for differing in found for path, said in differing(invoice, page)}
