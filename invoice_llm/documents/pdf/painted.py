"""Objects that a PDF page draws, in their order: texts, filled areas, lines and pictures, also inside forms."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box
from invoice_llm.documents.pdf.quick import (
    count_marks,
    count_segments,
    draw_mode,
    fill_color,
    font_size,
    object_bounds,
    object_kind,
    object_matrix,
    page_object,
    render_mode,
    stroke_color,
)

Color = tuple[int, int, int]
"""Red, green and blue, 0-255."""
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST_OBJECTS = 50_000
_DEEPEST = 4  # forms within forms
_UNPAINTED = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
_STROKED = (pdfium_c.FPDF_TEXTRENDERMODE_STROKE, pdfium_c.FPDF_TEXTRENDERMODE_STROKE_CLIP)
_BOTH = (pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE, pdfium_c.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP)
_FAINT = 12
"""Opacity of 255 below which an object does not show."""
_OPAQUE = 200
"""Opacity of 255 from which a pixel hides what is below it."""
_BOX_SEGMENTS = 6
_MOST_MARKS = 8
_BLACK: Color = (0, 0, 0)


class ObjectKind(Enum):
    TEXT = auto()
    FILL = auto()
    STROKE = auto()
    PICTURE = auto()


@dataclass(frozen=True, slots=True)
class PaintedObject:
    """One thing on the page. ``paints``: it leaves a trace at all; ``may_be_off``: it is in a layer that can be
    switched off. The outline is asked for when it is needed, since it costs as much as all the rest."""

    kind: ObjectKind
    handle: Any
    order: int
    within: Matrix
    color: Color = _BLACK
    paints: bool = True
    may_be_off: bool = False

    @property
    def address(self) -> int:
        return address(self.handle)

    @property
    def is_opaque(self) -> bool:
        return not pdfium_c.FPDFPageObj_HasTransparency(self.handle)

    @property
    def is_box(self) -> bool:
        return int(count_segments(self.handle)) <= _BOX_SEGMENTS

    def bounds(self) -> Box:
        """In the page's own space: left, bottom, right, top."""
        if not object_bounds(self.handle, *_SIDES):
            return (0.0, 0.0, 0.0, 0.0)
        return _moved((_left.value, _bottom.value, _right.value, _top.value), self.within)


def is_solid(page: Any, picture: PaintedObject) -> bool:
    """Check that a picture covers what is below it: most of its pixels are opaque, as they are drawn on this page."""
    if not picture.is_opaque:
        return False
    raw = pdfium_c.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, picture.handle)
    if not raw:
        return True
    bitmap = pypdfium2.PdfBitmap.from_raw(raw)  # frees it when it is no longer held
    image = bitmap.to_pil()
    if image.mode != "RGBA":
        return True
    alpha: list[int] = image.getchannel("A").histogram()
    return sum(alpha[_OPAQUE:]) > 0.5 * sum(alpha)


def segments_of(thing: PaintedObject) -> int:
    """Number of segments of a filled path."""
    return int(count_segments(thing.handle))


def address(handle: Any) -> int:
    """Address of an object inside PDFium: two handles of one object have the same."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def painted(page: Any) -> Iterator[PaintedObject]:
    """Everything on a raw PDFium page, down to some depth of forms and a large number of objects."""
    orders = itertools.count()
    count = pdfium_c.FPDFPage_CountObjects(page)
    things = (page_object(page, index) for index in range(count))
    for thing in itertools.islice(_drawn(things, _Around(), _DEEPEST), _MOST_OBJECTS):
        if (one := _painted(*thing, next(orders))) is not None:
            yield one


@dataclass(frozen=True, slots=True)
class _Around:
    """Matrix, faintness and layer that an object takes from the forms around it."""

    matrix: Matrix = _SAME
    faint: bool = False
    may_be_off: bool = False


def _drawn(things: Iterable[Any], around: _Around, deepest: int) -> Iterator[tuple[Any, int, _Around]]:
    for thing in things:
        kind = object_kind(thing)
        if kind != pdfium_c.FPDF_PAGEOBJ_FORM:
            yield thing, kind, around
        elif deepest:
            inside = range(pdfium_c.FPDFFormObj_CountObjects(thing))
            inner = (pdfium_c.FPDFFormObj_GetObject(thing, index) for index in inside)
            yield from _drawn(inner, _inside(thing, around), deepest - 1)


def _inside(form: Any, around: _Around) -> _Around:
    raw = pdfium_c.FS_MATRIX()
    matrix = around.matrix
    if object_matrix(form, ctypes.byref(raw)):
        matrix = _product((raw.a, raw.b, raw.c, raw.d, raw.e, raw.f), matrix)
    color = _color(fill_color, form)
    return _Around(matrix, around.faint or color is None, around.may_be_off or _may_be_off(form))


def _painted(thing: Any, kind: int, around: _Around, order: int) -> PaintedObject | None:
    if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
        color = _text_color(thing)
        shows = color is not None and not around.faint
        off = around.may_be_off or _may_be_off(thing)
        return PaintedObject(ObjectKind.TEXT, thing, order, around.matrix, color or _BLACK, shows, off)
    if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        return PaintedObject(ObjectKind.PICTURE, thing, order, around.matrix)
    if kind == pdfium_c.FPDF_PAGEOBJ_PATH and not around.faint:
        if not _is_filled(thing):
            return PaintedObject(ObjectKind.STROKE, thing, order, around.matrix) if _stroke.value else None
        color = _color(fill_color, thing)
        return None if color is None else PaintedObject(ObjectKind.FILL, thing, order, around.matrix, color)
    return None


def _text_color(text: Any) -> Color | None:
    """Colour in which a text's letters are painted; ``None`` if nothing is."""
    mode = render_mode(text)
    if mode in _UNPAINTED:
        return None
    if mode in _STROKED:
        return _color(stroke_color, text)
    filled = _color(fill_color, text)
    if mode not in _BOTH:
        return filled
    stroked = _color(stroke_color, text)
    return min((color for color in (filled, stroked) if color is not None), key=sum, default=None)


_red, _green, _blue, _alpha = (ctypes.c_uint() for _ in range(4))
_left, _bottom, _right, _top = (ctypes.c_float() for _ in range(4))
_fill_mode, _stroke = ctypes.c_int(), ctypes.c_int()
_matrix, _size = pdfium_c.FS_MATRIX(), ctypes.c_float()
_CHANNELS = tuple(map(ctypes.byref, (_red, _green, _blue, _alpha)))
_SIDES = tuple(map(ctypes.byref, (_left, _bottom, _right, _top)))
_MATRIX = ctypes.byref(_matrix)
_MODES = (ctypes.byref(_fill_mode), ctypes.byref(_stroke))
"""Written to by one call at a time: PDFium allows no more in a process."""


def _color(ask: Callable[..., int], thing: Any) -> Color | None:
    """``None`` if it is transparent. Patterns and shadings have no one colour; they count as black, which shows."""
    if not ask(thing, *_CHANNELS):
        return _BLACK
    return (_red.value, _green.value, _blue.value) if _alpha.value > _FAINT else None


def _is_filled(path: Any) -> bool:
    known = draw_mode(path, *_MODES)
    return bool(known) and _fill_mode.value != pdfium_c.FPDF_FILLMODE_NONE


def _may_be_off(thing: Any) -> bool:
    """Check for a mark as part of a layer (optional content, ISO 32000-1, 8.11.3)."""
    count = count_marks(thing)
    return count > 0 and any(
        _name(pdfium_c.FPDFPageObj_GetMark(thing, index)) == "OC" for index in range(min(count, _MOST_MARKS))
    )


def _name(mark: Any) -> str:
    size, text = ctypes.c_ulong(), (ctypes.c_ushort * 8)()
    if not pdfium_c.FPDFPageObjMark_GetName(mark, text, ctypes.sizeof(text), size):
        return ""
    return bytes(text)[: max(min(size.value, ctypes.sizeof(text)) - 2, 0)].decode("utf-16-le", "replace")


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    """A point inside a form, in the page's own space."""
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def on_page(thing: PaintedObject) -> Matrix:
    """The map from a path's own points to the page's space."""
    raw = pdfium_c.FS_MATRIX()
    if not object_matrix(thing.handle, ctypes.byref(raw)):
        return thing.within
    return _product((raw.a, raw.b, raw.c, raw.d, raw.e, raw.f), thing.within)


def slant_of(text: PaintedObject) -> tuple[float, float]:
    """Degrees that a text is turned by, and the size of its letters in points; ``(0, 0)`` where nothing says so, and of
    one that is upright."""
    if not object_matrix(text.handle, _MATRIX):
        return 0.0, 0.0
    a, b = _matrix.a, _matrix.b
    if text.within is not _SAME:
        a, b, *_ = _product((a, b, _matrix.c, _matrix.d, _matrix.e, _matrix.f), text.within)
    if b == 0 <= a or not font_size(text.handle, ctypes.byref(_size)):
        return 0.0, 0.0
    return math.degrees(math.atan2(b, a)), _size.value * math.hypot(a, b)


def _moved(box: Box, matrix: Matrix) -> Box:
    if matrix is _SAME:
        return box
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))
