"""Ruled tables whose cells wrap: the lines of one table row become one line, so that text and amounts stay together.

In a grid (rules both ways) pdfplumber's table finder tells the cells from the strokes that PDFium reads; it is asked
only where a space between two rules holds several lines of which one has the amounts. Where rules run across only, the
line with the amounts has the columns. Rows are merged only where that is safe: an
outer frame around many items has no rules between them, and an address box has lines that must stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any, NamedTuple, cast

from invoice_llm.documents.pdf.rows import CELL_GAP, Cell, Line, cells_of
from invoice_llm.documents.pdf.rules import Rules, RuleSpace
from invoice_llm.documents.pdf.runs import Run
from invoice_llm.documents.pdf.strokes import Edge

_FEWEST_COLUMNS = 3
_FEWEST_HEADER_COLUMNS = 4
_FEWEST_AMOUNTS = 2
_MOST_LINES = 12
_NEAR = 1.6  # of the height: from one line to the next in a cell
_REACH = 50.0
"""Points. The runs of one line have their middles no farther apart, whatever their sizes."""
_POSITION = re.compile(r"[0-9]{1,4}\.?")
_AMOUNT = re.compile(r"[-+(]?\s?(?:[A-Z]{3}|[€$£])?\s?-?\d[\d.,'’ ]*(?:\s?(?:[A-Z]{3}|[€$£%]))?\)?")


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a ruled table: its edges and those of its columns, in the frame of unturned runs."""

    top: float
    bottom: float
    columns: tuple[tuple[float, float], ...]
    is_first: bool = False

    def column_of(self, run: Run) -> int | None:
        middle = (run.x0 + run.x1) / 2
        if run.turn != 0 or not self.top <= run.middle <= self.bottom:
            return None
        return next((n for n, (left, right) in enumerate(self.columns) if left <= middle <= right), None)


def has_wrapped_cells(rules: Rules, lines: Sequence[Line]) -> bool:
    """Check for a grid that may have wrapped cells, so that the table finder is worth its price."""
    if any(space.rules_down >= 2 and _wrapped(lines, space) for space in rules.spaces):
        return True
    return any(_has_line_beside_amounts(_between(lines, top, bottom)) for top, bottom in rules.unread)


def grid_bands(edges: Sequence[Edge]) -> tuple[Band, ...]:
    """The rows of all grids that these strokes of a page make."""
    if not edges:
        return ()
    from pdfplumber.table import TableFinder  # brings a second PDF library, which few files need

    finder = TableFinder(cast(Any, _Strokes(edges)))
    rows = [(row.cells, n == 0) for table in finder.tables for n, row in enumerate(table.rows)]
    return tuple(_grid_band([cell for cell in cells if cell is not None], is_first) for cells, is_first in rows)


class _Strokes(NamedTuple):
    """Attributes of a page that pdfplumber's table finder reads."""

    edges: Sequence[Edge]


def across_bands(rules: Rules, lines: Sequence[Line]) -> tuple[Band, ...]:
    """Table rows between rules across: lines close together, of which one has amounts and the others text only."""
    spaces = (space for space in rules.spaces if space.rules_down < 2)
    return tuple(band for space in spaces if (band := _across_band(space, _wrapped(lines, space))) is not None)


def _beside_rules(cell: Cell, space: RuleSpace) -> bool:
    """Check that a cell stands to the left or to the right of the table, where its rules do not reach.

    The number of a position does not: some rules begin behind it.
    """
    gap = CELL_GAP * cell[0].height
    if _POSITION.fullmatch(" ".join(run.text for run in cell)):
        return False
    return cell[-1].x1 < space.left - gap or cell[0].x0 > space.right + gap


def with_merged_rows(lines: Sequence[Line], bands: Sequence[Band]) -> list[Line]:
    """Lines in the same order, those that fill one table row replaced by one line."""
    merged = list(lines)
    for band in bands:
        merged = _merged(merged, band)
    return merged


def is_amount(cell: Cell) -> bool:
    """Check that a cell holds nothing but a number, with or without a currency or percent sign."""
    return _AMOUNT.fullmatch(" ".join(run.text for run in cell)) is not None


def has_amounts(line: Line) -> bool:
    """Check that a line may be the one of a table row that counts."""
    return sum(map(is_amount, line)) >= _FEWEST_AMOUNTS


def _between(lines: Sequence[Line], top: float, bottom: float) -> list[Line]:
    return [line for line in lines if line[0][0].turn == 0 and top < line[0][0].middle < bottom]


def _wrapped(lines: Sequence[Line], space: RuleSpace) -> list[Line]:
    """The lines in a space if there are several, of which one has amounts; else none."""
    inside = _between(lines, space.top, space.bottom)
    return inside if 2 <= len(inside) <= _MOST_LINES and sum(map(has_amounts, inside)) == 1 else []


def _has_line_beside_amounts(lines: Sequence[Line]) -> bool:
    return any(_is_near(above, below) and has_amounts(above) != has_amounts(below) for above, below in pairwise(lines))


def _is_near(above: Line, below: Line) -> bool:
    first, second = above[0][0], below[0][0]
    return second.middle - first.middle < _NEAR * first.height


def _grid_band(cells: Sequence[tuple[float, float, float, float]], is_first: bool) -> Band:
    return Band(
        min(cell[1] for cell in cells),
        # A cell that spans rows is as high as they are together: the lowest edge of the row is that of the others.
        min(cell[3] for cell in cells),
        tuple(sorted((cell[0], cell[2]) for cell in cells)),
        is_first,
    )


def _across_band(space: RuleSpace, whole: Sequence[Line]) -> Band | None:
    parts = (tuple(cell for cell in line if not _beside_rules(cell, space)) for line in whole)
    lines = [part for part in parts if part]
    if sum(map(has_amounts, lines)) != 1 or not all(_is_near(*pair) for pair in pairwise(lines)):
        return None
    amounts = next(line for line in lines if has_amounts(line))
    starts = [cell[0].x0 for cell in amounts]
    width = amounts[-1][-1].x1 - starts[0]
    if min(space.right, amounts[-1][-1].x1) - max(space.left, starts[0]) < 0.8 * width:
        return None  # rules of something else
    # What stands beside the table is in none of its columns.
    is_beside = any(_beside_rules(cell, space) for line in whole for cell in line)
    left, right = (space.left, space.right) if is_beside else (-inf, inf)
    edges = [left, *(start - 1 for start in starts[1:]), right]
    band = Band(space.top, space.bottom, tuple(pairwise(edges)))
    text = {n for n, cell in enumerate(amounts) if not is_amount(cell)}
    others = (run for line in lines if line is not amounts for cell in line for run in cell)
    # Anything over or under an amount is a header or another row.
    return band if all(band.column_of(run) in text for run in others) else None


def _merged(lines: list[Line], band: Band) -> list[Line]:
    """One band's lines as one, in the place of the first; what stands beside the table stays behind in its line."""
    inside: list[list[list[Run]]] = []  # line, column
    outside: list[Line] = []
    place = 0
    for line in lines:
        if not band.top - _REACH < line[0][0].middle < band.bottom + _REACH:
            outside.append(line)
            continue
        columns: list[list[Run]] = [[] for _ in band.columns]
        rest: list[Run] = []
        for run in (run for cell in line for run in cell):
            column = band.column_of(run)
            (rest if column is None else columns[column]).append(run)
        if not any(columns):
            outside.append(line)
            continue
        place = place if inside else len(outside)
        inside.append(columns)
        if rest:
            outside.append(cells_of(rest))
    if not _is_one_row(inside, is_first=band.is_first):
        return lines
    return [*outside[:place], tuple(_cells(inside)), *outside[place:]]


def _cells(lines: Sequence[Sequence[Sequence[Run]]]) -> Iterator[Cell]:
    for column in zip(*lines, strict=True):
        if cell := tuple(run for line in column for run in line):
            yield cell


def _is_one_row(lines: Sequence[Sequence[Sequence[Run]]], *, is_first: bool) -> bool:
    """Check that lines between two rules are one row: no column has two amounts, and one that counts has a single line.

    In a header row no column has an amount; there four filled columns tell it from a box of addresses.
    """
    if not 2 <= len(lines) <= _MOST_LINES:
        return False
    columns = [[tuple(part) for part in column if part] for column in zip(*lines, strict=True)]
    filled = [parts for parts in columns if parts]
    if any(len(parts) > 1 and any(len(cells_of(part)) > 1 for part in parts) for parts in filled):
        return False  # the rules leave out a column that the text has
    amounts = [sum(is_amount(part) for part in parts) for parts in filled]
    if is_first and not any(amounts):
        return len(filled) >= _FEWEST_HEADER_COLUMNS
    if len(filled) < _FEWEST_COLUMNS or max(amounts, default=0) > 1:
        return False
    return any(count == 1 == len(parts) for count, parts in zip(amounts, filled, strict=True))
