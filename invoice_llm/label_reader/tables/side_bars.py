"""A bar at the left of a table: what stands in it shares rows with the lines and belongs to none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow
from invoice_llm.label_reader.tables.columns import Head

_NUMBER = 5
"""Digits of a number that is none of a line's."""


def without_lines(grid: Grid, heads: Sequence[Head], table: frozenset[int]) -> tuple[Grid, frozenset[int]]:
    """The page with the cells of the bar alone in the rows of the table, and the rows that have none: both as they were
    where no bar stands beside the table."""
    kept = {index: cells for index in table if (cells := _aside(grid.rows[index], heads))}
    if not kept:
        return grid, table
    rows = tuple(replace(row, cells=kept.get(row.index, row.cells)) for row in grid.rows)
    return Grid(rows), table - kept.keys()


def without_bar(rows: Sequence[GridRow], head: Head) -> list[GridRow]:
    """Rows of a table without those that have a cell of the bar alone: ``Payment due`` there is no row of totals."""
    return [row for row in rows if len(row.cells) > 1 or find_amounts(row.text) or not _aside(row, [head])]


def _aside(row: GridRow, heads: Sequence[Head]) -> tuple[GridCell, ...]:
    head = next((one for one in reversed(heads) if one.first <= row.index), None)
    known = [column.start for column in head.columns if column.kind != "col_other"] if head else []
    return tuple(cell for cell in row.cells if known and cell.end < min(known) and _is_of_no_line(cell))


def _is_of_no_line(cell: GridCell) -> bool:
    """Words, a day or a long number, rather than the number of a line."""
    return bool(re.search(r"[^\W\d_]{3}", cell.text)) or len(re.findall(r"[0-9]", cell.text)) >= _NUMBER
