"""The field catalogue: one entry a field of an invoice. Every other table of fields is derived from it.

A path names a field in :class:`Invoice`, with ``[]`` for any row of a list (``lines[].quantity``); an answer key names
it in :class:`PrintedInvoice`. The order is that of the columns of ``invoices.csv``, of the evidence in a record, and of
the lesser values of the review form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal

from invoice_llm.invoice.field import FieldType, Fusion, InvoiceField
from invoice_llm.invoice.paths import bare, leaf, top

_F = InvoiceField
# fmt: off
_DOCUMENT = (
    _F("doc_type", "doc_type", "kind of document", answer="doc_type", csv="doc_type", truth="doc_type", form="more"),
    _F("type_code", "code", "type code", truth="type_code"),
    _F("language", "code", "language", answer="language"),
    _F("invoice_number", "reference", "invoice number", answer="invoice_number", role="invoice_number",
       csv="invoice_number", truth="invoice_number", rank="required", located=True, needs_label=True, second_look=True,
       fused="value", form="head"),
    _F("issue_date", "date", "invoice date", heading="Issue date", answer="issue_date", role="issue_date",
       csv="issue_date", truth="issue_date", rank="required", located=True, needs_label=True, second_look=True,
       fused="value", form="head"),
    _F("due_date", "date", "due date", answer="due_date", role="due_date", csv="due_date", truth="due_date",
       rank="main", located=True, second_look=True, fused="value_or_none", form="head"),
    _F("delivery_date", "date", "delivery date", answer="delivery_date", role="delivery_date", truth="delivery_date",
       form="more"),
    _F("tax_point_date", "date", "tax point date"),
    _F("period_start", "date", "start of the period", heading="Period from"),
    _F("period_end", "date", "end of the period", heading="Period to"),
    _F("currency", "currency", "currency", answer="currency", csv="currency", truth="currency", rank="required",
       fused="value", form="head"),
    _F("tax_currency", "currency", "currency of the tax"),
)
_REFERENCES = (
    _F("po_numbers[]", "reference", "order number", heading="Purchase order", answer="purchase_order",
       role="purchase_order", csv="purchase_order", truth="purchase_order", rank="scored", located=True,
       fused="value_or_none", form="more"),
    _F("buyer_reference", "text", "buyer's reference", truth="buyer_reference"),
    _F("contract_ref", "text", "contract"),
    _F("project_ref", "text", "project"),
    _F("preceding_invoices[].number", "reference", "preceding invoice", heading="Corrects invoice",
       answer="preceding_invoice", role="preceding_invoice", form="more"),
    _F("preceding_invoices[].issue_date", "date", "date of preceding invoice", heading="Date of that invoice"),
)
_PAYING = (
    _F("payment_accounts[].iban", "iban", "bank account", heading="IBAN", answer="iban", csv="iban",
       truth="payment_iban", located=True, fused="value", form="paying", if_there=True),
    _F("payment_accounts[].account_number", "reference", "account number", form="paying", if_there=True),
    _F("payment_accounts[].routing", "text", "bank code"),
    _F("payment_accounts[].bic", "text", "BIC", answer="bic", form="more"),
    _F("payment_accounts[].account_name", "text", "account holder"),
    _F("payment_accounts[].bank_name", "text", "bank"),
    _F("payment_accounts[].reference", "text", "payment reference"),
    _F("payment_accounts[].means", "code", "means of payment"),
    _F("payment_accounts[].mandate_id", "text", "mandate"),
)
_TOTALS = (
    _F("prices_include_tax", "flag", "prices include tax", answer="prices_include_tax", fused="lines", form="more"),
    _F("sum_lines_net", "amount", "subtotal", heading="Sum of the lines", answer="sum_lines_net", role="sum_lines",
       truth="sum_lines_net", located=True, fused="lines"),
    _F("allowance_total", "amount", "discounts", truth="allowance_total"),
    _F("charge_total", "amount", "charges", truth="charge_total"),
    _F("total_net", "amount", "net total", heading="Net", answer="total_net", role="net", csv="total_net",
       truth="total_net", rank="main", located=True, second_look=True, fused="amounts", form="net"),
    _F("total_tax", "amount", "tax", answer="total_tax", role="tax", csv="total_tax", truth="total_tax", rank="main",
       located=True, second_look=True, fused="amounts", form="sums"),
    _F("total_gross", "amount", "total", answer="total_gross", role="gross", csv="total_gross", truth="total_gross",
       rank="required", located=True, needs_label=True, second_look=True, fused="amounts", form="sums"),
    _F("paid_amount", "amount", "amount paid", heading="Already paid", answer="paid_amount", role="paid",
       truth="prepaid", located=True, needs_label=True, fused="amounts", form="sums", if_there=True),
    _F("rounding", "amount", "rounding", truth="rounding", form="more"),
    _F("amount_due", "amount", "amount due", answer="amount_due", role="due", csv="amount_due", truth="amount_due",
       rank="scored", located=True, second_look=True, fused="amounts", form="sums", if_there=True),
    _F("previous_balance", "amount", "previous balance", heading="Earlier balance", answer="previous_balance",
       role="previous", truth="previous_balance", located=True, needs_label=True, fused="amounts", form="more"),
)
_LESSER = (
    _F("customer_number", "reference", "customer number", answer="customer_number", role="customer_number",
       located=True, fused="value_or_none", form="more"),
    _F("delivery_note_ref", "reference", "delivery note", answer="delivery_note_ref", role="delivery_note",
       csv="delivery_note", truth="delivery_note", located=True, fused="value_or_none", form="more"),
    _F("payment_terms", "words", "payment terms", answer="payment_terms", role="payment_terms", form="more"),
    _F("notes[]", "words", "note"),
)
_TAXES = (
    _F("taxes[].tax_type", "code", "kind of tax"),
    _F("taxes[].category", "code", "tax category", truth="tax_breakdown.category"),
    _F("taxes[].rate", "rate", "tax rate", answer="taxes[].rate", truth="tax_breakdown.rate", form="tax"),
    _F("taxes[].base", "amount", "net at tax rate", heading="Net at this rate", answer="taxes[].base",
       truth="tax_breakdown.base", form="tax"),
    _F("taxes[].amount", "amount", "tax", heading="Tax amount", answer="taxes[].amount", truth="tax_breakdown.amount",
       located=True, form="tax"),
    _F("taxes[].exemption_reason", "words", "exemption", heading="Why there is no tax",
       truth="tax_breakdown.exemption_reason"),
)
_LINES = (
    _F("lines[].line_id", "code", "number", truth="line_items.line_id"),
    _F("lines[].kind", "code", "kind"),
    _F("lines[].parent_line_id", "code", "number of the group"),
    _F("lines[].description", "words", "description", answer="lines[].description", role="col_description",
       truth="line_items.description", fused="lines", form="line"),
    _F("lines[].details", "words", "details"),
    _F("lines[].item_code", "text", "item code", answer="lines[].item_code", role="col_code",
       truth="line_items.item_id", fused="lines"),
    _F("lines[].buyer_item_code", "text", "buyer's item code"),
    _F("lines[].gtin", "text", "GTIN"),
    _F("lines[].commodity_code", "text", "commodity code"),
    _F("lines[].quantity", "number", "quantity", answer="lines[].quantity", role="col_quantity",
       truth="line_items.quantity", fused="lines", form="line"),
    _F("lines[].unit", "text", "unit", answer="lines[].unit", role="col_unit", truth="line_items.unit", fused="lines",
       form="line"),
    _F("lines[].unit_price", "amount", "price", answer="lines[].unit_price", role="col_price",
       truth="line_items.unit_price", fused="lines", form="line"),
    _F("lines[].price_base_quantity", "number", "quantity that the price is for",
       truth="line_items.price_base_quantity"),
    _F("lines[].gross_unit_price", "amount", "price before discount"),
    _F("lines[].tax_rate", "rate", "tax rate", answer="lines[].tax_rate", role="col_tax_rate",
       truth="line_items.tax_rate", fused="lines", form="line"),
    _F("lines[].tax_category", "code", "tax category", truth="line_items.tax_category"),
    _F("lines[].line_total", "amount", "amount", heading="Total", answer="lines[].line_total", role="col_total",
       truth="line_items.line_total", located=True, fused="lines", form="line"),
    _F("lines[].period_start", "date", "start of the period", heading="Period from"),
    _F("lines[].period_end", "date", "end of the period", heading="Period to"),
    _F("lines[].po_line", "text", "line of the purchase order"),
)
# fmt: on


def _party(role: Literal["seller", "buyer", "payee", "ship_to"], spoken: str) -> tuple[InvoiceField, ...]:
    """A party's fields. Sellers and buyers are read from pages; the others come with e-invoice data alone."""
    whose = "place of delivery:" if role == "ship_to" else f"{spoken}'s"
    read, seller = role in ("seller", "buyer"), role == "seller"
    # fmt: off
    return (
        _F(f"{role}.name", "name", spoken, answer=f"{role}.name" if read else None, role=role if read else None,
           csv=f"{role}_name" if read else None, truth=f"{role}_name" if read else None,
           rank=("required" if seller else "scored") if read else None, located=read, needs_label=seller,
           second_look=seller, fused=("value" if seller else "value_or_none") if read else None,
           form="head" if read else None),
        _F(f"{role}.trading_name", "text", f"{whose} trading name"),
        _F(f"{role}.vat_id", "vat_id", f"{whose} VAT id", answer=f"{role}.vat_id" if read else None,
           csv="seller_vat_id" if seller else None, truth=f"{role}_vat_id" if read else None,
           rank="main" if seller else None, located=read, second_look=seller, fused="value_or_none" if read else None,
           form="head" if seller else "more" if read else None, if_there=seller),
        _F(f"{role}.tax_ids[].value", "tax_id", f"{whose} tax number", answer=f"{role}.tax_id" if read else None,
           truth="seller_tax_id" if seller else None),
        _F(f"{role}.tax_ids[].scheme", "code", f"{whose} kind of tax number"),
        _F(f"{role}.legal_id", "text", f"{whose} register number"),
        _F(f"{role}.ids[]", "text", f"{whose} number"),
        _F(f"{role}.address.line1", "text", f"{whose} street"),
        _F(f"{role}.address.line2", "text", f"{whose} street, second line"),
        _F(f"{role}.address.city", "text", f"{whose} city"),
        _F(f"{role}.address.postal_code", "text", f"{whose} postal code"),
        _F(f"{role}.address.region", "text", f"{whose} region"),
        _F(f"{role}.address.country_code", "text", f"{whose} country"),
        _F(f"{role}.address.text", "words", f"{whose} address", answer=f"{role}.address" if read else None),
        _F(f"{role}.email", "text", f"{whose} e-mail"),
        _F(f"{role}.phone", "text", f"{whose} phone"),
        _F(f"{role}.website", "text", f"{whose} website"),
    )
    # fmt: on


def _charges(rows: str, *, read: bool) -> tuple[InvoiceField, ...]:
    """A discount's or charge's fields, of the whole document or of a line; those of lines are in e-invoices alone."""
    fused: Fusion | None = "lines" if read else None
    why = "What the discount or charge is for"
    # fmt: off
    return (
        _F(f"{rows}.is_charge", "code", "discount or charge"),
        _F(f"{rows}.kind", "code", "kind of discount or charge"),
        _F(f"{rows}.reason", "words", "reason of discount or charge", heading=why,
           answer=f"{rows}.reason" if read else None, fused=fused),
        _F(f"{rows}.amount", "amount", "discount or charge", answer=f"{rows}.amount" if read else None, fused=fused),
        _F(f"{rows}.base", "amount", "base of discount or charge", heading="Discount or charge on"),
        _F(f"{rows}.percent", "rate", "discount or charge in per cent"),
        _F(f"{rows}.tax_rate", "rate", "tax rate of the discount or charge"),
    )
    # fmt: on


FIELDS: tuple[InvoiceField, ...] = (
    *_DOCUMENT,
    *_party("seller", "supplier"),
    *_party("buyer", "buyer"),
    *_party("payee", "payee"),
    *_party("ship_to", "place of delivery"),
    *_REFERENCES,
    *_PAYING,
    *_TOTALS,
    *_LESSER,
    *_TAXES,
    *_charges("allowances_charges[]", read=True),
    *_LINES,
    *_charges("lines[].allowances_charges[]", read=False),
)
NOT_CATALOGUED: Mapping[str, str] = {
    "allowances_charges[].kind": "an answer's word for the sign of the amount: it becomes is_charge",
    "own": "own fields are declared in model.yaml",
    "says_kind": "no part of an answer: whether it said what kind of document it is",
}
"""Answer keys that are no field of their own, with the reason."""
OWN = "own"
"""The group of own fields, which each ``model.yaml`` may add; see :mod:`invoice_llm.invoice.own_fields`."""
_BY_PATH: Mapping[str, InvoiceField] = {bare(field.path): field for field in FIELDS}


def fields_where(chosen: Callable[[InvoiceField], object]) -> tuple[InvoiceField, ...]:
    """The fields for which ``chosen`` is true, in the catalogue's order."""
    return tuple(field for field in FIELDS if chosen(field))


REQUIRED_FIELDS: tuple[str, ...] = tuple(f.path for f in FIELDS if f.rank == "required")
"""Without each of these no invoice can be booked; the weakest one is the document's confidence."""
HEADER_FIELDS: tuple[str, ...] = tuple(f.path for f in FIELDS if f.rank in ("required", "main"))
"""What is counted as found, and whose label matters most."""


RANKED_TOTALS = fields_where(lambda field: field.type == "amount" and field.rank)
"""The totals that an invoice is paid and booked by."""


def field_at(path: str) -> InvoiceField | None:
    """The entry of a path, with or without indexes; ``None`` for a group of fields or what is no field. An own field's
    name is what it is called."""
    if top(path) == OWN:
        return _F(path, "text", leaf(path).replace("_", " "), located=True, form="more") if path != OWN else None
    return _BY_PATH.get(bare(path))


@lru_cache(maxsize=1024)
def type_at(path: str) -> FieldType:
    """The type of the value at a path; ``text`` for what is no field."""
    field = field_at(path)
    return field.type if field else "text"
