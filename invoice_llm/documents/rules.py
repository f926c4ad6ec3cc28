"""Whether a page may hold a ruled table with wrapped cells: a cheap look, so that few pages pay for a table finder.

The rules come from the outlines of PDFium's path objects, which are not read themselves. The sign is a space between
two rules across the page, with rules down it, that holds several lines of text of which one has the amounts.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.rows import Cell, Line

_THIN, _LONG, _TALL = 2.0, 30.0, 6.0  # points
_MANY_SEGMENTS = 10
_MOST_OBJECTS = 3000  # a drawing, not a table; a table finder would take minutes over it
_MOST_LINES = 12
_NEAR = 1.6  # of the height: from one line to the next in a cell
_AMOUNT = re.compile(r"[-+(]?\s?(?:[A-Z]{3}|[€$£])?\s?-?\d[\d.,'’ ]*(?:\s?(?:[A-Z]{3}|[€$£%]))?\)?")


def may_have_wrapped_cells(page: Any, lines: list[Line]) -> bool:
    """``page`` is an open pypdfium2 page, ``lines`` what was read from it."""
    texts = [_Text(line[0][0].middle, line[0][0].height, sum(map(is_amount, line))) for line in lines if _upright(line)]
    if not any(text.amounts >= 2 for text in texts):
        return False
    rules = _rules(page)
    return any(_is_wrapped(_between(texts, *band)) for band in rules.bands()) or any(
        _has_line_beside_amounts(_between(texts, *outline)) for outline in rules.unread
    )


def is_amount(cell: Cell) -> bool:
    """Whether a cell holds nothing but a number, with or without a currency or percent sign."""
    return _AMOUNT.fullmatch(" ".join(run.text for run in cell)) is not None


@dataclass(frozen=True, slots=True)
class _Text:
    """What matters here of one line of text."""

    middle: float
    height: float
    amounts: int


def _upright(line: Line) -> bool:
    return line[0][0].turn == 0


def _between(texts: list[_Text], top: float, bottom: float) -> list[_Text]:
    return [text for text in texts if top < text.middle < bottom]


def _is_wrapped(texts: list[_Text]) -> bool:
    """Several lines in one space, of which one has two amounts or more."""
    return 2 <= len(texts) <= _MOST_LINES and sum(text.amounts >= 2 for text in texts) == 1


def _has_line_beside_amounts(texts: list[_Text]) -> bool:
    return any(
        min(above.amounts, below.amounts) == 0
        and max(above.amounts, below.amounts) >= 2
        and below.middle - above.middle < _NEAR * above.height
        for above, below in pairwise(texts)
    )


@dataclass(slots=True)
class _Rules:
    """Rules across (their y) and down (top, bottom) in the frame of unturned runs: points, y down the page.

    ``unread`` are outlines of paths of many strokes, which may be whole grids.
    """

    across: list[float] = field(default_factory=list)
    down: list[tuple[float, float]] = field(default_factory=list)
    unread: list[tuple[float, float]] = field(default_factory=list)

    def bands(self) -> Iterator[tuple[float, float]]:
        """Spaces between neighbouring rules across that two rules or more run down."""
        for top, bottom in pairwise(sorted(self.across)):
            if bottom - top > _TALL and sum(t - _THIN < top and bottom < b + _THIN for t, b in self.down) >= 2:
                yield top, bottom


def _rules(page: Any) -> _Rules:
    rules = _Rules()
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    for index in range(count if count <= _MOST_OBJECTS else 0):
        path = pdfium_c.FPDFPage_GetObject(page.raw, index)
        if pdfium_c.FPDFPageObj_GetType(path) == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add(rules, path, 0.6 * page.get_height())
    return rules


def _add(rules: _Rules, path: Any, tallest: float) -> None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(path, left, bottom, right, top):
        return
    width, upper, lower = right.value - left.value, -top.value, -bottom.value
    if lower - upper > tallest:
        return  # the frame or the ground of the whole page
    is_long, is_tall = width > _LONG, lower - upper > _TALL
    if is_long and is_tall:
        # A box has four rules. Of a path of many strokes only the outline is known here.
        if pdfium_c.FPDFPath_CountSegments(path) >= _MANY_SEGMENTS:
            rules.unread.append((upper, lower))
        rules.across += (upper, lower)
        rules.down += ((upper, lower), (upper, lower))
    elif is_long and lower - upper <= _THIN:
        rules.across.append((upper + lower) / 2)
    elif is_tall and width <= _THIN:
        rules.down.append((upper, lower))
    elif is_tall:
        # The narrow box of a cell.
        rules.across += (upper, lower)
        rules.down += ((upper, lower), (upper, lower))
