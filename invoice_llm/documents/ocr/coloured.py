"""Coloured marks on a scanned page that OCR did not read: a slanted stamp, words by pen, strokes across the text.

Found on a small picture of the page: squares with some strong colour in them, next to one another, in the middle of the
page and away from the words that were read. A band or a field that is filled with colour is none, nor is coloured
print, nor a logo in the head.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, takewhile
from typing import TYPE_CHECKING

from PIL import Image as Images
from PIL import ImageChops

from invoice_llm.documents.page import TextRow

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 50.0
_SIDE = 12
"""Pixels of a square's side: 6 mm of the paper."""
_STRONG = 90
"""Saturation, 0-255, of ink; paper and tints are paler."""
_DARK = 60
"""Brightness, 0-255, below which black ink has a colour by chance."""
_SOME, _FILLED = 0.04, 0.65
"""Parts of a square that are coloured where strokes cross it, and where it is filled."""
_LONG, _EVEN = 6, 0.06
"""Squares of a straight edge at the least, and how far their shares may be apart."""
_HEAD, _FOOT = 0.2, 0.93
_FEWEST, _WIDEST_READ = 5, 0.4
"""Squares of a mark; part of them that may lie on words that were read."""
Square = tuple[int, int]


def coloured_marks(picture: Image, rows: Sequence[TextRow]) -> int:
    """How many marks there are on a picture in colour, as it is displayed; ``rows`` are what was read of it."""
    squares = _coloured(picture)
    across, down = picture.width / _SIDE, picture.height / _SIDE
    read = set(_covered(rows, across, down))
    return sum(_is_mark(group, read, down) for group in _groups(squares))


def _is_mark(group: set[Square], read: set[Square], down: float) -> bool:
    wide = len({column for column, _ in group})
    tops = [row / down for _, row in group]
    inside = min(tops) > _HEAD and max(tops) < _FOOT
    return inside and len(group) >= _FEWEST and wide > 2 and len(group & read) <= _WIDEST_READ * len(group)


def _coloured(picture: Image) -> set[Square]:
    """Squares with some colour in them, by column and row."""
    _, saturation, brightness = picture.convert("HSV").split()
    strong = saturation.point(lambda value: 255 if value >= _STRONG else 0)
    bright = brightness.point(lambda value: 255 if value >= _DARK else 0)
    size = (max(picture.width // _SIDE, 1), max(picture.height // _SIDE, 1))
    shares = ImageChops.multiply(strong, bright).resize(size, Images.Resampling.BOX)
    found = ((at, share / 255) for at, share in enumerate(shares.tobytes()))
    some = {(at % size[0], at // size[0]): share for at, share in found if _SOME <= share <= _FILLED}
    return some.keys() - set(_straight(some, 1, 0)) - set(_straight(some, 0, 1))


def _straight(shares: Mapping[Square, float], right: int, down: int) -> Iterator[Square]:
    """Squares of a rule, or of the edge of a field: a long row of them with about the same share."""
    for column, row in shares:
        if (column - right, row - down) in shares:
            continue
        line = list(takewhile(shares.__contains__, ((column + right * n, row + down * n) for n in count())))
        for at in range(len(line) - _LONG + 1):
            part = line[at : at + _LONG]
            if max(shares[one] for one in part) - min(shares[one] for one in part) <= _EVEN:
                yield from part


def _covered(rows: Sequence[TextRow], across: float, down: float) -> Iterator[Square]:
    """Squares under the words that were read."""
    for word in (word for row in rows for word in row.words):
        left, top, right, bottom = word.box
        for column in range(int(left * across), int(right * across) + 1):
            yield from ((column, row) for row in range(int(top * down), int(bottom * down) + 1))


def _groups(squares: set[Square]) -> Iterator[set[Square]]:
    """Squares that touch, corners included."""
    left = set(squares)
    while left:
        group, edge = set[Square](), {left.pop()}
        while edge:
            group |= edge
            near = {(c + x, r + y) for c, r in edge for x in (-1, 0, 1) for y in (-1, 0, 1)}
            edge = near & left
            left -= edge
        yield group
