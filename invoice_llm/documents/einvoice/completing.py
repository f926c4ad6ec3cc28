"""Values that e-invoice data give without saying them: totals that the others make, and prices that include tax."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from invoice_llm.invoice.schema import Invoice


def with_total(invoice: Invoice) -> Invoice:
    """The invoice with its total with tax (BT-112), which some writers leave out. Net and tax give it (BR-CO-15); that
    it is what is due has to bear them out."""
    net, tax, due = invoice.total_net, invoice.total_tax, invoice.amount_due
    if invoice.total_gross is not None or net is None or tax is None:
        return invoice
    paid, rounding = invoice.paid_amount or Decimal(0), invoice.rounding or Decimal(0)
    if due is not None and net + tax - paid + rounding != due:
        return invoice
    return invoice.model_copy(update={"total_gross": net + tax})


def with_price_basis(invoice: Invoice) -> Invoice:
    """EN 16931 wants net lines. Some writers put gross ones: then the lines add up to the gross total only."""
    amounts = [line.line_total for line in invoice.lines if line.kind == "item" and line.line_total is not None]
    if not amounts or sum(amounts) != invoice.total_gross or invoice.total_net in (None, invoice.total_gross):
        return invoice
    return invoice.model_copy(update={"prices_include_tax": True})


def with_sums_of_taxes(values: dict[str, Any]) -> dict[str, Any]:
    """Values with the net total and the total tax that the taxes by rate add up to, where a syntax says them nowhere
    else. A tax without its base or amount leaves them open."""
    taxes = values.get("taxes") or ()
    sums = {"total_net": [tax.base for tax in taxes], "total_tax": [tax.amount for tax in taxes]}
    known = {name: sum(amounts) for name, amounts in sums.items() if amounts and None not in amounts}
    return known | values


def same_day_or_none(days: list[Any]) -> Any:
    """The due date where all instalments have the same; several are told by the terms of payment."""
    return days[0] if len(set(days)) == 1 else None
