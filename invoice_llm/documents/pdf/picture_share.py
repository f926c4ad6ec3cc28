"""Share of a PDF page that is picture. Only asked for pages with little text: it walks the page's objects."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box

_CELLS = 32  # a side; pictures may lie on each other, so that areas do not add up
_MOST_OBJECTS = 3000
_DEEPEST = 3  # forms within forms


def is_blank(page: Any) -> bool:
    """Check that nothing at all is drawn on the page."""
    return int(pdfium_c.FPDFPage_CountObjects(page.raw)) == 0


def picture_share(page: Any) -> float:
    """The part of the page, 0-1, that its pictures cover, to a thirtieth of a side."""
    left, bottom, right, top = page.get_bbox()
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    covered: set[tuple[int, int]] = set()
    for x0, y0, x1, y1 in _pictures(page):
        across = _cells((x0 - left) / width, (x1 - left) / width)
        down = _cells((y0 - bottom) / height, (y1 - bottom) / height)
        covered.update((column, row) for column in across for row in down)
    return len(covered) / _CELLS**2


def _cells(start: float, end: float) -> range:
    return range(max(round(start * _CELLS), 0), min(round(end * _CELLS), _CELLS))


def _pictures(page: Any) -> Iterator[Box]:
    """Outlines in the page's own space: left, bottom, right, top."""
    for index in range(min(pdfium_c.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        thing = pdfium_c.FPDFPage_GetObject(page.raw, index)
        if thing and _shows_picture(thing, _DEEPEST) and (outline := _outline(thing)):
            yield outline


def _shows_picture(thing: Any, deepest: int) -> bool:
    """An image, or a form that holds one: scanners wrap the page's picture in a form of its size."""
    kind = pdfium_c.FPDFPageObj_GetType(thing)
    if kind != pdfium_c.FPDF_PAGEOBJ_FORM or deepest == 0:
        return bool(kind == pdfium_c.FPDF_PAGEOBJ_IMAGE)
    inner = range(min(pdfium_c.FPDFFormObj_CountObjects(thing), _MOST_OBJECTS))
    return any(_shows_picture(pdfium_c.FPDFFormObj_GetObject(thing, index), deepest - 1) for index in inner)


def _outline(thing: Any) -> Box | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(thing, *sides):
        return None
    return (sides[0].value, sides[1].value, sides[2].value, sides[3].value)
