"""Confirms a total by sums of values that stand on the page, each in a place of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from invoice_llm.invoice.checks import Finding, line_sum, tolerance
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.schema import Invoice

_CONFIRMING = ("BR-CO-15", "BR-CO-16")


def is_total_confirmed(invoice: Invoice, evidence: Mapping[str, Evidence], findings: Sequence[Finding]) -> bool:
    """True where the total is confirmed by XML, by a sum that contains it, or by lines that add up to it; with each
    value in a place of its own.

    A reader changes numbers until they agree, and one printed amount can be taken for two: neither confirms anything.
    """
    spot = evidence.get("total_gross")
    if spot is None or spot.source == "xml":
        return spot is not None
    if invoice.total_gross == 0 and not any(line.line_total for line in invoice.lines):
        return False  # noughts add up to nought, whatever was meant
    sums = [f for f in findings if f.ok and f.rule in _CONFIRMING and "total_gross" in f.fields]
    return any(_apart(evidence, finding.fields) for finding in sums) or _lines_confirm(invoice, evidence)


def _apart(evidence: Mapping[str, Evidence], fields: Sequence[str]) -> bool:
    """True where these values, two at least, stand in places of their own."""
    spots = [evidence[path] for path in fields if path in evidence]
    places = {(spot.page, spot.bbox) for spot in spots}
    return len(spots) > 1 and len(places) == len(spots) and all(spot.page is not None for spot in spots)


def _lines_confirm(invoice: Invoice, evidence: Mapping[str, Evidence]) -> bool:
    total, gross = line_sum(invoice), invoice.total_gross
    if total is None or gross is None:
        return False
    charges = (invoice.charge_total or 0) - (invoice.allowance_total or 0)
    adds_up = any(abs(candidate - gross) <= tolerance(invoice) for candidate in (total, total + charges))
    return adds_up and _apart(evidence, ["total_gross", *(f"lines[{i}].line_total" for i in range(len(invoice.lines)))])
