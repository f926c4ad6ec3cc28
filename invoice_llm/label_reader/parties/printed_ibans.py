"""Accounts as they stand on a page: in one cell, over several cells of a row, or over the rows of a narrow column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.parties.ids import has_check_digits, iban_over_rows, ibans_in

_ROWS_BELOW = 3
"""Rows in which the rest of an account stands, the rows of the next column between them."""
_FLUSH = 3
_MOST_PARTS = 4

PlacedIban = tuple[GridCell, str]
"""An account as printed, with the cell in which it begins."""


def ibans_on(grid: Grid) -> tuple[PlacedIban, ...]:
    """Every account from the top, each place once; one that is put together from rows has the right check digits."""
    whole = [(cell, iban) for row in grid.rows for cell, iban in _in_row(row.cells)]
    known = {iban.replace(" ", "") for _, iban in whole}
    wrapped = [(cell, iban) for cell, iban in _over_rows(grid) if iban.replace(" ", "") not in known]
    return tuple(sorted([*whole, *wrapped], key=lambda placed: (placed[0].row, placed[0].start)))


def _in_row(cells: Sequence[GridCell]) -> Iterator[PlacedIban]:
    """Accounts of a row; one may run over several cells where its check digits say so."""
    text = " ".join(cell.text for cell in cells)
    for iban in ibans_in(text):
        begun = text.find(iban)
        ends = [sum(len(cell.text) + 1 for cell in cells[: at + 1]) for at in range(len(cells))]
        cell = next(cell for cell, end in zip(cells, ends, strict=True) if begun < end)
        if iban in cell.text or has_check_digits(iban):
            yield cell, iban


def _over_rows(grid: Grid) -> Iterator[PlacedIban]:
    """Accounts that go on in a row below, in the same column."""
    for row in grid.rows[:-1]:
        for cell in row.cells:
            if iban := iban_over_rows(cell.text, (below.text for below in _column_below(grid, cell))):
                yield cell, iban


def _column_below(grid: Grid, cell: GridCell) -> Iterator[GridCell]:
    """Cells under one another in its column, each within a few rows of the one above."""
    above = cell
    for _ in range(_MOST_PARTS - 1):
        under = next((one for one in grid.below(above, _ROWS_BELOW) if one.start >= cell.start - _FLUSH), None)
        if under is None:
            return
        yield under
        above = under
