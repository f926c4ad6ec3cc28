"""Marks that somebody put on a finished PDF page: notes and stamps as annotations, pictures laid over its text, strokes
across it, words drawn as shapes. What they say is not read; that they are there is told to a person."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box
from invoice_llm.documents.pdf.amended import amendments
from invoice_llm.documents.pdf.drawn_words.outlines import outlined_words
from invoice_llm.documents.pdf.painted import ObjectKind, PaintedObject
from invoice_llm.documents.pdf.quick import draw_mode, object_bounds, object_kind, page_object
from invoice_llm.documents.pdf.strokes import path_lines

_MOST_NOTES = 500
_MOST_OBJECTS = 20_000
_MARKING = frozenset({
    pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_LINE,
    pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_CIRCLE, pdfium_c.FPDF_ANNOT_POLYGON,
    pdfium_c.FPDF_ANNOT_POLYLINE, pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_UNDERLINE,
    pdfium_c.FPDF_ANNOT_SQUIGGLY, pdfium_c.FPDF_ANNOT_STRIKEOUT, pdfium_c.FPDF_ANNOT_STAMP,
    pdfium_c.FPDF_ANNOT_CARET, pdfium_c.FPDF_ANNOT_INK, pdfium_c.FPDF_ANNOT_WATERMARK,
    pdfium_c.FPDF_ANNOT_REDACT,
})  # fmt: skip
"""Annotations that change what a page says; links, form fields, files and films do not."""
_UNSEEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
_SMALLEST = 6.0
"""Points: nobody reads what is smaller."""
_EMPTY_TEXT = 2
"""Bytes of an empty text, with its end."""
_OVERLAID = 0.3
"""Part of a text's outline under a picture from which on its reader may see something else."""
_LEAST_STAMP = 0.015
"""Part of the page; a stamp of 8 by 3 centimetres has a twentieth, a logo within the text a hundredth."""
_FOOT, _LETTERHEAD = 0.25, 0.75
"""Parts of the page's height, from below, between which no logo, seal or slip is expected."""
_FOOT_OF_NAMES = 0.12
"""Part of the page's height, from below, that shows names of cards, carriers and associations as shapes."""
_SQUARE = (0.9, 1.1)
_ACROSS, _DOWN = 0.35, 0.12
"""Parts of the page's width and height that a stroke across it spans at least."""


def notes_on(page: Any) -> int:
    """Annotations of an open page that show and say something about it."""
    count = min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST_NOTES)
    return sum(_is_note(page, index) for index in range(count))


def _is_note(page: Any, index: int) -> bool:
    note = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
    if not note:
        return False
    try:
        shows = not pdfium_c.FPDFAnnot_GetFlags(note) & _UNSEEN and _says_something(note)
        return shows and pdfium_c.FPDFAnnot_GetSubtype(note) in _MARKING
    finally:
        pdfium_c.FPDFPage_CloseAnnot(note)


def _says_something(note: Any) -> bool:
    """``False`` of an annotation without text that is smaller than a letter: some programs leave one in a corner."""
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDFAnnot_GetRect(note, box)
    size = max(abs(box.right - box.left), abs(box.top - box.bottom))
    length: int = pdfium_c.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
    return size > _SMALLEST or length > _EMPTY_TEXT


def marks_within(page: Any, things: Sequence[PaintedObject], textpage: Any) -> int:
    """Pictures over the text of an open page that is no scan, strokes across it, words drawn as shapes, and texts
    changed by hand."""
    return words_amid(page, things) + pictures_over(page, things) + strokes_across(page) + amendments(things, textpage)


def pictures_over(page: Any, things: Sequence[PaintedObject]) -> int:
    """Pictures that look like a stamp or a correction: over a text that was painted before, or large, later than most
    texts and in the midst of the page. ``things`` are all that it paints, in their order."""
    texts = [thing for thing in things if thing.kind is ObjectKind.TEXT and thing.paints]
    pictures = [thing for thing in things if thing.kind is ObjectKind.PICTURE] if texts else []
    left, bottom, right, top = page.get_bbox()
    size = (right - left, top - bottom)
    return sum(_covers(one, texts) or _is_amid(one, texts, bottom, size) for one in pictures)


def words_amid(page: Any, things: Sequence[PaintedObject]) -> int:
    """Words of a page with text that are drawn as shapes, which no text tells: all but those of a letterhead and of a
    foot that lie on no text."""
    texts = [thing for thing in things if thing.kind is ObjectKind.TEXT and thing.paints]
    words = outlined_words(things) if texts else []
    _, bottom, _, top = page.get_bbox()
    head, foot = bottom + _LETTERHEAD * (top - bottom), bottom + _FOOT_OF_NAMES * (top - bottom)
    return sum(foot < (word[1] + word[3]) / 2 < head or _is_over_text(word, texts) for word in words)


def _is_over_text(word: Box, texts: Sequence[PaintedObject]) -> bool:
    return any(_share(text.bounds(), word) > _OVERLAID for text in texts)


def _covers(picture: PaintedObject, texts: Sequence[PaintedObject]) -> bool:
    box = picture.bounds()
    return any(text.order < picture.order and _share(text.bounds(), box) > _OVERLAID for text in texts)


def _is_amid(picture: PaintedObject, texts: Sequence[PaintedObject], bottom: float, size: tuple[float, float]) -> bool:
    """``True`` for a picture later than most texts that is neither a letterhead nor a foot, nor as square as a code."""
    x0, y0, x1, y1 = picture.bounds()
    wide, high = x1 - x0, y1 - y0
    earlier = sum(text.order < picture.order for text in texts)
    if wide * high < _LEAST_STAMP * size[0] * size[1] or 2 * earlier < len(texts):
        return False
    within = _FOOT * size[1] < (y0 + y1) / 2 - bottom < _LETTERHEAD * size[1]
    return within and not _SQUARE[0] < wide / max(high, 1.0) < _SQUARE[1]


def _share(inner: Box, outer: Box) -> float:
    across = min(inner[2], outer[2]) - max(inner[0], outer[0])
    down = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return across * down / area if across > 0 < down and area > 0 else 0.0


def strokes_across(page: Any) -> int:
    """Slanted straight strokes that span much of the page, as it is crossed out by hand."""
    width, height = page.get_size()
    least = (_ACROSS * min(width, height), _DOWN * min(width, height))
    return sum(_is_slanted(start, end, least) for start, end in _strokes(page, least))


def _strokes(page: Any, least: tuple[float, float]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    things = range(min(pdfium_c.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS))
    for thing in (page_object(page.raw, index) for index in things):
        if object_kind(thing) == pdfium_c.FPDF_PAGEOBJ_PATH and _is_long(thing, least):
            for line in path_lines(thing):
                yield from pairwise(line)


def _is_long(path: Any, least: tuple[float, float]) -> bool:
    """``True`` for a path that is drawn and not filled, and is wide and high enough."""
    sides = [ctypes.c_float() for _ in range(4)]
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    known = object_bounds(path, *map(ctypes.byref, sides)) and draw_mode(path, *map(ctypes.byref, (mode, stroke)))
    if not known:
        return False
    left, bottom, right, top = (side.value for side in sides)
    drawn = bool(stroke.value) and mode.value == pdfium_c.FPDF_FILLMODE_NONE
    return drawn and right - left >= least[0] and top - bottom >= least[1]


def _is_slanted(start: tuple[float, float], end: tuple[float, float], least: tuple[float, float]) -> bool:
    return abs(start[0] - end[0]) >= least[0] and abs(start[1] - end[1]) >= least[1]
