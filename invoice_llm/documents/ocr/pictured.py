"""Words of one small picture, as a stamp or a note, whichever way they are turned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image as Images
from PIL import ImageOps

from invoice_llm.documents.ocr.placing import mean_confidence, rows_of
from invoice_llm.documents.ocr.upright import TurnedPicture

if TYPE_CHECKING:
    from PIL.Image import Image

    from invoice_llm.documents.ocr.engine import OcrEngine, OcrWord

_SIDE = 200
"""Pixels of the longer side of the picture in which the slant is looked for."""
_COARSE = 5
_CLEARLY, _LYING = 1.25, 2.0
"""Contrast of lines at a slant, as a multiple of that at a right angle, from which on they are aslant; and of lines on
their side, of that upright."""
_SMALL = 2.0
"""Degrees that engines read as they are."""
_BORDER = 24
"""Pixels of white around a picture: engines lose letters at its edge."""
_BELIEVED = 0.75
"""Mean confidence from which on no other turn is tried."""
_LEAST = 0.35
"""Confidence of a word below which it is a speck."""
_FEWEST_LETTERS = 3
_FEW_TRIES = 1
_FRAME = re.compile(r"[|\[\]{}_=~<>\u00ab\u00bb\u201c\u201d\u00a9\u00ae]+")
"""What engines take the frame of a stamp and small drawings for."""
_MOST_ROWS, _LONGEST = 60, 300


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """``slant``: degrees, 0-45, by which its words depart from the sides of the page."""

    lines: tuple[str, ...]
    slant: float = 0.0


def read_words(picture: Image, engine: OcrEngine, *, likely: bool = True) -> ReadPicture:
    """The lines of words in a picture in grey, from the top, as the turn and the size give them that read best. Fewer
    are tried where words are not ``likely``."""
    whole = ImageOps.expand(_dark_on_light(picture), _BORDER, 255)
    best, most = ReadPicture(()), 0.0
    for degrees, half in _tries(whole)[: None if likely else _FEW_TRIES]:
        turned = TurnedPicture.by(whole.reduce(2) if half else whole, degrees)
        words = [word for word in engine.read(turned.picture) if word.confidence >= _LEAST]
        confidence, letters = mean_confidence(words), sum(map(_letters, words))
        if confidence * letters > most:
            rows = rows_of(words, turned, points_a_pixel=1.0)
            lines = tuple(filter(None, (_cleaned(row.text[:_LONGEST]) for row in rows[:_MOST_ROWS])))
            best, most = ReadPicture(lines, _slant(degrees)), confidence * letters
        if confidence >= _BELIEVED and letters >= _FEWEST_LETTERS:
            break
    return best


def _cleaned(line: str) -> str:
    """Without the frame of a stamp, and with an ``I`` for each ``l`` among capitals."""
    bare = " ".join(_FRAME.sub(" ", line).split(" ")).strip()
    return bare.replace("l", "I") if "l" in bare and bare.replace("l", "").isupper() else bare


def _letters(word: OcrWord) -> int:
    return sum(map(str.isalnum, word.text))


def _slant(degrees: float) -> float:
    """Degrees, from 0 to 45, by which words depart from the nearest of the page's sides."""
    return min(degrees % 90, -degrees % 90)


def _dark_on_light(picture: Image) -> Image:
    clear = ImageOps.autocontrast(picture, cutoff=1)
    counts = clear.histogram()
    return ImageOps.invert(clear) if sum(counts[:100]) > 0.5 * sum(counts) else clear


def _tries(picture: Image) -> tuple[tuple[float, bool], ...]:
    """Degrees, counter-clockwise, that may set the words upright, and whether to read them at half the size, the
    likeliest first. Engines take large letters within a frame for a drawing."""
    angle = _angle(picture)
    return ((angle, False), (angle, True), (angle + 180, False), (angle + 90, False))


def _angle(picture: Image) -> float:
    ink = ImageOps.invert(picture)
    ink.thumbnail((_SIDE, _SIDE), Images.Resampling.BOX)
    level, lying = _contrast(ink, 0), _contrast(ink, 90)
    tried = {angle: _contrast(ink, angle) for angle in range(-90, 90, _COARSE)}
    near = max(tried, key=lambda one: tried[one])
    angle = max(range(near - _COARSE + 1, near + _COARSE), key=lambda one: _contrast(ink, one))
    if _slant(angle) <= _SMALL or _contrast(ink, angle) < _CLEARLY * max(level, lying):
        return 90.0 if lying > _LYING * level else 0.0
    return float(angle)


def _contrast(ink: Image, degrees: float) -> float:
    """Sum of squared changes of ink from row to row."""
    turned = ink.rotate(degrees, Images.Resampling.BILINEAR, expand=True) if degrees else ink
    rows = memoryview(turned.convert("F").resize((1, turned.height), Images.Resampling.BOX).tobytes()).cast("f")
    return sum((turned.width * (lower - upper)) ** 2 for upper, lower in pairwise(rows))
