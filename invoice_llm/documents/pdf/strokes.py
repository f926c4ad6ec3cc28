"""The straight strokes of a page's paths, across and down, as pdfplumber's table finder takes them.

PDFium tells them at a fraction of the price of a second parser: only paths are looked at, and no text.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.pdf.quick import (
    count_segments,
    object_kind,
    object_matrix,
    page_object,
    path_segment,
    segment_closes,
    segment_kind,
    segment_point,
)

_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 20_000
"""Segments of one page; a drawing has more, a table does not."""
_STRAIGHT = 0.1
"""Points: what slopes by less runs across or down."""

Point = tuple[float, float]
Edge = dict[str, Any]
"""With the keys of pdfplumber's edges; its ``top`` counts down from the page's own origin, as runs do."""


def edges_of(page: Any) -> list[Edge]:
    """Strokes of an open pypdfium2 page; none of one that is turned. Strokes inside form objects are not seen."""
    if pdfium_c.FPDFPage_GetRotation(page.raw):
        return []
    edges: list[Edge] = []
    left = _MOST_SEGMENTS
    for index in range(min(pdfium_c.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        path = page_object(page.raw, index)
        if object_kind(path) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        count = count_segments(path)
        if (left := left - count) < 0:
            return []
        for line in _lines(path, count):
            edges += (_edge(start, end) for start, end in pairwise(line) if _is_straight(start, end))
    return edges


def path_lines(path: Any) -> Iterator[list[Point]]:
    """The lines of one path, as in :func:`edges_of`; none of a drawing with a great many segments."""
    count = count_segments(path)
    return _lines(path, count) if count <= _MOST_SEGMENTS else iter(())


def _lines(path: Any, count: int) -> Iterator[list[Point]]:
    """The lines that a path is made of, point by point; a closed one ends where it began. Curves part them."""
    a, b, c, d, e, f = _matrix(path)
    x, y = ctypes.c_float(), ctypes.c_float()
    at = (ctypes.byref(x), ctypes.byref(y))
    line: list[Point] = []
    for index in range(count):
        segment = path_segment(path, index)
        segment_point(segment, *at)
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if segment_kind(segment) == pdfium_c.FPDF_SEGMENT_LINETO:
            line.append(point)
        else:
            yield line
            line = [point]
        if segment_closes(segment):
            yield [*line, line[0]]
            line = [line[0]]
    yield line


def _matrix(path: Any) -> tuple[float, float, float, float, float, float]:
    raw = pdfium_c.FS_MATRIX()
    if not object_matrix(path, ctypes.byref(raw)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def _is_straight(start: Point, end: Point) -> bool:
    across, down = abs(start[0] - end[0]), abs(start[1] - end[1])
    return min(across, down) < _STRAIGHT < max(across, down)


def _edge(start: Point, end: Point) -> Edge:
    (x0, x1), (bottom, top) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    across = x1 - x0 > top - bottom
    if across:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    return {
        "object_type": "line",
        "orientation": "h" if across else "v",
        "x0": x0,
        "x1": x1,
        "top": -top,
        "bottom": -bottom,
        "width": x1 - x0,
        "height": top - bottom,
    }
