"""The tax of an invoice that prints its rate and no amount of it: ``Subtotal 2,550``, ``Sales Tax 9 %``,
``Total 2,779.50``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.schema import Invoice, TaxLine
from invoice_llm.reading.evidence.page_index import Places

_NEAR = Decimal("0.02")


def with_implied_tax(
    invoice: Invoice, evidence: Mapping[str, Evidence], places: Places
) -> tuple[Invoice, Mapping[str, Evidence]]:
    """The invoice with the tax between its net amount and its total, where both stand on the page and exactly one
    printed rate makes the one of the other. Any other invoice as it is."""
    tax = _between(invoice, evidence)
    if tax is None or invoice.total_net is None:
        return invoice, evidence
    rates = [rate for rate in places.printed_rates() if rate and _makes(rate, invoice.total_net, tax)]
    if len(rates) != 1:
        return invoice, evidence
    line = TaxLine(rate=rates[0], base=invoice.total_net, amount=tax)
    told = {path: Evidence(source="derived") for path in ("total_tax", "taxes[0].amount")}
    return invoice.model_copy(update={"total_tax": tax, "taxes": (line,)}), {**evidence, **told}


def _between(invoice: Invoice, evidence: Mapping[str, Evidence]) -> Decimal | None:
    """Excess of the total over the net amount, where no tax was read and nothing else lies between them."""
    net, gross = invoice.total_net, invoice.total_gross
    if net is None or gross is None or gross <= net or invoice.total_tax is not None:
        return None
    others = invoice.charge_total or invoice.allowance_total or invoice.rounding
    amounts = [tax for tax in invoice.taxes if tax.amount is not None]
    printed = all(path in evidence and evidence[path].page is not None for path in ("total_net", "total_gross"))
    return None if others or amounts or not printed else gross - net


def _makes(rate: Decimal, net: Decimal, tax: Decimal) -> bool:
    return abs(net * rate / 100 - tax) <= _NEAR
