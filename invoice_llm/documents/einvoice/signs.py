"""Signs of a credit note as EN 16931 has them: the amounts of type 381 are what is credited, and are positive."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from invoice_llm.invoice.schema import Invoice, LineItem, TaxLine

_AMOUNTS = (
    "sum_lines_net", "total_net", "total_tax", "total_gross", "paid_amount", "rounding", "amount_due",
    "previous_balance",
)  # fmt: skip


def credited(invoice: Invoice) -> Invoice:
    """The credit note with positive amounts, where its supplier prints them with a minus; any other as it is."""
    if invoice.doc_type != "credit_note" or (invoice.total_gross or invoice.total_net or Decimal(0)) >= 0:
        return invoice
    turned: dict[str, Any] = {name: _turned(getattr(invoice, name)) for name in _AMOUNTS}
    turned["taxes"] = tuple(map(_tax, invoice.taxes))
    turned["lines"] = tuple(map(_line, invoice.lines))
    return invoice.model_copy(update=turned)


def _turned(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount


def _tax(tax: TaxLine) -> TaxLine:
    return tax.model_copy(update={"base": _turned(tax.base), "amount": _turned(tax.amount)})


def _line(line: LineItem) -> LineItem:
    """The minus stands at the quantity or at the price, and at the amount."""
    name = "unit_price" if line.unit_price is not None and line.unit_price < 0 else "quantity"
    factor = getattr(line, name)
    turned = {name: _turned(factor)} if factor is not None and factor < 0 else {}
    return line.model_copy(update={**turned, "line_total": _turned(line.line_total)})
