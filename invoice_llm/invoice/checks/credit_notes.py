"""Credit notes: their sign, and the invoice they correct."""

from __future__ import annotations

from invoice_llm.invoice.checks.finding import Finding, plain, quoted, shown, undecided
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement

_CORRECTED = "384"
_CREDIT_NOTE = "381"
"""UNTDID 1001. A corrected invoice may be below zero; a credit note in an e-invoice takes off what it states."""
_AMOUNTS = ("total_net", "total_tax", "total_gross")


def name_their_invoice(invoice: Invoice) -> Finding:
    """A credit note says which invoice it corrects (BG-3)."""
    fields = ("preceding_invoices",)
    if invoice.doc_type != "credit_note":
        return undecided("X-CREDIT-REF", Reason.NO_PRECEDING_INVOICE, *fields, severity="warning")
    numbers = quoted(", ".join(preceding.number for preceding in invoice.preceding_invoices))
    says = Statement.CORRECTS if numbers else Statement.CORRECTS_NONE
    values = {"numbers": numbers} if numbers else {}
    return Finding("X-CREDIT-REF", Reason.NO_PRECEDING_INVOICE, fields, says, bool(numbers), "warning", values=values)


def have_one_sign(invoice: Invoice) -> Finding:
    """An invoice is above zero. A credit note has the sign that its supplier prints, but one for all its amounts."""
    amounts = {name: amount for name in _AMOUNTS if (amount := getattr(invoice, name))}
    gross = invoice.total_gross
    if not gross:
        return undecided("X-SIGN", Reason.SIGN_UNCLEAR, "total_gross", severity="warning")
    other = {name: shown(invoice, amount) for name, amount in amounts.items() if (amount < 0) != (gross < 0)}
    values = {"kind": invoice.doc_type, "total": shown(invoice, gross), **other}
    if gross > 0 and not other and (taken_back := _taken_back(invoice)):
        return taken_back
    says = Statement.SIGN_DIFFERS if other else Statement.SIGN
    ok = not other and not (gross < 0 and _must_be_positive(invoice))
    return Finding("X-SIGN", Reason.SIGN_UNCLEAR, tuple(amounts), says, ok, "warning", values=values)


def _taken_back(invoice: Invoice) -> Finding | None:
    """The first line of an invoice that takes goods back and adds their price all the same."""
    if invoice.doc_type == "credit_note":
        return None
    for at, line in enumerate(invoice.lines):
        quantity, price, total = line.quantity, line.unit_price, line.line_total
        if quantity and quantity < 0 and price and price > 0 and total and total > 0:
            paths = (f"lines[{at}].quantity", f"lines[{at}].line_total")
            values = {"line": str(at + 1), "quantity": plain(quantity), "printed": shown(invoice, total)}
            says = Statement.SIGN_OF_LINE
            return Finding("X-SIGN", Reason.SIGN_UNCLEAR, paths, says, False, "warning", values=values)
    return None


def _must_be_positive(invoice: Invoice) -> bool:
    if invoice.doc_type == "credit_note":
        return invoice.type_code == _CREDIT_NOTE
    return invoice.type_code != _CORRECTED
