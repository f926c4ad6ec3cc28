"""Layouts of pages compared: how much of one is found again on another, in the same columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.reading.evidence.page_cells import PageCell, PageCells, fold, has_digits, has_letters
from invoice_llm.reading.memory.lesson import FrameCell

_ALIGNED = 0.012
_MOST_CELLS = 120
_HEAD = 0.5
"""The part of a page that is its head, where no table shows where that ends."""


def frame_of(cells: PageCells) -> tuple[FrameCell, ...]:
    """The cells of a page's first sheet that may be the same on the next invoice; rows of lines are left out."""
    lines = _line_rows(cells)
    found = [_frame_cell(cell) for cell in cells if cell.page == 1 and cell.row not in lines]
    return tuple(one for one in found if has_letters(one.text))[:_MOST_CELLS]


def sameness(known: Sequence[FrameCell], now: Sequence[FrameCell]) -> float:
    """The part of the known cells that stand on this page in the same column; 0 without any."""
    if not known:
        return 0.0
    by_text: dict[str, list[FrameCell]] = defaultdict(list)
    for cell in now:
        by_text[cell.text].append(cell)
    return sum(any(_aligned(one, other) for other in by_text[one.text]) for one in known) / len(known)


def says_something_new(known: Sequence[FrameCell], cells: PageCells, own: Collection[str]) -> bool:
    """True where the head of a page has words that no known page has there, or has lost some: they may say that it is
    another kind of paper. ``own`` are names, folded. A label with its value is no such word, nor is a line's text."""
    now = frame_of(cells)
    texts = {cell.text for cell in known} | set(own)
    head = _table_top(cells)
    new = [cell for cell in _head_words(cells, head) if fold(cell.text) not in texts]
    if not new:
        return False
    left = {cell.text for cell in now}
    gone = [cell for cell in known if cell.y < head and "0" not in cell.text and cell.text not in left]
    return bool(gone) or not all(_is_label_with_value(cell, cells) for cell in new)


def _table_top(cells: PageCells) -> float:
    """Height at which the first amount stands alone in a cell behind another cell: the first line of a table."""
    for row in cells.rows:
        for cell in row[1:]:
            spans = find_amounts(cell.text)
            if cell.page == 1 and spans and not has_letters(cell.text) and re.search(r"\d[.,]\d\d\b", cell.text):
                return cell.box[1]
    return _HEAD


def _head_words(cells: PageCells, head: float) -> list[PageCell]:
    """Cells of words alone above the table."""
    return [
        cell
        for cell in cells
        if cell.page == 1
        and cell.box[1] < head
        and not any(map(str.isdigit, cell.text))
        and has_letters(fold(cell.text))
    ]


def _is_label_with_value(cell: PageCell, cells: PageCells) -> bool:
    """True for a cell in plain print with a number, a date or the like right of it, or right below it."""
    heights = sorted(other.box[3] - other.box[1] for other in cells)
    if cell.box[3] - cell.box[1] > 1.25 * heights[len(heights) // 2]:
        return False
    right = cells.rows[cell.row][cell.index + 1 : cell.index + 2]
    below = [
        other
        for row in cells.rows[cell.row + 1 : cell.row + 2]
        for other in row
        if abs(other.box[0] - cell.box[0]) <= _ALIGNED
    ]
    return any(has_digits(other.text) for other in (*right, *below))


def _line_rows(cells: PageCells) -> frozenset[int]:
    """Rows with two amounts or more: lines of a table, and totals in columns."""
    return frozenset(
        row[0].row for row in cells.rows if row and sum(bool(find_amounts(cell.text)) for cell in row) >= 2
    )


def _frame_cell(cell: PageCell) -> FrameCell:
    return FrameCell(fold(cell.text), round(cell.box[0], 4), round(cell.box[2], 4), round(cell.box[1], 4))


def _aligned(one: FrameCell, other: FrameCell) -> bool:
    return min(abs(one.x0 - other.x0), abs(one.x1 - other.x1)) <= _ALIGNED
