"""Words drawn as shapes, as a program leaves them that turns text into outlines."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from reportlab.pdfgen.canvas import Canvas

_BETWEEN, _BLANK = 0.06, 0.3
"""Space after a letter, and a blank, in parts of the size."""


def outlined(
    text: str, x: float, y: float, size: float, *, turned: float = 0, at_once: bool = False
) -> Callable[[Canvas], None]:
    """Draws the outlines of Helvetica's letters; ``at_once``: all of them are one path."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(turned)
        path, at = canvas.beginPath(), 0.0
        for lines in map(list, _letters(text, size)):
            for kind, points in lines:
                getattr(path, kind)(*(value + at * (index % 2 == 0) for index, value in enumerate(points)))
            ends = (at + across for _, points in lines for across in points[::2])
            at = max(at, *ends, at) + (_BETWEEN if lines else _BLANK) * size
            if not at_once:
                canvas.drawPath(path, stroke=0, fill=1)
                path = canvas.beginPath()
        if at_once:
            canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()

    return draw


def _letters(text: str, size: float) -> Iterator[Iterator[tuple[str, tuple[float, ...]]]]:
    document = pdfium.PdfDocument.new()
    font = pdfium_c.FPDFText_LoadStandardFont(document.raw, b"Helvetica-Bold")
    for letter in text:
        yield _outline(pdfium_c.FPDFFont_GetGlyphPath(font, ord(letter), 1), size)
    pdfium_c.FPDFFont_Close(font)
    document.close()


def _outline(glyph: object, size: float) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Calls of a path of reportlab."""
    x, y = ctypes.c_float(), ctypes.c_float()
    bend: list[float] = []
    for index in range(max(pdfium_c.FPDFGlyphPath_CountGlyphSegments(glyph), 0) if glyph else 0):
        segment = pdfium_c.FPDFGlyphPath_GetGlyphPathSegment(glyph, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        bend += (x.value * size, y.value * size)
        if kind != pdfium_c.FPDF_SEGMENT_BEZIERTO:
            yield ("moveTo" if kind == pdfium_c.FPDF_SEGMENT_MOVETO else "lineTo"), tuple(bend)
            bend = []
        elif len(bend) == 6:
            yield "curveTo", tuple(bend)
            bend = []
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            yield "close", ()
