"""Totals in a row of cells: labels in one row, their amounts in the row below or above, however each is aligned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from invoice_llm.invoice.amounts import DecimalMark, parse_amount
from invoice_llm.label_reader.amounts.printed_values import Printed, amounts_in
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow

_CENT = Decimal("0.01")
KindOf = Callable[[str], str | None]
"""The kind of a labelled amount that a text is the label of."""


def amount_facing(
    grid: Grid, cell: GridCell, kind_of: KindOf, mark: DecimalMark | None, skipped: frozenset[int]
) -> Printed | None:
    """The amount of a label among labels alone: as many amounts stand below them, and each is of one label by order.
    More rows of amounts below make the labels the head of a table.

    Above them it counts only where these make net, tax and total: a row above may be a line of a table.
    """
    row = grid.rows[cell.row]
    kinds = [kind_of(one.text) for one in row.cells]
    if len(kinds) < 2 or None in kinds:
        return None
    at = row.cells.index(cell)
    if below := _amounts(grid, row, row.index + 1, mark, skipped):
        return None if _goes_on(grid, row.index + 2, mark) else below[at]
    above = _amounts(grid, row, row.index - 1, mark, skipped)
    is_below_labels = row.index > 1 and all(kind_of(one.text) for one in grid.rows[row.index - 2].cells)
    return above[at] if above and not is_below_labels and _make_a_total(kinds, above) else None


def _amounts(
    grid: Grid, labels: GridRow, index: int, mark: DecimalMark | None, skipped: frozenset[int]
) -> Sequence[Printed] | None:
    """The amounts of a row in which one stands for each label, and nothing else."""
    row = grid.rows[index] if 0 <= index < len(grid.rows) and index not in skipped else None
    if row is None or row.page != labels.page or len(row.cells) != len(labels.cells):
        return None
    pairs = zip(labels.cells, row.cells, strict=True)
    if any(amount.end <= label.start for label, amount in pairs):
        return None
    if any(amount.start >= behind.end for amount, behind in zip(row.cells, labels.cells[1:], strict=False)):
        return None
    found = [[*amounts_in(one.text, mark, whole=True)] for one in row.cells]
    is_plain = all(len(one) == 1 for one in found) and all(parse_amount(one.text, mark) for one in row.cells)
    return [one[0] for one in found] if is_plain else None


def _goes_on(grid: Grid, index: int, mark: DecimalMark | None) -> bool:
    """True where the next row has amounts in two cells as well."""
    row = grid.rows[index] if index < len(grid.rows) else None
    return row is not None and sum(parse_amount(one.text, mark) is not None for one in row.cells) > 1


def _make_a_total(kinds: Sequence[str | None], amounts: Sequence[Printed]) -> bool:
    values = {kind: value for kind, (_, value) in zip(kinds, amounts, strict=True)}
    net, tax, gross = values.get("net"), values.get("tax"), values.get("gross")
    return net is not None and tax is not None and gross is not None and abs(net + tax - gross) <= _CENT
