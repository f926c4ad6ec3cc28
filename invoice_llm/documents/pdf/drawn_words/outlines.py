"""Letters that a PDF page draws as shapes and not as text: words of stamps, notes and logos that a program turned
into outlines. They are told by their looks: closed shapes of like size, of several kinds, close to one another on a
line that runs at any angle. Boxes alone, as of codes, charts and tables, are none."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.page import Box
from invoice_llm.documents.pdf.painted import ObjectKind, PaintedObject, moved, on_page, segments_of
from invoice_llm.documents.pdf.quick import path_segment, segment_kind, segment_point

_LEAST_SIDE, _MOST_SIDE = 3.5, 130.0
"""Points of a letter's longer side: small print has four, a word across the page a hundred."""
_MOST_LETTERS = 3_000
_MOST_SEGMENTS = 40_000
_MOST_IN_ONE = 4_000
"""Segments of all shapes that are looked at, and of one: a drawing has more."""
_LIKE = 2.2
"""Longer sides of two letters of one word, the larger one by the smaller one, at the most."""
_NEAR, _MOST_NEAR = 0.7, 12
"""Space between two letters in parts of the smaller one's longer side, and letters that close to one, at the most."""
_THINNEST = 0.06
"""Shorter side of a letter by its longer one: an ``l`` has twice as much, a rule less."""
_BOX_POINTS, _BOX_RATIO = 5, 0.5
"""Points of a box, and shorter side by longer one up to which it may be an ``I``."""
_OFF_LINE = 0.35
"""Distance of a letter's middle from the line of its word, in parts of its longer side."""
_FEWEST, _FEWEST_SHAPED, _FEWEST_KINDS = 4, 2, 3
"""Letters of a row; those of them with a curve or a slanted edge; and how many different ones."""
_STRAIGHT = 0.05
"""Points: an edge that departs by less runs across or down."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Shape that may be a letter. ``is_shaped``: it has a curve or a slanted edge. Letters that are drawn alike have as
    many points."""

    box: Box
    points: int
    is_shaped: bool

    @property
    def size(self) -> float:
        return max(self.box[2] - self.box[0], self.box[3] - self.box[1])

    @property
    def may_be_one(self) -> bool:
        """``False`` of rules, of the modules of codes and of what nobody could read."""
        thin = min(self.box[2] - self.box[0], self.box[3] - self.box[1]) / max(self.size, 1.0)
        is_box = self.points <= _BOX_POINTS and not self.is_shaped
        return _LEAST_SIDE <= self.size <= _MOST_SIDE and thin >= _THINNEST and not (is_box and thin > _BOX_RATIO)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def outlined_words(things: Iterable[PaintedObject]) -> list[Box]:
    """Places of the words among all that an open page paints."""
    return words_among(_letters(things))


def words_among(letters: Sequence[Letter]) -> list[Box]:
    """Places of the words that shapes of letters make up."""
    near = _neighbours(letters) if sum(letter.is_shaped for letter in letters) >= _FEWEST_SHAPED else []
    left = set(range(len(letters)))
    words: list[Box] = []
    for start in range(len(near)):
        if start in left and letters[start].is_shaped and (row := _longest(start, letters, near, left)):
            left.difference_update(row)
            words.append(_around([letters[at].box for at in row]))
    return words


def _around(boxes: Sequence[Box]) -> Box:
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _letters(things: Iterable[PaintedObject]) -> list[Letter]:
    found: list[Letter] = []
    budget = _MOST_SEGMENTS
    for thing in things:
        if thing.kind not in (ObjectKind.FILL, ObjectKind.STROKE):
            continue
        count = segments_of(thing)
        if not 4 <= count <= _MOST_IN_ONE or (budget := budget - count) < 0:
            continue
        found += _without_holes([one for one in _shapes(thing, count) if one.may_be_one])
        if len(found) > _MOST_LETTERS:
            break
    return found[:_MOST_LETTERS]


def _without_holes(shapes: list[Letter]) -> list[Letter]:
    """An ``o`` is drawn as two rounds, of which the outer one counts."""
    if len(shapes) == 1:
        return shapes
    kept: list[Letter] = []
    for one in sorted(shapes, key=lambda shape: (shape.box[0], -shape.size)):
        if not any(_holds(other.box, one.box) for other in kept[-12:]):
            kept.append(one)
    return kept


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _shapes(thing: PaintedObject, count: int) -> Iterator[Letter]:
    """The closed lines of a path, each by the points that it runs through."""
    matrix = on_page(thing)
    x, y = ctypes.c_float(), ctypes.c_float()
    at = (ctypes.byref(x), ctypes.byref(y))
    points: list[tuple[float, float]] = []
    curved = False
    for index in range(count):
        segment = path_segment(thing.handle, index)
        kind = segment_kind(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield _letter(points, curved)
            points, curved = [], False
        curved = curved or kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
        segment_point(segment, *at)
        points.append(moved((x.value, y.value), matrix))
    if len(points) > 1:
        yield _letter(points, curved)


def _letter(points: Sequence[tuple[float, float]], curved: bool) -> Letter:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    shaped = len(points) > 3 and (curved or any(_is_slanted(a, b) for a, b in pairwise(points)))
    return Letter(box, len(points), shaped)


def _is_slanted(start: tuple[float, float], end: tuple[float, float]) -> bool:
    return min(abs(start[0] - end[0]), abs(start[1] - end[1])) > _STRAIGHT


def _neighbours(letters: Sequence[Letter]) -> list[list[int]]:
    """For each letter those of like size that stand close to it."""
    near: list[list[int]] = [[] for _ in letters]
    order = sorted(range(len(letters)), key=lambda at: letters[at].box[0])
    for position, at in enumerate(order):
        one = letters[at]
        for other in order[position + 1 :]:
            if letters[other].box[0] - one.box[2] > _NEAR * one.size:
                break
            if len(near[at]) < _MOST_NEAR and _is_next(one, letters[other]):
                near[at].append(other)
                near[other].append(at)
    return near


def _is_next(one: Letter, other: Letter) -> bool:
    small, large = sorted((one.size, other.size))
    across = max(other.box[0] - one.box[2], one.box[0] - other.box[2])
    down = max(other.box[1] - one.box[3], one.box[1] - other.box[3])
    apart = math.hypot(max(across, 0.0), max(down, 0.0))
    return large <= _LIKE * small and apart <= _NEAR * small and one.middle != other.middle


def _longest(start: int, letters: Sequence[Letter], near: Sequence[Sequence[int]], left: set[int]) -> list[int]:
    """The longest row of letters through this one; none if it is no word."""
    best: list[int] = []
    for second in near[start]:
        if second in left:
            ahead = _onward([start, second], letters, near, left)
            row = [*reversed(_onward([second, start], letters, near, left)[2:]), *ahead]
            if len(row) > len(best) and _is_word([letters[at] for at in row]):
                best = row
    return best


def _onward(row: list[int], letters: Sequence[Letter], near: Sequence[Sequence[int]], left: set[int]) -> list[int]:
    """The row with what follows on its line."""
    while True:
        first, last = letters[row[0]].middle, letters[row[-1]].middle
        length = math.hypot(last[0] - first[0], last[1] - first[1])
        if length == 0:
            return row
        toward = ((last[0] - first[0]) / length, (last[1] - first[1]) / length)
        ahead = ((_ahead(letters[at], last, toward), at) for at in near[row[-1]] if at in left and at not in row)
        following = min(((far, at) for far, at in ahead if far > 0), default=None)
        if following is None:
            return row
        row = [*row, following[1]]


def _ahead(letter: Letter, last: tuple[float, float], toward: tuple[float, float]) -> float:
    """How far a letter stands ahead on the line; 0 if it is not on it."""
    x, y = letter.middle[0] - last[0], letter.middle[1] - last[1]
    off = abs(x * toward[1] - y * toward[0])
    return max(x * toward[0] + y * toward[1], 0.0) if off <= _OFF_LINE * letter.size else 0.0


def _is_word(row: Sequence[Letter]) -> bool:
    shaped = sum(letter.is_shaped for letter in row)
    return len(row) >= _FEWEST and shaped >= _FEWEST_SHAPED and len({letter.points for letter in row}) >= _FEWEST_KINDS
