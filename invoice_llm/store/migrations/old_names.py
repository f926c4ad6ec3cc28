"""Paths of fields by the names that details of old records call them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from invoice_llm.invoice.schema import Invoice

_SPOKEN = {
    "invoice_number": "invoice number",
    "issue_date": "invoice date",
    "due_date": "due date",
    "seller.name": "supplier",
    "seller.vat_id": "supplier's VAT id",
    "buyer.name": "buyer",
    "buyer.vat_id": "buyer's VAT id",
    "sum_lines_net": "subtotal",
    "total_net": "net total",
    "total_tax": "tax",
    "total_gross": "total",
    "amount_due": "amount due",
    "paid_amount": "amount paid",
    "previous_balance": "previous balance",
    "customer_number": "customer number",
}

_PARTS: Mapping[tuple[str, str | None], str] = {
    ("lines", None): "amount of line",
    ("lines", "quantity"): "quantity of line",
    ("lines", "unit_price"): "price of line",
    ("lines", "tax_rate"): "tax rate of line",
    ("taxes", None): "tax",
    ("taxes", "rate"): "tax rate",
    ("po_numbers", None): "order number",
    ("payment_accounts", None): "bank account",
    ("pages", None): "page",
}


def path_of(name: str) -> str | None:
    """The path of a field by what a clerk calls it; ``None`` where it is called otherwise."""
    for path, called in _SPOKEN.items():
        if called == name:
            return path
    if numbered := re.fullmatch(r"(.+) (\d+)", name):
        for (group, part), called in _PARTS.items():
            if called == numbered[1]:
                return f"{group}[{int(numbered[2]) - 1}]" + (f".{part}" if part else _WHOLE.get(group, ""))
    path = name.replace(" ", "_")
    return path if path in Invoice.model_fields else None


_WHOLE = {"lines": ".line_total", "taxes": ".amount", "payment_accounts": ".iban"}
"""The value that is meant where a row is named as a whole."""
