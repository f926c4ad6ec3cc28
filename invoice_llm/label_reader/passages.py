"""Sentences of a document, also where they run over several rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow

_MOST_ROWS = 8
_FEWEST_WORDS = 4
"""A row with fewer words is not carried on in the next one."""
_END = re.compile(r"(?<=[^\W\d_]{2}[.!?])\s+(?=[^\W\d_a-z])|(?<=[0-9][.!?])\s+(?=[^\W\d_a-z]{1}[a-z])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, with the row in which its paragraph begins."""

    text: str
    row: int


def passages_of(grid: Grid, skipped: frozenset[int]) -> Iterator[Passage]:
    """The sentences outside the rows that are ``skipped``."""
    for cells in paragraphs_of(grid, skipped):
        yield from (Passage(part, cells[0].row) for part in _END.split(" ".join(cell.text for cell in cells)))


def paragraphs_of(grid: Grid, skipped: frozenset[int]) -> Iterator[list[GridCell]]:
    """Cells that make a text together, from the top."""
    taken: set[tuple[int, int]] = set()
    for row in grid.rows:
        for cell in row.cells if row.index not in skipped else ():
            if (cell.row, cell.start) not in taken and not names_an_amount(row, cell):
                cells = [cell, *_carried_on(grid, cell, skipped)]
                taken.update((one.row, one.start) for one in cells)
                yield cells


def names_an_amount(row: GridRow, cell: GridCell) -> bool:
    """``Paid   119.00``: a label of an amount, no sentence and no stamp."""
    others = [other.text for other in row.cells if other is not cell]
    return any(find_amounts(text) and not re.search(r"[^\W\d_]{4,}", text) for text in others)


def _carried_on(grid: Grid, cell: GridCell, skipped: frozenset[int]) -> Iterator[GridCell]:
    for row in grid.rows[cell.row + 1 : cell.row + _MOST_ROWS]:
        if row.gap or row.index in skipped or len(cell.text.split()) < _FEWEST_WORDS:
            return
        below = next((one for one in row.cells if abs(one.start - cell.start) <= 1), None)
        if below is None or cell.text.rstrip().endswith((".", "!", ":")) or names_an_amount(row, below):
            return
        yield below
        cell = below
