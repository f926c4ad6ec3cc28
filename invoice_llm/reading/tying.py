"""Line items tied to their rows: amount, description, price and tax rate of a line stand together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from invoice_llm.invoice.schema import Invoice, LineItem
from invoice_llm.reading.located import NOWHERE, Located
from invoice_llm.reading.places import Place, Places
from invoice_llm.reading.structure import Structure

_BEGINNING = 4
"""Words by which a line's description is found."""
_WRAPPED = 2
"""Rows up and down that still belong to a line."""
_TOTALS = frozenset({"net", "tax", "gross", "due", "sum_lines"})


@dataclass(frozen=True, slots=True)
class _Table:
    """The lines of one invoice over the page that they were read from."""

    places: Places
    invoice: Invoice
    structure: Structure

    def tied(self, line: LineItem, amount: Decimal, last: int) -> tuple[Place | None, bool, int]:
        """A line's place below row ``last``, whether its description stands with it, and how many there are. A place
        that a label calls a total is none of a line's: lines that were merged into one have their sum there."""
        free = [place for place in self.places.amount(amount) if not self._is_total(place, amount)]
        below = [place for place in free if place.row > last]
        rows = self._described(line)
        tied = next((p for p in below if any(abs(p.row - row) <= _WRAPPED for row in rows)), None)
        return tied or next(iter(below), None) or next(iter(free), None), tied is not None, len(below)

    def details(self, index: int, line: LineItem, row: int) -> Iterator[tuple[str, Located]]:
        """What a line says and its rows do not show."""
        if line.unit_price is not None and not self.places.amount(line.unit_price):
            yield f"lines[{index}].unit_price", NOWHERE
        if line.tax_rate and not self._shows_rate(line, line.tax_rate, row):
            yield f"lines[{index}].tax_rate", NOWHERE

    def _is_total(self, place: Place, amount: Decimal) -> bool:
        sums = (one for one in self.structure.sums if one.row == place.row and one.kind in _TOTALS)
        return any(abs(one.value) == abs(amount) for one in sums)

    def _described(self, line: LineItem) -> set[int]:
        begin = " ".join((line.description or "").split()[:_BEGINNING])
        return {place.row for place in self.places.text(begin)} if begin else set()

    def _shows_rate(self, line: LineItem, rate: Decimal, row: int) -> bool:
        """In the line's own row, or in those around it; or nowhere there, and the invoice has this one rate."""
        places = self.places
        if beside := places.rates_in((row,)):
            return rate in beside
        bare = sum(place.row == row for place in places.amount(rate))
        if bare > sum(other == rate for other in (line.quantity, line.unit_price, line.line_total)):
            return True
        rows = {at for at in range(row - _WRAPPED, row + _WRAPPED + 1) if not self.structure.is_sum(at)}
        if around := places.rates_in(rows):
            return rate in around
        return {tax.rate for tax in self.invoice.taxes if tax.rate} == {rate}


def tie_lines(found: dict[str, Located], places: Places, invoice: Invoice, structure: Structure) -> None:
    """Give each line the first row with its amount, below the line before, that shows its description as well."""
    table = _Table(places, invoice, structure)
    last = -1
    for index, line in enumerate(invoice.lines):
        path = f"lines[{index}].line_total"
        if path not in found or line.line_total is None:
            continue
        chosen, tied, choices = table.tied(line, line.line_total, last)
        found[path] = NOWHERE if chosen is None else Located(chosen, int(tied), choices, "table")
        if chosen is not None:
            last = chosen.row
            found.update(table.details(index, line, chosen.row))
