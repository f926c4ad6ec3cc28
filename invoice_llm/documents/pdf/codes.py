"""Payment codes (EPC, Swiss QR-bill) that a PDF page shows: the texts of its QR codes.

A page is only rendered where something on it may be a code: a square picture, a picture of the whole page, or the many
small boxes or one long outline that a drawn code is made of. Where that is no more than some square pictures or
outlines, they alone are rendered: a logo is often one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from invoice_llm.documents.page import Box
from invoice_llm.documents.pdf.painted import ObjectKind, PaintedObject, segments_of
from invoice_llm.documents.qr_codes import codes_in

_SMALLEST, _LARGEST = 30.0, 300.0
"""Points a side of a code: a centimetre to ten."""
_SQUARE = 1.2
"""Longer side by the shorter one, at the most."""
_LARGEST_MODULE = 12.0
_FEWEST_MODULES = 120
"""Dark boxes or segments: the smallest QR code has 441 modules, of which rows may be drawn as one."""
_WHOLE_PAGE = 0.4
_MOST_PLACES = 0.25
"""Part of the page from which on all of it is rendered."""
_MARGIN = 24.0
"""Points of paper around a code that are rendered with it."""
_SCALE = 3.0
"""Pixels a point: 216 dpi, five for the module of a code of the usual size."""
_MOST_PIXELS = 12_000_000


def payment_codes(page: Any, things: Iterable[PaintedObject]) -> tuple[str, ...]:
    """The texts of the payment codes on an open pypdfium2 page that paints these things, in no order."""
    whole = page.get_bbox()
    places = _may_be_codes(things, whole)
    if places and (page.get_rotation() or sum(map(_area, places)) > _MOST_PLACES * _area(whole)):
        return _read(page, (0, 0, 0, 0))
    return tuple(dict.fromkeys(text for place in places for text in _read(page, _around(place, whole))))


def _may_be_codes(things: Iterable[PaintedObject], whole: Box) -> list[Box]:
    """Places of what may be a code; ``whole`` for the page."""
    places: list[Box] = []
    modules = 0
    for thing in things:
        if thing.kind in (ObjectKind.TEXT, ObjectKind.STROKE):
            continue
        box = thing.bounds()
        if thing.kind is ObjectKind.PICTURE:
            if _area(box) > _WHOLE_PAGE * _area(whole):
                return [whole]
            if _is_square(box) and _meets(box, whole):
                places.append(box)
        elif max(box[2] - box[0], box[3] - box[1]) <= _LARGEST_MODULE:
            modules += 1
            if modules >= _FEWEST_MODULES:
                return [whole]
        elif _is_square(box) and _meets(box, whole) and segments_of(thing) >= _FEWEST_MODULES:
            places.append(box)
    return places


def _around(place: Box, whole: Box) -> tuple[float, float, float, float]:
    """What is cut off the page's left, bottom, right and top, so that a place and some paper around it are left."""
    cuts = (place[0] - whole[0], place[1] - whole[1], whole[2] - place[2], whole[3] - place[3])
    left, bottom, right, top = (max(cut - _MARGIN, 0.0) for cut in cuts)
    return left, bottom, right, top


def _meets(box: Box, whole: Box) -> bool:
    return box[0] < whole[2] and box[1] < whole[3] and box[2] > whole[0] and box[3] > whole[1]


def _is_square(box: Box) -> bool:
    short, long = sorted((box[2] - box[0], box[3] - box[1]))
    return short >= _SMALLEST and long <= _LARGEST and long <= _SQUARE * short


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _read(page: Any, cut: tuple[float, float, float, float]) -> tuple[str, ...]:
    width, height = page.get_size()
    scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    return codes_in(page.render(scale=scale, grayscale=True, crop=cut).to_pil())
