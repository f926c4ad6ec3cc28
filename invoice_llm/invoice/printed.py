"""Schema of a reader's answer: every value a string exactly as it stands on the page, or ``None``.

This is the answer format of the extraction call (strict JSON schema: every key required, no defaults) and what
the embedded reader writes. :mod:`invoice_llm.reading` turns it into an :class:`Invoice` by parsing each string in
the document's own number and date convention, so that no model ever rewrites an amount or a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, create_model, model_serializer
from pydantic.json_schema import SkipJsonSchema

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
    """``own`` are own fields, by name; a request asks for them only where there are some (:func:`printed_with`).
    ``says_kind`` is false where a short answer left out what kind of document it is: no part of any answer."""

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
    own: SkipJsonSchema[dict[str, str | None]] = Field(default_factory=dict)
    says_kind: SkipJsonSchema[bool] = Field(default=True, exclude=True)

    @model_serializer(mode="wrap")
    def _told(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """An answer says nothing of own fields where there are none."""
        data: dict[str, Any] = dump(self)
        return data if self.own else {key: value for key, value in data.items() if key != "own"}


def printed_with(own: Sequence[str]) -> type[PrintedInvoice]:
    """The answer format with these own fields as keys of ``own``, each of them required as strict schemas want it."""
    if not own:
        return PrintedInvoice
    values: dict[str, Any] = dict.fromkeys(own, (str | None, ...))
    group: Any = create_model("PrintedOwn", __base__=_Printed, **values)
    return create_model("PrintedInvoiceWithOwn", __base__=_WithOwn, own=(group, ...))


class _WithOwn(PrintedInvoice):
    """A whole answer whose own fields are keys of their own."""
