"""Schema of a reader's answer: every value a string exactly as it stands on the page, or ``None``.

This is the answer format of the extraction call (strict JSON schema: every key required, no defaults) and what
the embedded reader writes. :mod:`invoice_llm.reading` turns it into an :class:`Invoice` by parsing each string in
the document's own number and date convention, so that no model ever rewrites an amount or a date.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from invoice_llm.invoice.schema import DocType


class _Printed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PrintedParty(_Printed):
    name: str | None
    vat_id: str | None
    tax_id: str | None
    address: str | None


class PrintedTax(_Printed):
    rate: str | None
    base: str | None
    amount: str | None


class PrintedCharge(_Printed):
    """A document-level discount (allowance), shipping cost or fee, amount as printed."""

    kind: Literal["allowance", "charge"]
    reason: str | None
    amount: str | None


class PrintedLine(_Printed):
    description: str | None
    item_code: str | None
    quantity: str | None
    unit: str | None
    unit_price: str | None
    tax_rate: str | None
    line_total: str | None


class PrintedInvoice(_Printed):
    doc_type: DocType
    language: str | None
    invoice_number: str | None
    issue_date: str | None
    due_date: str | None
    delivery_date: str | None
    currency: str | None
    seller: PrintedParty
    buyer: PrintedParty
    purchase_order: str | None
    customer_number: str | None
    delivery_note_ref: str | None
    preceding_invoice: str | None
    iban: str | None
    bic: str | None
    prices_include_tax: bool | None
    sum_lines_net: str | None
    allowances_charges: list[PrintedCharge]
    total_net: str | None
    taxes: list[PrintedTax]
    total_tax: str | None
    total_gross: str | None
    paid_amount: str | None
    previous_balance: str | None
    amount_due: str | None
    payment_terms: str | None
    lines: list[PrintedLine]
