"""Charges and discounts that a row of totals prints between the sum of the lines and the net total:
``1,062.60 | 15.00 | -21.55 | 1,056.05``, under heads of columns that hardly two writers share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from invoice_llm.invoice.checks.counting import is_complete, line_sum
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.schema import AllowanceCharge, Invoice
from invoice_llm.reading.evidence.page_index import Place, Places


def with_row_charges(
    invoice: Invoice, evidence: Mapping[str, Evidence], places: Places
) -> tuple[Invoice, Mapping[str, Evidence]]:
    """The invoice with what stands between its lines' sum and its net total in one row, where the row adds up to the
    cent and no charge was read that makes the one of the other. Any other invoice as it is."""
    made, net = line_sum(invoice), invoice.total_net
    extra = (invoice.charge_total or 0) - (invoice.allowance_total or 0)
    if not made or net is None or not is_complete(invoice) or net in (made, made + extra):
        return invoice, evidence
    found = next((parts for end in places.amount(net) if (parts := _parts(made, net, end, places))), None)
    if found is None:
        return invoice, evidence
    charges = tuple(AllowanceCharge(is_charge=value > 0, amount=abs(value).quantize(net)) for value, _ in found)
    sums = {
        name: sum((one.amount for one in charges if one.amount and one.is_charge is is_charge), Decimal(0)) or None
        for name, is_charge in (("charge_total", True), ("allowance_total", False))
    }
    told = {
        f"allowances_charges[{at}].amount": Evidence(source="text", page=spot.page, bbox=spot.box, quote=spot.quote)
        for at, (_, spot) in enumerate(found)
    }
    kept = {path: spot for path, spot in evidence.items() if not path.startswith("allowances_charges[")}
    return invoice.model_copy(update={"allowances_charges": charges, **sums}), {**kept, **told}


def _parts(made: Decimal, net: Decimal, end: Place, places: Places) -> Sequence[tuple[Decimal, Place]] | None:
    """The signed amounts between the first and the last one of a row, if they make the one of the other."""
    starts = [spot for spot in places.amount(made) if spot.row == end.row and spot.box[2] <= end.box[0]]
    between = [
        (-value if spot.quote.strip().startswith(("-", "\u2212")) or spot.quote.strip().endswith("-") else value, spot)
        for value in places.numbers_in([end.row])
        for spot in places.amount(value)
        if starts and spot.row == end.row and starts[0].box[2] <= spot.box[0] and spot.box[2] <= end.box[0]
    ]
    fits = bool(between) and made + sum(value for value, _ in between) == net
    return sorted(between, key=lambda one: one[1].box[0]) if fits else None
