"""Amounts and lines that every e-invoice syntax has to have, as they follow from an invoice that lacks them."""

from __future__ import annotations

from decimal import Decimal

from invoice_llm.invoice.schema import Invoice, LineItem, TaxLine


def due_amount(invoice: Invoice) -> Decimal:
    """Amount to be paid: as printed, else the total without what is paid, else nothing."""
    if invoice.amount_due is not None:
        return invoice.amount_due
    return Decimal(0) if invoice.total_gross is None else invoice.total_gross - abs(invoice.paid_amount or Decimal(0))


def written_taxes(invoice: Invoice) -> tuple[TaxLine, ...]:
    """The taxes with an amount: one that is printed without is none that could be written."""
    return tuple(tax for tax in invoice.taxes if tax.amount is not None)


def written_total_tax(invoice: Invoice) -> Decimal | None:
    """The tax: as printed, else the sum of those with an amount."""
    if invoice.total_tax is not None:
        return invoice.total_tax
    amounts = [tax.amount for tax in invoice.taxes if tax.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def billed_lines(invoice: Invoice) -> tuple[LineItem, ...]:
    """The lines that bill something; where none was read, one over the net total."""
    total = invoice.total_net if invoice.total_net is not None else invoice.total_gross
    billed = tuple(line for line in invoice.lines if line.kind in ("item", "sub_item"))
    return billed or (LineItem(line_total=total),)


def lines_include_tax(invoice: Invoice) -> bool:
    """True where the prices say so, or where the lines add up to the total with a tax that is not nothing."""
    if invoice.prices_include_tax is not None or not invoice.lines:
        return bool(invoice.prices_include_tax and invoice.lines)
    amounts = [line.line_total for line in billed_lines(invoice) if line.line_total is not None]
    return bool(written_total_tax(invoice)) and bool(amounts) and sum(amounts) == invoice.total_gross
