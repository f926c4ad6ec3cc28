"""Words in a small picture, told without reading them: spots of ink of like size on a line that runs at any angle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoice_llm.documents.pdf.drawn_words.outlines import Letter, words_among

if TYPE_CHECKING:
    from PIL.Image import Image

_PIXELS = 24_000
"""Pixels of the picture that is looked at: letters of a stamp are twenty of them high."""
_MOST_TONES = 0.25
"""Part of the pixels that are neither ink nor ground, at the most: a photograph has more."""
_MOST_SPOTS = 600
_FEWEST_PIXELS = 6
_FULL, _BOX_POINTS = 0.92, 5
"""Part of its box that a bar fills, and the points of a box (:mod:`.outlines`)."""
_INK = re.compile(b"\x00+")


def words_shown(picture: Image) -> bool:
    """Check whether a picture in grey shows a row of letters. Photographs and single shapes show none."""
    bits = _two_tones(picture)
    return bits is not None and bool(words_among([*_letters(bits)]))


def _two_tones(picture: Image) -> Image | None:
    """Ink in black on white, small; ``None`` for pictures of many tones."""
    from PIL import Image as Images
    from PIL import ImageOps

    small = ImageOps.autocontrast(picture, cutoff=1)
    scale = min((_PIXELS / (picture.width * picture.height)) ** 0.5, 1.0)
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    counts = small.histogram()
    if sum(counts[80:176]) > _MOST_TONES * sum(counts):
        return None
    small = small.resize(size, Images.Resampling.BOX)
    if sum(counts[:128]) > 0.5 * sum(counts):
        small = ImageOps.invert(small)
    return small.point(lambda value: 255 if value >= 128 else 0)


def _letters(bits: Image) -> Iterator[Letter]:
    for spot in _spots(bits):
        wide, high = spot.right - spot.left, spot.bottom - spot.top
        if spot.pixels >= _FEWEST_PIXELS:
            is_bar = spot.pixels >= _FULL * wide * high
            box = (float(spot.left), float(-spot.bottom), float(spot.right), float(-spot.top))
            letter = Letter(box, _BOX_POINTS if is_bar else _BOX_POINTS + spot.pixels, not is_bar)
            if letter.may_be_one:
                yield letter


@dataclass(slots=True)
class _Spot:
    """Ink that hangs together, in pixels; ``into`` is the spot that it was found to be part of."""

    left: int
    top: int
    right: int
    bottom: int
    pixels: int
    into: _Spot | None = None

    def whole(self) -> _Spot:
        spot = self
        while spot.into is not None:
            spot = spot.into
        return spot

    def join(self, other: _Spot) -> None:
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)
        self.pixels += other.pixels
        other.into = self


def _spots(bits: Image) -> list[_Spot]:
    """Spots of ink, found row by row from the runs of black pixels that touch."""
    wide, data = bits.width, bits.tobytes()
    found: list[_Spot] = []
    above: list[tuple[int, int, _Spot]] = []
    for row in range(bits.height):
        here: list[tuple[int, int, _Spot]] = []
        for run in _INK.finditer(data[row * wide : (row + 1) * wide]):
            start, end = run.span()
            spot = _Spot(start, row, end, row + 1, end - start)
            _join_above(spot, start, end, above)
            here.append((start, end, spot))
        found += [spot for _, _, spot in here]
        above = here
        if len(found) > bits.width * bits.height // 4:
            return []
    whole = [spot for spot in found if spot.into is None]
    return whole if len(whole) <= _MOST_SPOTS else []


def _join_above(spot: _Spot, start: int, end: int, above: Iterable[tuple[int, int, _Spot]]) -> None:
    for left, right, other in above:
        if left <= end and start <= right and (whole := other.whole()) is not spot:
            spot.join(whole)
