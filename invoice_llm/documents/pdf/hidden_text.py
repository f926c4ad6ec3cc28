"""Text of a PDF page that the eye does not see: what a person cannot check must not be read as a value.

One walk over what is drawn, in the order in which it is drawn, finds the text objects that cannot or may not show:
render modes and colours that paint nothing, text in the colour of its ground, text with something drawn over it, text
in a layer that can be switched off. Where the walk leaves a doubt the page is rendered once, and the pixels decide.

A scan may carry its OCR text invisibly over, or visibly under, its picture. That text stays where the picture shows
print at its place. Not seen here: text that a clipping path cuts away, and a layer that tells other words than the
picture of the scan does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box
from invoice_llm.documents.pdf.ink import Picture
from invoice_llm.documents.pdf.painted import Color, ObjectKind, PaintedObject, address, is_solid
from invoice_llm.documents.pdf.runs import Run

_MOST_GROUNDS = 500
_LEAST_GROUND = 3.0
"""Points a side. What is thinner is a rule, and covers no text."""
_SMALLEST_PRINT = 2.0
"""Points from descent to ascent. The smallest print of contracts has five."""
_ALIKE = 28
"""Steps of 255 in every channel that the eye does not tell apart at the size of print."""
_LARGE, _ALIKE_LARGE = 18.0, 6
"""Points a side of a text, or of the outline of a slanted one, from which on the eye tells so few steps apart."""
_WHITE: Color = (255, 255, 255)
_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
_FEWEST, _FEWEST_WITHOUT_DIGIT = 8, 40
"""Letters and digits of a page's hidden text from which on a person is told."""
_ALIGNED = 0.5
"""The part of a scan's text objects that must lie on print, for the rest to be called hidden."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Object that may be ground or cover of a text, with its outline."""

    thing: PaintedObject
    box: Box


@dataclass(slots=True)
class _Walk:
    """Texts met on the walk over a page: ``doubted`` only the pixels can tell, ``layer`` are those of a scan, ``under``
    those of them that are painted, below a picture."""

    hidden: list[PaintedObject] = field(default_factory=list)
    doubted: list[PaintedObject] = field(default_factory=list)
    layer: list[PaintedObject] = field(default_factory=list)
    under: dict[int, list[_Spot]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HiddenCharacters:
    """Characters of a text page that do not show. ``unread`` are left out of its text; ``count`` counts letters and
    digits, and those of a layer that lies beside the print of its scan as well, although they are read. It is 0 where
    there are so few that they tell nothing. ``layer`` counts letters and digits that are read although they do not
    show, since they lie on the print of a picture: those of a scanner's own OCR."""

    unread: frozenset[int] = frozenset()
    count: int = 0
    layer: int = 0


NOTHING = HiddenCharacters()


def hidden_characters(page: Any, textpage: Any, things: Sequence[PaintedObject]) -> HiddenCharacters:
    """Find the hidden characters of an open pypdfium2 page, its text page and all that it paints."""
    texts = [thing for thing in things if thing.kind is ObjectKind.TEXT]
    walk = _sorted_out(texts, [thing for thing in things if thing.kind is not ObjectKind.TEXT])
    if not (walk.hidden or walk.doubted or walk.layer):
        return NOTHING
    if walk.doubted or walk.layer:
        picture = Picture.of(page)
        walk.hidden += [text for text in walk.doubted if not picture.shows(text.bounds(), text.color)]
        off_print = [text for text in walk.layer if not picture.has_print(text.bounds())]
        if len(off_print) > (1 - _ALIGNED) * len(walk.layer):
            return _counted(page, textpage, walk, {text.address for text in off_print})
        walk.hidden += off_print
    return _counted(page, textpage, walk, set())


def parted(runs: Sequence[Run], page: Box) -> tuple[list[Run], int]:
    """Without those that are too small to be read or stand beside the page, and the count of those as in ``Hidden``.

    ``page`` is what is displayed of the page, in its own space.
    """
    seen = [run for run in runs if run.height >= _SMALLEST_PRINT and _is_on(page, run.on_page())]
    if len(seen) == len(runs):
        return seen, 0
    kept = set(map(id, seen))
    return seen, _weighty("".join(run.text for run in runs if id(run) not in kept))


def _is_on(page: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return page[0] <= x <= page[2] and page[1] <= y <= page[3]


def _weighty(text: str) -> int:
    """Letters and digits of hidden text, 0 for what is trivial: page marks, and names of the programs that wrote it."""
    count = sum(map(str.isalnum, text))
    return count if count >= (_FEWEST if any(map(str.isdigit, text)) else _FEWEST_WITHOUT_DIGIT) else 0


def _sorted_out(texts: Sequence[PaintedObject], others: Sequence[PaintedObject]) -> _Walk:
    walk = _Walk()
    pictures = [_Spot(thing, thing.bounds()) for thing in others if thing.kind is ObjectKind.PICTURE]
    fills = [
        spot for thing in others if thing.kind is ObjectKind.FILL and _is_broad(spot := _Spot(thing, thing.bounds()))
    ]
    colors = frozenset(fill.thing.color for fill in fills)
    last_fill = fills[-1].thing.order if fills else -1
    for text in texts:
        if not text.paints:
            box = text.bounds() if pictures else _NOWHERE
            over = any(_contains(picture.box, box) for picture in pictures)
            (walk.layer if over else walk.hidden).append(text)
        elif text.may_be_off or len(fills) > _MOST_GROUNDS:
            walk.doubted.append(text)
        elif pictures and (above := _covering(text, pictures)):
            walk.layer.append(text)
            walk.under[text.address] = above
        elif text.order < last_fill and (covers := _covering(text, fills)):
            sure = any(cover.thing.is_box and cover.thing.is_opaque for cover in covers)
            (walk.hidden if sure else walk.doubted).append(text)
        elif _is_like_any(text.color, colors) and _is_like_its_ground(text, fills) and not _is_large(text, colors):
            walk.doubted.append(text)
    return walk


def _is_broad(spot: _Spot) -> bool:
    left, bottom, right, top = spot.box
    return right - left > _LEAST_GROUND and top - bottom > _LEAST_GROUND


def _covering(text: PaintedObject, spots: Sequence[_Spot]) -> list[_Spot]:
    """Spots drawn later than the text and over the whole of it."""
    box = text.bounds()
    return [spot for spot in spots if spot.thing.order > text.order and _contains(spot.box, box)]


def _is_like_its_ground(text: PaintedObject, fills: Sequence[_Spot]) -> bool:
    near_white = _alike(text.color, _WHITE)
    box = text.bounds()
    under = (fill for fill in reversed(fills) if fill.thing.order < text.order and _contains(fill.box, box))
    ground = next(under, None)
    # A shape that is no box may be anywhere within its outline, or leave a hole for the text.
    if ground is None or not ground.thing.is_box:
        return near_white or ground is not None
    return _alike(text.color, ground.thing.color)


def _is_large(text: PaintedObject, colors: frozenset[Color]) -> bool:
    """``True`` for a watermark: pale, and so large that the eye tells it from paper and from every fill."""
    left, bottom, right, top = text.bounds()
    apart = not any(_alike(text.color, other, _ALIKE_LARGE) for other in (_WHITE, *colors))
    return apart and min(right - left, top - bottom) >= _LARGE


@lru_cache(maxsize=1024)
def _is_like_any(color: Color, others: frozenset[Color]) -> bool:
    """Check that text of this colour may vanish on the page: on paper, or on one of its fills."""
    return _alike(color, _WHITE) or any(_alike(color, other) for other in others)


def _alike(one: Color, other: Color, steps: int = _ALIKE) -> bool:
    return all(abs(a - b) <= steps for a, b in zip(one, other, strict=True))


def _contains(outer: Box, inner: Box) -> bool:
    """Check that most of ``inner`` lies in ``outer``: outlines of text reach a little beyond its letters."""
    if outer[0] >= inner[2] or outer[2] <= inner[0] or outer[1] >= inner[3] or outer[3] <= inner[1]:
        return False
    width = min(outer[2], inner[2]) - max(outer[0], inner[0])
    height = min(outer[3], inner[3]) - max(outer[1], inner[1])
    area = max(inner[2] - inner[0], 0.01) * max(inner[3] - inner[1], 0.01)
    return width * height > 0.8 * area


def _counted(page: Any, textpage: Any, walk: _Walk, beside: set[int]) -> HiddenCharacters:
    unread = {text.address for text in walk.hidden}
    layer = _of_scan(page, walk) - unread
    known = [(index, at) for index, at in _objects(textpage) if at in unread or at in beside or at in layer]
    unseen = _text(textpage, [index for index, at in known if at in unread or at in beside])
    recognized = _text(textpage, [index for index, at in known if at in layer])
    characters = frozenset(index for index, at in known if at in unread)
    return HiddenCharacters(characters, _weighty(unseen), sum(map(str.isalnum, recognized)))


def _of_scan(page: Any, walk: _Walk) -> set[int]:
    """Texts that lie unseen on a picture. What is painted below a watermark, which lets it through, is no scan's."""
    spots = {spot.thing.address: spot.thing for above in walk.under.values() for spot in above}
    solid = {at for at, thing in spots.items() if is_solid(page, thing)}
    seen = {at for at, above in walk.under.items() if solid.isdisjoint(spot.thing.address for spot in above)}
    return {text.address for text in walk.layer} - seen


def _text(textpage: Any, indexes: Sequence[int]) -> str:
    codes = (pdfium_c.FPDFText_GetUnicode(textpage.raw, index) for index in indexes)
    return "".join(chr(code) for code in codes if code < 0x110000)


def _objects(textpage: Any) -> Iterator[tuple[int, int]]:
    """The address of the text object of every character."""
    for index in range(textpage.count_chars()):
        thing = pdfium_c.FPDFText_GetTextObject(textpage.raw, index)
        yield index, address(thing)
