"""Pictures on a PDF page with text that are large enough to bear words: stamps, notes, logos, letterheads."""

from __future__ import annotations

import ctypes
import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box, PictureOnPage
from invoice_llm.documents.pdf.drawn_words.letters import words_shown
from invoice_llm.documents.pdf.painted import Matrix, ObjectKind, PaintedObject, on_page

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PAGES = 5
"""Pages of a file, from the first, whose pictures are looked at."""
_FIRST, _LAST = 3, 5
"""Pictures of a page that are looked at where it has more: grounds are painted first, stamps last."""
_LEAST_LONG, _LEAST_SHORT = 36.0, 6.0
"""Points of a picture's sides: four letters of the smallest print that is read."""
_LEAST_PIXELS = (30, 8)
_MOST_NATIVE = 20_000_000
_VISIBLE = 0.5
"""Part of a picture that has to lie on the page."""
_SMALL, FINE = 120_000, 1_200_000
"""Pixels of a picture that is looked at, and of one that is read."""
_SHARPEST = 300 / 72
"""Pixels a point: what engines read best."""
_LEAST_CONTRAST = 40
"""Steps of 255 between the ink and the ground of words."""
_LEAST_SLANT = 0.5
"""Degrees of a slant that is meant."""
_SHOWS = 60
"""Opacity, 0-255, from which on a pixel is seen."""


def pictures_on(
    page: Any, things: Sequence[PaintedObject], place: Callable[[Box], Box]
) -> Iterator[tuple[PictureOnPage, PaintedObject]]:
    """The pictures of an open page that may bear words, with what paints them, the first of each kind once. ``place``
    maps the page's own space to parts of what is displayed."""
    seen: set[str] = set()
    whole = page.get_bbox()
    large = [thing for thing in things if thing.kind is ObjectKind.PICTURE and _is_large(thing, whole)]
    for thing in large if len(large) <= _FIRST + _LAST else (*large[:_FIRST], *large[-_LAST:]):
        picture = rendered(page, thing, _SMALL)
        if picture is None or _is_plain(picture):
            continue
        digest = hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest()[:32]
        if digest not in seen:
            seen.add(digest)
            shows, slant = words_shown(picture), round(_slant(on_page(thing)), 1)
            yield PictureOnPage(place(thing.bounds()), digest, shows_words=shows, slant=slant), thing


def _is_large(thing: PaintedObject, page: Box) -> bool:
    left, bottom, right, top = thing.bounds()
    short, long = sorted((right - left, top - bottom))
    seen = max(min(right, page[2]) - max(left, page[0]), 0) * max(min(top, page[3]) - max(bottom, page[1]), 0)
    if short < _LEAST_SHORT or long < _LEAST_LONG or seen < _VISIBLE * short * long:
        return False
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium_c.FPDFImageObj_GetImagePixelSize(thing.handle, wide, high):
        return False
    few, many = sorted((wide.value, high.value))
    return many >= _LEAST_PIXELS[0] and few >= _LEAST_PIXELS[1] and few * many <= _MOST_NATIVE


def rendered(page: Any, thing: PaintedObject, most: int) -> Image | None:
    """A picture alone, as it is displayed but for its slant, without what lies below it, in grey. ``None`` where it
    cannot be drawn. ``most`` bounds its pixels."""
    from PIL import Image as Images

    raw = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(thing.handle, raw):
        return None
    sides = _unslanted(on_page(thing))
    area = abs(sides[0] * sides[3] - sides[1] * sides[2])
    scale = min(_SHARPEST, (most / max(area, 1.0)) ** 0.5)
    a, b, c, d = (scale * side for side in sides)
    pdfium_c.FPDFPageObj_SetMatrix(thing.handle, pdfium_c.FS_MATRIX(a, b, c, d, 0.0, 0.0))
    try:
        bitmap = pdfium_c.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, thing.handle)
        if not bitmap:
            return None
        image = pypdfium2.PdfBitmap.from_raw(bitmap).to_pil()
    finally:
        pdfium_c.FPDFPageObj_SetMatrix(thing.handle, raw)
    grey = _on_ground(image.convert("RGBA")) if image.mode in ("RGBA", "LA", "RGBX") else image.convert("L")
    turn = {90: Images.Transpose.ROTATE_270, 180: Images.Transpose.ROTATE_180, 270: Images.Transpose.ROTATE_90}
    turned = turn.get(page.get_rotation())
    return grey if turned is None else grey.transpose(turned)


def _slant(matrix: Matrix) -> float:
    """Degrees, 0-45, by which a picture is turned against the sides of the page."""
    degrees = math.degrees(math.atan2(matrix[1], matrix[0]))
    return min(degrees % 90, -degrees % 90)


def _unslanted(matrix: Matrix) -> tuple[float, float, float, float]:
    """The size and the sides of a picture without its turn, unless that is by right angles: PDFium cuts off corners."""
    a, b, c, d, *_ = matrix
    if _slant(matrix) < _LEAST_SLANT:
        return a, b, c, d
    return math.hypot(a, b), 0.0, 0.0, math.copysign(math.hypot(c, d), a * d - b * c)


def _on_ground(image: Image) -> Image:
    """On white, or on black where the picture is white itself."""
    from PIL import Image as Images

    grey: Image = Images.alpha_composite(Images.new("RGBA", image.size, "white"), image).convert("L")
    shown = image.getchannel("A").histogram()
    if _is_plain(grey) and sum(shown[_SHOWS:]) < 0.9 * sum(shown):
        return Images.alpha_composite(Images.new("RGBA", image.size, "black"), image).convert("L")
    return grey


def _is_plain(picture: Image) -> bool:
    shades = [shade for shade, count in enumerate(picture.histogram()) if count]
    return shades[-1] - shades[0] < _LEAST_CONTRAST
