"""Ruled tables whose cells wrap: the lines of one table row become one line, so that text and amounts stay together.

pdfplumber finds the rules (about fifteen times PDFium's cost a page: ask :mod:`.rules` first); the text stays that of
PDFium. A table row is merged only where that is safe: an outer frame around many items has no rules between them, and
an address box has lines that must stay lines.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pdfplumber

from invoice_llm.documents.rows import Cell, Line, cells_of
from invoice_llm.documents.rules import is_amount
from invoice_llm.documents.runs import Run

_FEWEST_COLUMNS = 3
_FEWEST_HEADER_COLUMNS = 4
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a ruled table: its edges and those of its columns, in the frame of unturned runs."""

    top: float
    bottom: float
    columns: tuple[tuple[float, float], ...]
    is_first: bool

    def column_of(self, run: Run) -> int | None:
        middle = (run.x0 + run.x1) / 2
        if run.turn != 0 or not self.top <= run.middle <= self.bottom:
            return None
        return next((n for n, (left, right) in enumerate(self.columns) if left <= middle <= right), None)


def table_bands(data: bytes, number: int) -> tuple[Band, ...]:
    """The rows of all ruled tables on page ``number`` (from 1) of a PDF; none where the table finder fails.

    Turned pages are left alone.
    """
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number]) as document:
            page = document.pages[0]
            if page.rotation:
                return ()
            tables = page.find_tables()
            # pdfplumber counts down from the top of the media box, runs from the origin of the page's own space.
            shift = float(page.mediabox[3] - page.mediabox[1])
            rows = [(row.cells, index == 0) for table in tables for index, row in enumerate(table.rows)]
    except Exception:
        # Its parser is another one than PDFium's and gives up on other files. The rows are right without it.
        return ()
    return tuple(_band([cell for cell in cells if cell is not None], shift, is_first) for cells, is_first in rows)


def _band(cells: Sequence[tuple[float, float, float, float]], shift: float, is_first: bool) -> Band:
    return Band(
        min(cell[1] for cell in cells) - shift,
        # A cell that spans rows is as high as they are together: the lowest edge of the row is that of the others.
        min(cell[3] for cell in cells) - shift,
        tuple(sorted((cell[0], cell[2]) for cell in cells)),
        is_first,
    )


def with_merged_rows(lines: Sequence[Line], bands: Sequence[Band]) -> list[Line]:
    """Lines in the same order, each run of lines that fills one table row replaced by one line."""
    merged = list(lines)
    for band in bands:
        merged = _merged(merged, band)
    return merged


def _merged(lines: list[Line], band: Band) -> list[Line]:
    """One band's lines as one, in the place of the first; what stands beside the table stays behind in its line."""
    inside: list[list[list[Run]]] = []  # line, column
    outside: list[Line] = []
    place = 0
    for line in lines:
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
    """Whether lines between two rules are one row: no column has two amounts, and one that counts has a single line.

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
