"""Line items tied to their rows: amount, description, price and tax rate of a line stand together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations_with_replacement

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, LineItem
from invoice_llm.invoice.tolerances import of_product
from invoice_llm.reading.evidence.located import NOWHERE, Located
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.evidence.structure import Structure

_BEGINNING = 4
"""Words by which a line's description is found."""
_WRAPPED = 2
"""Rows up and down that still belong to a line."""
_MOST_NUMBERS = 12
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
        """Values of a line that its rows do not show."""
        numbers = self.places.numbers_in({row, *self._wrapped(row)})
        factors = {name: value for name in ("quantity", "unit_price") if (value := getattr(line, name)) is not None}
        unseen = [name for name, value in factors.items() if abs(value) not in numbers]
        for name in unseen:
            yield f"lines[{index}].{name}", NOWHERE
        if not unseen and self._multiplies_otherwise(line, numbers):
            yield f"lines[{index}].quantity", replace(NOWHERE, reasons=(Reason.OTHER_LABELLED,))
        if line.tax_rate and not self._shows_rate(line, line.tax_rate, row):
            yield f"lines[{index}].tax_rate", NOWHERE

    def _is_total(self, place: Place, amount: Decimal) -> bool:
        sums = (one for one in self.structure.sums if one.row == place.row and one.kind in _TOTALS)
        return any(abs(one.value) == abs(amount) for one in sums)

    def _described(self, line: LineItem) -> set[int]:
        begin = " ".join((line.description or "").split()[:_BEGINNING])
        return {place.row for place in self.places.text(begin)} if begin else set()

    def _wrapped(self, row: int) -> Iterator[int]:
        """Rows around a line's own that may belong to it: not those of other lines, heads and totals."""
        for other in range(row - _WRAPPED, row + _WRAPPED + 1):
            if other not in self.structure.table and not self.structure.is_sum(other):
                yield other

    def _multiplies_otherwise(self, line: LineItem, numbers: Collection[Decimal]) -> bool:
        """True where quantity and price do not make the amount, and two other numbers of the row do."""
        quantity, price, amount = line.quantity, line.unit_price, line.line_total
        if not quantity or price is None or not amount or line.allowances_charges:
            return False
        if self._makes(quantity, price, amount):
            return False
        others = sorted(number for number in numbers if number and number != abs(amount))[:_MOST_NUMBERS]
        return any(self._makes(a, b, amount) for a, b in combinations_with_replacement(others, 2))

    def _makes(self, quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
        return abs(abs(quantity * price) - abs(amount)) <= of_product(self.invoice, quantity, price)

    def _shows_rate(self, line: LineItem, rate: Decimal, row: int) -> bool:
        """In the line's own row, or in those around it; or nowhere there, and the invoice has this one rate."""
        places = self.places
        if beside := places.rates_in((row,)):
            return rate in beside
        bare = sum(place.row == row for place in places.amount(rate))
        if bare > sum(other == rate for other in (line.quantity, line.unit_price, line.line_total)):
            return True
        if around := places.rates_in(set(self._wrapped(row))):
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
