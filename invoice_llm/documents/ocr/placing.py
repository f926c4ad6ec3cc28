"""Words of an OCR engine into rows of a page, by the same rules as the text of a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from invoice_llm.documents.ocr.engine import OcrWord
from invoice_llm.documents.ocr.repairs import repaired
from invoice_llm.documents.ocr.upright import TurnedPicture
from invoice_llm.documents.page import Box, TextRow, Word
from invoice_llm.documents.pdf.rows import lines_of
from invoice_llm.documents.pdf.runs import Run

# Blanks that engines swallow: ``InvoiceINV/2023/08``, ``Total:EUR``, ``Page:1``.
_SWALLOWED = re.compile(r"(?<=[^\W\d_A-Z]{3})(?=[A-Z]{2})|(?<=[^\W\d_]{2}(?:[^\W\d_]|\.):)(?=[A-Z0-9])")


@dataclass(slots=True)
class _ReadRun(Run):
    confidence: float = 0.0


def rows_of(words: Iterable[OcrWord], turned: TurnedPicture, *, points_a_pixel: float) -> tuple[TextRow, ...]:
    """Rows in reading order of the upright picture; boxes are those of the page as it is displayed."""
    runs = [_run(repaired(part), points_a_pixel) for word in words for part in apart(word)]
    place = _Place(turned, points_a_pixel)
    return tuple(TextRow(tuple(tuple(map(place.word, cell)) for cell in line)) for line in lines_of(runs))


def apart(word: OcrWord) -> Iterator[OcrWord]:
    """Two words that were read as one, each with its share of the width."""
    x0, y0, x1, y1 = word.box
    wide, at = (x1 - x0) / max(len(word.text), 1), 0
    for part in _SWALLOWED.split(word.text):
        yield replace(word, text=part, box=(x0 + at * wide, y0, x0 + (at + len(part)) * wide, y1))
        at += len(part)


def mean_confidence(words: Sequence[OcrWord]) -> float:
    """Over the characters, so that specks read as a letter do not outvote a line. 0 without words."""
    total = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / total if total else 0.0


def _run(word: OcrWord, scale: float) -> _ReadRun:
    x0, y0, x1, y1 = (side * scale for side in word.box)
    return _ReadRun(word.text, x0, y0, x1, y1, 0, word.confidence)


@dataclass(frozen=True, slots=True)
class _Place:
    turned: TurnedPicture
    points_a_pixel: float

    def word(self, run: Run) -> Word:
        confidence = run.confidence if isinstance(run, _ReadRun) else None
        return Word(run.text, self._box(run), None if confidence is None else round(confidence, 3))

    def _box(self, run: Run) -> Box:
        """The word's middle is turned back; its sides stay parallel to the page's, as skew is small."""
        pixels = 1 / self.points_a_pixel
        x, y = self.turned.back((run.x0 + run.x1) / 2 * pixels, run.middle * pixels)
        across, down = (run.x1 - run.x0) * pixels / 2, run.height * pixels / 2
        if 45 <= self.turned.degrees % 180 < 135:
            across, down = down, across
        width, height = self.turned.taken_size
        sides = ((x - across) / width, (y - down) / height, (x + across) / width, (y + down) / height)
        x0, y0, x1, y1 = (round(min(max(side, 0.0), 1.0), 5) for side in sides)
        return (x0, y0, x1, y1)
