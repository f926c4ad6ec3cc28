"""The currency: amounts without one can be anything."""

from __future__ import annotations

from invoice_llm.invoice.checks.finding import Finding, quoted, undecided
from invoice_llm.invoice.currency import CODES
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice


def is_known(invoice: Invoice) -> Finding:
    """A code of ISO 4217 that is in use, where there are amounts."""
    totals = (invoice.total_net, invoice.total_gross, invoice.amount_due)
    if all(amount is None for amount in totals):
        return undecided("X-CURRENCY", Reason.CURRENCY_UNCLEAR, "currency", severity="warning")
    ok = invoice.currency in CODES
    said = f"{quoted(invoice.currency)} is {'' if ok else 'not '}in use" if invoice.currency else "there is none"
    return Finding("X-CURRENCY", Reason.CURRENCY_UNCLEAR, ("currency",), said, ok, "warning")
