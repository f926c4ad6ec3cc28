"""A supplier that the page names above the letterhead of another company."""

from __future__ import annotations

from collections.abc import Iterator

from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.parties.likeness import alike
from invoice_llm.label_reader.parties.seller_and_buyer import Parties


def passed_over(invoice: Invoice, parties: Parties) -> Iterator[Concern]:
    """The name that was read has no address, no id and no way of contact on the page, and another company has."""
    name, other = invoice.seller.name, parties.passed_over
    shown = parties.seller.name if parties.seller.name != other else None
    if name and other and alike(name, other) and not (shown and alike(name, shown)):
        yield Concern(Reason.OTHER_LABELLED, ("seller.name",))
