"""Single texts of a PDF page that were changed by hand: struck through, encircled, printed over by another text, or
written aslant beside the rest. What they say now is not read; that it was done is told to a person."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box
from invoice_llm.documents.pdf.painted import ObjectKind, PaintedObject, moved, slant_of
from invoice_llm.documents.pdf.strokes import path_lines

_MOST_TEXTS, _MOST_STROKES = 5_000, 3_000
_MOST_LETTERS = 200
_LEAST_STROKE = 12.0
"""Points: a shorter line is a dash, a tick or part of a letter."""
_STEEPEST = 0.4
_MIDDLE = (0.2, 0.75)
"""Parts of a text's height, from below, between which a line through it runs; one below is an underline."""
_COVERED = 0.6
"""Part of a text, or of a line, that lies along the other."""
_THIN = 2.5
_OVERPRINTED, _LIKE_SIZE = 0.75, 1.6
_FEWEST_LETTERS = 3
_ASLANT = (2.0, 88.0)
"""Degrees: what is nearer to a right angle is set so."""
_HAND_SIZE = 26.0
"""Points; a larger text across the page is a stamp, whose words are read."""
_FEWEST_CURVES = 4


@dataclass(frozen=True)
class _Text:
    """A painted text and its outline. Its letters are asked for where something lies on it: that costs more than all
    else here, and a page has hundreds of texts."""

    thing: PaintedObject
    box: Box
    textpage: Any

    @property
    def order(self) -> int:
        return self.thing.order

    @cached_property
    def letters(self) -> str:
        return _letters(self.thing, self.textpage)

    @property
    def is_figure(self) -> bool:
        return len(self.letters) >= _FEWEST_LETTERS and any(map(str.isdigit, self.letters))


Segment = tuple[float, float, float, float]


def amendments(things: Sequence[PaintedObject], textpage: Any) -> int:
    """Changed texts among all that a page paints, in their order; none of a page with a great many objects."""
    written = [thing for thing in things if thing.kind is ObjectKind.TEXT and thing.paints]
    drawn = [thing for thing in things if thing.kind in (ObjectKind.STROKE, ObjectKind.FILL)]
    if not written or len(written) > _MOST_TEXTS:
        return 0
    first = written[0].order
    drawn = [thing for thing in drawn if thing.order > first]
    texts = sorted((_Text(one, one.bounds(), textpage) for one in written), key=lambda one: one.box[1])
    struck = _struck(texts, drawn) if len(drawn) <= _MOST_STROKES else 0
    return struck + _printed_over(texts) + sum(_is_aslant(one, textpage) for one in written)


def _letters(thing: PaintedObject, textpage: Any) -> str:
    """Letters and digits of a text."""
    buffer = (ctypes.c_ushort * _MOST_LETTERS)()
    size = pdfium_c.FPDFTextObj_GetText(thing.handle, textpage.raw, buffer, ctypes.sizeof(buffer))
    text = bytes(buffer)[: max(min(size, ctypes.sizeof(buffer)) - 2, 0)].decode("utf-16-le", "replace")
    return "".join(filter(str.isalnum, text))


def _struck(texts: Sequence[_Text], drawn: Sequence[PaintedObject]) -> int:
    """Lines and loops over texts with a digit that were painted before them."""
    bottoms = [text.box[1] for text in texts]
    tallest = max((text.box[3] - text.box[1] for text in texts), default=0.0)
    count = 0
    for thing in drawn:
        for segment in _segments(thing):
            low = bisect_left(bottoms, min(segment[1], segment[3]) - tallest)
            high = bisect_left(bottoms, max(segment[1], segment[3]))
            over = (text for text in texts[low:high] if text.order < thing.order and _runs_through(segment, text.box))
            count += any(text.is_figure for text in over)
        if _is_loop(thing):
            box = thing.bounds()
            within = (text for text in texts if text.order < thing.order and _is_middle_in(text.box, box))
            count += any(text.is_figure for text in within)
    return count


def _segments(thing: PaintedObject) -> Iterator[Segment]:
    """The nearly level lines of a path; of a filled one its middle, where it is as thin as a line."""
    left, bottom, right, top = thing.bounds()
    if right - left < _LEAST_STROKE or (top - bottom) > _STEEPEST * (right - left):
        return
    if thing.kind is ObjectKind.FILL:
        if top - bottom <= _THIN:
            yield (left, (bottom + top) / 2, right, (bottom + top) / 2)
        return
    for line in path_lines(thing.handle):
        if len(line) > 2 and line[0] == line[-1]:
            continue  # a box
        for start, end in pairwise(line):
            (x0, y0), (x1, y1) = sorted((moved(start, thing.within), moved(end, thing.within)))
            if x1 - x0 >= _LEAST_STROKE and abs(y1 - y0) <= _STEEPEST * (x1 - x0):
                yield (x0, y0, x1, y1)


def _runs_through(segment: Segment, box: Box) -> bool:
    x0, y0, x1, y1 = segment
    left, right = max(x0, box[0]), min(x1, box[2])
    shared = right - left
    if shared < _LEAST_STROKE / 2 or shared < _COVERED * min(x1 - x0, box[2] - box[0]):
        return False
    at = y0 + (y1 - y0) * ((left + right) / 2 - x0) / (x1 - x0)
    return _MIDDLE[0] < (at - box[1]) / max(box[3] - box[1], 1.0) < _MIDDLE[1]


def _is_loop(thing: PaintedObject) -> bool:
    """A drawn path of curves alone, as a pen draws around or over a word."""
    if thing.kind is not ObjectKind.STROKE:
        return False
    count = pdfium_c.FPDFPath_CountSegments(thing.handle)
    if not _FEWEST_CURVES < count < _MOST_LETTERS:
        return False
    kinds = (
        pdfium_c.FPDFPathSegment_GetType(pdfium_c.FPDFPath_GetPathSegment(thing.handle, at)) for at in range(1, count)
    )
    return all(kind == pdfium_c.FPDF_SEGMENT_BEZIERTO for kind in kinds)


def _is_middle_in(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] < x < outer[2] and outer[1] < y < outer[3]


def _printed_over(texts: Sequence[_Text]) -> int:
    """Figures that lie on others of about their size and say something else. ``texts`` stand in the order of their
    bottoms."""
    count = 0
    for at, one in enumerate(texts):
        left, _, right, top = one.box
        for after in range(at + 1, len(texts)):
            other = texts[after]
            x0, bottom, x1, _ = other.box
            if bottom >= top:
                break
            beside = x0 >= right or x1 <= left
            if not beside and _cover_each_other(one.box, other.box) and one.is_figure and other.is_figure:
                count += one.letters != other.letters
    return count


def _cover_each_other(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return False
    heights = sorted((one[3] - one[1], other[3] - other[1]))
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return heights[1] < _LIKE_SIZE * heights[0] and across * down > _OVERPRINTED * least


def _is_aslant(thing: PaintedObject, textpage: Any) -> bool:
    """A word of usual size that is turned by no right angle."""
    angle, size = slant_of(thing)
    turned = angle % 90.0
    return _ASLANT[0] < turned < _ASLANT[1] and size < _HAND_SIZE and len(_letters(thing, textpage)) >= _FEWEST_LETTERS
