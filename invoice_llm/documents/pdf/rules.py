"""Rule lines of a page, from the outlines of PDFium's path objects, not the paths themselves: cheap on any page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.pdf.quick import count_segments, object_bounds, object_kind, page_object

_THIN, _LONG, _TALL = 2.0, 30.0, 6.0  # points
_MANY_SEGMENTS = 10
_MOST_OBJECTS = 3000  # a drawing, not a table; a table finder would take minutes over it
_TALLEST = 0.6  # of the page; beyond it is the frame or the ground of the whole page


@dataclass(frozen=True, slots=True)
class RuleSpace:
    """Space between two neighbouring rules across: its edges, how far both rules reach, and how many run down."""

    top: float
    bottom: float
    left: float
    right: float
    rules_down: int


@dataclass(frozen=True, slots=True)
class Rules:
    """``spaces`` from the top of the page, those that a line of text fits in; ``unread`` are outlines (top, bottom) of
    paths of many strokes, which may be whole grids. All in the frame of unturned runs: points, y down the page.
    """

    spaces: tuple[RuleSpace, ...] = ()
    unread: tuple[tuple[float, float], ...] = ()


@dataclass(slots=True)
class _Strokes:
    """Across as (y, left, right), down and outlines of unread paths as (top, bottom)."""

    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float]] = field(default_factory=list)
    unread: list[tuple[float, float]] = field(default_factory=list)

    def spaces(self) -> Iterator[RuleSpace]:
        for above, below in pairwise(self._levels()):
            top, bottom = above[0], below[0]
            if bottom - top >= _TALL:
                down = sum(upper - _THIN < top and bottom < lower + _THIN for upper, lower in self.down)
                yield RuleSpace(top, bottom, max(above[1], below[1]), min(above[2], below[2]), down)

    def _levels(self) -> list[tuple[float, float, float]]:
        """Heights of rules with their reach; pieces at one height count as one rule."""
        levels: list[tuple[float, float, float]] = []
        for y, left, right in sorted(self.across):
            if levels and y - levels[-1][0] <= _THIN:
                levels[-1] = (levels[-1][0], min(levels[-1][1], left), max(levels[-1][2], right))
            else:
                levels.append((y, left, right))
        return levels


def rules_of(page: Any) -> Rules:
    """The rules of an open pypdfium2 page. Those inside form objects are not seen."""
    strokes = _Strokes()
    tallest = _TALLEST * page.get_height()
    count = pdfium_c.FPDFPage_CountObjects(page.raw)
    for index in range(count if count <= _MOST_OBJECTS else 0):
        path = page_object(page.raw, index)
        if object_kind(path) == pdfium_c.FPDF_PAGEOBJ_PATH:
            _add(strokes, path, tallest)
    return Rules(tuple(strokes.spaces()), tuple(strokes.unread))


def _add(strokes: _Strokes, path: Any, tallest: float) -> None:
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    if not object_bounds(path, *map(ctypes.byref, (x0, y0, x1, y1))):
        return
    left, right, upper, lower = x0.value, x1.value, -y1.value, -y0.value
    width, height = right - left, lower - upper
    if height > tallest:
        return
    if height <= _THIN and width > _LONG:
        strokes.across.append(((upper + lower) / 2, left, right))
    elif width <= _THIN and height > _TALL:
        strokes.down.append((upper, lower))
    elif width > _THIN and height > _TALL:
        # A box has four strokes. Of a path of many strokes only the outline is known here.
        strokes.across += ((upper, left, right), (lower, left, right))
        strokes.down += ((upper, lower), (upper, lower))
        if width > _LONG and count_segments(path) >= _MANY_SEGMENTS:
            strokes.unread.append((upper, lower))
