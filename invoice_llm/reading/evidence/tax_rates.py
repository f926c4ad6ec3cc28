"""Tax rates: printed beside their tax, and the rate that makes it of its base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, TaxLine
from invoice_llm.reading.evidence.located import NOWHERE, Located
from invoice_llm.reading.evidence.page_index import Places

_NEAR = Decimal("0.02")


def doubtful_rates(found: dict[str, Located], places: Places, invoice: Invoice) -> Iterator[tuple[str, Located]]:
    """The rates that the page does not show, or shows for another tax."""
    for index, tax in enumerate(invoice.taxes):
        spot = found.get(f"taxes[{index}].amount")
        row = spot.place.row if spot and spot.place else None
        if tax.rate is not None and (reason := _against(tax, row, places, invoice)):
            yield f"taxes[{index}].rate", replace(NOWHERE, reasons=(reason,))


def _against(tax: TaxLine, row: int | None, places: Places, invoice: Invoice) -> Reason | None:
    rate = tax.rate or Decimal(0)
    if not places.rate(rate) and not places.amount(rate) and rate:
        return Reason.NOT_ON_PAGE
    beside = places.rates_in((row,)) if row is not None else set()
    if beside:
        return None if rate in beside else Reason.OTHER_LABELLED
    base = tax.base if tax.base is not None else invoice.total_net if len(invoice.taxes) == 1 else None
    if base is None or tax.amount is None or _makes(rate, base, tax.amount):
        return None
    others = places.printed_rates() - {rate}
    return Reason.OTHER_LABELLED if any(_makes(other, base, tax.amount) for other in others) else None


def _makes(rate: Decimal, base: Decimal, amount: Decimal) -> bool:
    return abs(abs(base) * rate / 100 - abs(amount)) <= _NEAR
