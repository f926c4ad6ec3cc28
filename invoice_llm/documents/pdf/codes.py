"""Payment codes (EPC, Swiss QR-bill) that a PDF page shows: the texts of its QR codes.

A page is only rendered where something on it may be a code: a square picture, a picture of the whole page, or the many
small boxes or one long outline that a drawn code is made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from invoice_llm.documents.page import Box
from invoice_llm.documents.pdf.painted import ObjectKind, PaintedObject, painted, segments_of
from invoice_llm.documents.qr_codes import codes_in

_SMALLEST, _LARGEST = 30.0, 300.0
"""Points a side of a code: a centimetre to ten."""
_SQUARE = 1.2
"""Longer side by the shorter one, at the most."""
_LARGEST_MODULE = 12.0
_FEWEST_MODULES = 120
"""Dark boxes or segments: the smallest QR code has 441 modules, of which rows may be drawn as one."""
_WHOLE_PAGE = 0.4
_SCALE = 3.0
"""Pixels a point: 216 dpi, five for the module of a code of the usual size."""
_MOST_PIXELS = 12_000_000


def payment_codes(page: Any) -> tuple[str, ...]:
    """The texts of the payment codes on an open pypdfium2 page, in no order."""
    left, bottom, right, top = page.get_bbox()
    if not _may_have_code(painted(page.raw), (right - left) * (top - bottom)):
        return ()
    return _read(page)


def _may_have_code(things: Iterable[PaintedObject], area: float) -> bool:
    modules = 0
    for thing in things:
        if thing.kind is ObjectKind.TEXT:
            continue
        box = thing.bounds()
        if thing.kind is ObjectKind.PICTURE:
            if _is_square(box) or _area(box) > _WHOLE_PAGE * area:
                return True
        elif max(box[2] - box[0], box[3] - box[1]) <= _LARGEST_MODULE:
            modules += 1
            if modules >= _FEWEST_MODULES:
                return True
        elif _is_square(box) and segments_of(thing) >= _FEWEST_MODULES:
            return True
    return False


def _is_square(box: Box) -> bool:
    short, long = sorted((box[2] - box[0], box[3] - box[1]))
    return short >= _SMALLEST and long <= _LARGEST and long <= _SQUARE * short


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _read(page: Any) -> tuple[str, ...]:
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    return codes_in(page.render(scale=scale, grayscale=True).to_pil())
