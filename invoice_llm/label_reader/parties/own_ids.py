"""The one VAT id of a page, by which the company above it shows itself as the supplier."""

from __future__ import annotations

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.parties.ids import vat_ids

_ADDRESS_ROWS = 5
"""Rows below a name in which its block ends: street, town, country, contact and id."""


def bears_the_only_id(grid: Grid, cell: GridCell) -> bool:
    """``True`` where the only VAT id of the page stands in the column below a name, within its block."""
    ids = list(vat_ids(grid))
    if len({found.text for found in ids}) != 1:
        return False
    below = {(one.row, one.start) for one in grid.below(cell, _ADDRESS_ROWS)}
    return any((found.cell.row, found.cell.start) in below for found in ids)
