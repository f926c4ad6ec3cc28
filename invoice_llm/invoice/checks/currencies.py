"""The currency: amounts without one can be anything."""

from __future__ import annotations

from invoice_llm.invoice.checks.finding import Finding, quoted, undecided
from invoice_llm.invoice.currency import CODES
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement


def is_known(invoice: Invoice) -> Finding:
    """A code of ISO 4217 that is in use, where there are amounts."""
    totals = (invoice.total_net, invoice.total_gross, invoice.amount_due)
    if all(amount is None for amount in totals):
        return undecided("X-CURRENCY", Reason.CURRENCY_UNCLEAR, "currency", severity="warning")
    ok = invoice.currency in CODES
    values = {"currency": quoted(invoice.currency)} if invoice.currency else {}
    says = Statement.CURRENCY_NONE if not values else Statement.CURRENCY_USED if ok else Statement.CURRENCY_UNUSED
    return Finding("X-CURRENCY", Reason.CURRENCY_UNCLEAR, ("currency",), says, ok, "warning", values=values)
