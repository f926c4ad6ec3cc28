"""An earlier payment that the page shows among its payments and under no label of its own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount
from invoice_llm.label_reader.amounts.labelled_amounts import Sum
from invoice_llm.label_reader.amounts.totals import Totals
from invoice_llm.label_reader.grid import Grid, GridRow
from invoice_llm.vocabulary.dates import find_dates
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern


def with_payment(totals: Totals, grid: Grid, mark: DecimalMark | None, skipped: frozenset[int]) -> Totals:
    """Totals with the payment that explains why less is due: the one amount of just this difference in a row
    that speaks of a payment or has a date. ``skipped`` rows (tables of lines) are left out."""
    if totals.paid or totals.previous or not (totals.gross and totals.due):
        return totals
    paid = totals.gross.value - totals.due.value
    if not 0 < paid <= totals.gross.value:
        return totals
    rows = [row for row in grid.rows if row.index not in skipped and _speaks_of_payment(row)]
    found = [(row.index, text) for row in rows if (text := _shown(row, paid, mark)) is not None]
    if len(found) != 1:
        return totals
    return replace(totals, paid=Sum("paid", found[0][1], paid, 0.0, found[0][0], "payment"))


def _speaks_of_payment(row: GridRow) -> bool:
    return bool(find_dates(row.text) or pattern("payment").search(folded(row.text)))


def _shown(row: GridRow, value: Decimal, mark: DecimalMark | None) -> str | None:
    for cell in row.cells:
        for start, end in find_amounts(cell.text):
            amount = parse_amount(cell.text[start:end], mark)
            if amount is not None and amount.value == value:
                return cell.text[start:end]
    return None
