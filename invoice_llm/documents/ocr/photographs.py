"""Photographs of a page: cut out of what lies around it, its perspective undone, shadows taken out.

A scan, which fills its picture and is evenly lit, stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image as Images
from PIL import ImageChops, ImageDraw, ImageFilter, ImageOps

if TYPE_CHECKING:
    from PIL.Image import Image

Point = tuple[float, float]
_SIDE = 200
"""Pixels of the longer side of the picture in which the page's corners are looked for."""
_EDGE, _OUTSIDE = 25, 128
"""Steps of 255 between neighbours that are an edge; and the mark of what lies outside of all of them."""
_DARKER = 45
"""Steps of 255 by which what lies around a page is darker than paper in the shade."""
_LEAST_PAGE, _MOST_PAGE = 0.3, 0.97
"""Parts of the picture that a page has whose edges show; one that fills it is a scan."""
_LEAST_SIDE = 0.4
"""Of two sides across from each other the shorter one, as a part of the longer."""
_GROUND = 48
"""Pixels of the longer side of the picture of the paper's own shades: letters are gone from it, shadows are not."""
_UNEVEN = 40
"""Steps of 255 between the lighter and the darker parts of the paper from which on light is uneven."""
_DEEPEST = 0.45
"""Shade of a shadow, as a part of the light on the paper; what is darker is a printed area, its letters light."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """The page upright in its own picture; ``size`` is that of the picture that was taken, and ``coefficients`` lead
    there, ``None`` where both have the same places."""

    picture: Image
    size: tuple[int, int]
    coefficients: tuple[float, ...] | None = None

    @classmethod
    def of(cls, picture: Image) -> Photograph:
        corners = page_corners(picture)
        if corners is None:
            return cls(picture, picture.size)
        size = _size(corners)
        coefficients = _perspective(corners, size)
        flat = picture.transform(size, Images.Transform.PERSPECTIVE, coefficients, Images.Resampling.BICUBIC)
        return cls(_evenly_lit(flat), picture.size, coefficients)

    def back(self, x: float, y: float) -> Point:
        """Map a point of the page's picture to the one that was taken, in pixels."""
        if self.coefficients is None:
            return x, y
        a, b, c, d, e, f, g, h = self.coefficients
        w = g * x + h * y + 1
        return (a * x + b * y + c) / w, (d * x + e * y + f) / w


def page_corners(picture: Image) -> tuple[Point, Point, Point, Point] | None:
    """Corners of a light page on something darker, clockwise from the top left one, in pixels; ``None`` where the page
    fills the picture or cannot be told from what is around it."""
    small = picture.convert("L")
    small.thumbnail((_SIDE, _SIDE), Images.Resampling.BOX)
    small = small.filter(ImageFilter.MedianFilter(3))
    spots = _within_edges(small)
    if not spots:
        return None
    found = [
        min(spots, key=lambda at: at[0] + at[1]),
        max(spots, key=lambda at: at[0] - at[1]),
        max(spots, key=lambda at: at[0] + at[1]),
        min(spots, key=lambda at: at[0] - at[1]),
    ]
    if not _is_page(found, small, len(spots)):
        return None
    scale = picture.width / small.width
    inside = ((0.5, 0.5), (0.5, 0.5), (0.5, 0.5), (0.5, 0.5))
    upper_left, upper_right, lower_right, lower_left = (
        ((x + dx) * scale, (y + dy) * scale) for (x, y), (dx, dy) in zip(found, inside, strict=True)
    )
    return upper_left, upper_right, lower_right, lower_left


def _within_edges(small: Image) -> list[tuple[int, int]]:
    """Places that nothing leads to from the picture's border without a step over an edge: shadows fall off softly."""
    steps = ImageChops.subtract(small.filter(ImageFilter.MaxFilter(3)), small.filter(ImageFilter.MinFilter(3)))
    edges = ImageOps.expand(steps.point(lambda value: 255 if value > _EDGE else 0), 1, 0)
    ImageDraw.floodfill(edges, (0, 0), _OUTSIDE)
    wide = edges.width
    reached = edges.tobytes()
    return [(at % wide - 1, at // wide - 1) for at, value in enumerate(reached) if value != _OUTSIDE]


def _is_page(corners: Sequence[tuple[int, int]], small: Image, spots: int) -> bool:
    """A quadrangle of the size and form of a page, filled with light, on something darker."""
    area, whole = _area(corners), small.width * small.height
    if not _LEAST_PAGE * whole < area < _MOST_PAGE * whole or not 0.85 < spots / area < 1.15:
        return False
    sides = [((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in pairwise([*corners, corners[0]])]
    if min(sides[0], sides[2]) < _LEAST_SIDE * max(sides[0], sides[2]):
        return False
    if min(sides[1], sides[3]) < _LEAST_SIDE * max(sides[1], sides[3]):
        return False
    mask = Images.new("L", small.size)
    ImageDraw.Draw(mask).polygon([*corners], fill=255)
    around = ImageChops.invert(mask)
    return _mean(small, mask) - _mean(small, around) > _DARKER


def _mean(picture: Image, mask: Image) -> float:
    counts = picture.histogram(mask)
    return sum(value * count for value, count in enumerate(counts)) / max(sum(counts), 1)


def _area(corners: Sequence[tuple[int, int]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*corners, corners[0]]))) / 2


def _size(corners: Sequence[Point]) -> tuple[int, int]:
    top, right, bottom, left = (
        ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in pairwise([*corners, corners[0]])
    )
    return round(max(top, bottom)), round(max(left, right))


def _perspective(corners: Sequence[Point], size: tuple[int, int]) -> tuple[float, ...]:
    """The eight coefficients that lead from the corners of an upright page to those of the photograph."""
    width, height = size
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(((0, 0), (width, 0), (width, height), (0, height)), corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return tuple(_solved(rows))


def _solved(rows: list[list[float]]) -> list[float]:
    """Solution of linear equations, each a row with its right side last, by elimination with the largest pivot."""
    count = len(rows)
    for at in range(count):
        best = max(range(at, count), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        pivot = [value / rows[at][at] for value in rows[at]]
        rows = [
            pivot if row == at else [value - one[at] * known for value, known in zip(one, pivot, strict=True)]
            for row, one in enumerate(rows)
        ]
    return [row[-1] for row in rows]


def _evenly_lit(picture: Image) -> Image:
    """The same with the paper white all over, where its shades differ much."""
    grey = picture.convert("L")
    ground = grey.copy()
    ground.thumbnail((4 * _GROUND, 4 * _GROUND), Images.Resampling.BOX)
    ground = ground.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MedianFilter(5))
    ground = ground.filter(ImageFilter.GaussianBlur(3))
    darkest, lightest = _spread(ground)
    if lightest - darkest < _UNEVEN:
        return picture
    floor = Images.new("L", ground.size, round(_DEEPEST * lightest))
    shade = ImageChops.lighter(ground, floor).resize(grey.size, Images.Resampling.BICUBIC)
    return ImageChops.invert(ImageChops.subtract(shade, grey))


def _spread(ground: Image) -> tuple[int, int]:
    """Shades below which a tenth of the paper lies, and above which a tenth does."""
    counts, whole = ground.histogram(), ground.width * ground.height
    summed, darkest, lightest = 0, 0, 255
    for value, count in enumerate(counts):
        if summed <= whole / 10 < summed + count:
            darkest = value
        if summed <= 9 * whole / 10 < summed + count:
            lightest = value
        summed += count
    return darkest, lightest
