"""Rotation of a scanned page: a few degrees of skew, or lying on its side.

Lines of text are dark rows with white between them. Of a picture turned by the right angle the ink a row changes most
from row to row; no engine and no network is asked. Whether the page stands on its head only reading it can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin
from typing import TYPE_CHECKING

from PIL import Image as Images
from PIL import ImageOps

if TYPE_CHECKING:
    from PIL.Image import Image

    from invoice_llm.documents.ocr.photographs import Photograph

_SIDE = 900  # pixels of the longer side: lines of 8 point text are still apart
_STEEPEST = 8.0  # degrees
_COARSE, _FINE = 0.5, 0.1
_LYING, _SURE = 1.3, 4.0
"""Contrast of lines on its side, as a multiple of that upright, from which on a page lies; and from which on surely."""
_SMALL = 0.15  # a smaller skew is left alone: turning blurs


@dataclass(frozen=True, slots=True)
class TurnedPicture:
    """A picture turned counter-clockwise by ``degrees`` around its middle, and the way back: to the picture that was
    taken, where the page was cut out of one."""

    picture: Image
    degrees: float
    size: tuple[int, int]
    cut_of: Photograph | None = None

    @property
    def taken_size(self) -> tuple[int, int]:
        """Size of the picture to which :meth:`back` leads."""
        return self.cut_of.size if self.cut_of else self.size

    @classmethod
    def by(cls, picture: Image, degrees: float, cut_of: Photograph | None = None) -> TurnedPicture:
        degrees %= 360
        if degrees == 0:
            return cls(picture, 0.0, picture.size, cut_of)
        turned = picture.rotate(degrees, Images.Resampling.BICUBIC, expand=True, fillcolor=255)
        return cls(turned, degrees, picture.size, cut_of)

    def back(self, x: float, y: float) -> tuple[float, float]:
        """Map a point of the turned picture back to the original one, in pixels."""
        dx, dy = x - self.picture.width / 2, y - self.picture.height / 2
        c, s = cos(radians(self.degrees)), sin(radians(self.degrees))
        place = (self.size[0] / 2 + dx * c - dy * s, self.size[1] / 2 + dx * s + dy * c)
        return self.cut_of.back(*place) if self.cut_of else place


def likely_turns(picture: Image) -> tuple[float, ...]:
    """Ways the page may be turned, in degrees counter-clockwise that undo it, the likeliest first: two where its lines
    say whether it stands or lies, else four."""
    small = _ink(picture)
    standing, lying = _best(small), _best(small.transpose(Images.Transpose.ROTATE_90))
    share = lying[0] / max(standing[0], 1e-9)
    (skew, quarters) = (lying[1], (90, 270, 0, 180)) if share > _LYING else (standing[1], (0, 180, 90, 270))
    skew = skew if abs(skew) >= _SMALL else 0.0
    sure = share < 1 / _SURE or share > _SURE
    return tuple(float(quarter + skew) for quarter in (quarters[:2] if sure else quarters))


def _best(ink: Image) -> tuple[float, float]:
    """The highest contrast between rows, and the angle that gives it: the smallest of those that give the same."""
    steps = int(_STEEPEST / _COARSE)
    _, _, coarse = max(_tried(ink, step * _COARSE) for step in range(-steps, steps + 1))
    contrast, _, angle = max(_tried(ink, coarse + step * _FINE) for step in range(-4, 5))
    return contrast, round(angle, 2)


def _tried(ink: Image, degrees: float) -> tuple[float, float, float]:
    return (_contrast(ink, degrees), -abs(degrees), degrees)


def _contrast(ink: Image, degrees: float) -> float:
    """Sum of squared changes of ink from row to row, as a part of the page's width."""
    turned = ink.rotate(degrees) if degrees else ink
    rows = memoryview(turned.convert("F").resize((1, ink.height), Images.Resampling.BOX).tobytes()).cast("f")
    return sum((lower - upper) ** 2 for upper, lower in pairwise(rows)) * ink.width


def _ink(picture: Image) -> Image:
    """A small picture with ink in white on black, the paper's own shade taken out."""
    small = picture.copy()
    small.thumbnail((_SIDE, _SIDE), Images.Resampling.BOX)
    dark = ImageOps.invert(ImageOps.autocontrast(small, cutoff=1))
    return dark.point(lambda value: value if value > 80 else 0)
