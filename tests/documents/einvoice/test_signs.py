"""The sign of a credit note's amounts in UBL."""

from __future__ import annotations

from decimal import Decimal

from invoice_llm.documents.einvoice.output.writing import ubl
from invoice_llm.documents.einvoice.signs import credited
from invoice_llm.invoice.schema import Invoice, LineItem, TaxLine

PRINTED = Invoice(
    doc_type="credit_note",
    invoice_number="CN-1",
    currency="GBP",
    lines=(LineItem(description="Oak door", quantity=Decimal(-1), unit_price=Decimal(100), line_total=Decimal(-100)),),
    taxes=(TaxLine(rate=Decimal(20), base=Decimal(-100), amount=Decimal(-20)),),
    total_net=Decimal(-100),
    total_tax=Decimal(-20),
    total_gross=Decimal(-120),
    amount_due=Decimal(-120),
)


def test_a_credit_note_printed_with_minus_signs_is_written_positive() -> None:
    written = ubl(PRINTED)
    assert written is not None
    assert b">-" not in written
    assert written.count(b">120<") == 2
    assert b">100<" in written


def test_a_positive_one_and_an_invoice_below_zero_stay_as_they_are() -> None:
    positive = credited(PRINTED)
    assert credited(positive) == positive
    invoice = PRINTED.model_copy(update={"doc_type": "invoice"})
    assert credited(invoice) == invoice
