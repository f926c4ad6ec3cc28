"""Cells of all pages, with the words around a part of one: the surroundings by which a value is found again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from invoice_llm.documents.page import Box, Page, Word
from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.vocabulary.currency import parse_currency
from invoice_llm.vocabulary.dates import find_dates

NEAR_ROWS = 3
"""A label stands at most so many rows over its value."""
_FAR_ROWS = 60
_SLACK = 0.01
_NO_LETTERS = re.compile(r"[\W\d_]")
_KEPT = 8_192
"""Texts, of some hundred pages."""
_BRACKETED_CODE = re.compile(r"[(\[][a-z]{3}[)\]]")
"""A currency's code behind a label: in another currency the label is still the same."""


@dataclass(frozen=True, slots=True)
class PageCell:
    """``row`` counts over all pages, ``index`` within the row. ``starts`` are where its words begin in ``text``."""

    page: int
    row: int
    index: int
    words: tuple[Word, ...]
    text: str
    starts: tuple[int, ...]
    box: Box

    def box_of(self, start: int, end: int) -> Box:
        """The box of the words that a part of the text touches."""
        touched = [w for w, at in zip(self.words, self.starts, strict=True) if at < end and at + len(w.text) > start]
        boxes = [word.box for word in touched or self.words]
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Folded words around a value: ``before`` and ``after`` in its own cell, ``left`` in its row, ``above`` within few
    rows, ``heading`` further up. ``x0``, ``x1`` and ``y`` are its edges, in parts of the page."""

    before: str
    after: str
    left: str
    above: str
    heading: str
    x0: float
    x1: float
    y: float

    @property
    def label(self) -> tuple[str, str] | None:
        """The side of the nearest words, and these: what serves as a label. ``None`` for a value without any."""
        for side in ("before", "left", "above"):
            words: str = getattr(self, side)
            if has_letters(words):
                return side, words
        return None


@dataclass(frozen=True, eq=False)
class PageCells:
    """All cells of a document's pages."""

    rows: tuple[tuple[PageCell, ...], ...]

    @classmethod
    def of(cls, pages: Sequence[Page]) -> PageCells:
        lines = [(page.number, row) for page in pages for row in page.rows]
        return cls(
            tuple(
                tuple(_cell(page, at, index, words) for index, words in enumerate(row.cells) if words)
                for at, (page, row) in enumerate(lines)
            )
        )

    def __iter__(self) -> Iterator[PageCell]:
        return (cell for row in self.rows for cell in row)

    @cached_property
    def words(self) -> str:
        """The folded text of all cells, each on a line."""
        return "\n".join(fold(cell.text) for cell in self)

    def around(self, cell: PageCell, start: int, end: int) -> Surroundings:
        """The surroundings of a part of a cell."""
        box = cell.box_of(start, end)
        above, heading = self._above(cell, box)
        return Surroundings(
            before=_words(cell.text[:start]),
            after=_words(cell.text[end:]),
            left=self._left(cell),
            above=above,
            heading=heading,
            x0=round(box[0], 4),
            x1=round(box[2], 4),
            y=round(box[1], 4),
        )

    def _left(self, cell: PageCell) -> str:
        row = self.rows[cell.row][: cell.index]
        return next((fold(other.text) for other in reversed(row) if is_words(other.text)), "")

    def _above(self, cell: PageCell, box: Box) -> tuple[str, str]:
        for distance, row in enumerate(reversed(self.rows[max(cell.row - _FAR_ROWS, 0) : cell.row]), start=1):
            if row and row[0].page != cell.page:
                break
            over = (c for c in row if c.box[0] < box[2] + _SLACK and c.box[2] > box[0] - _SLACK)
            if words := next((fold(c.text) for c in over if is_words(c.text)), ""):
                return (words, words) if distance <= NEAR_ROWS else ("", words)
        return "", ""


@lru_cache(maxsize=_KEPT)
def fold(text: str) -> str:
    """Words without case and marks at the edges, every number as 0: what stays the same from invoice to invoice."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _BRACKETED_CODE.sub(" ", plain)
    plain = re.sub(r"\d+(?:[.,'  ]\d+)*", "0", plain)
    return " ".join(plain.split()).strip(" .:;,#*=|·•-–—/()")


def _words(text: str) -> str:
    """Folded words; none where only marks, numbers or a currency stand there."""
    folded = fold(text)
    return folded if has_letters(folded) else ""


@lru_cache(maxsize=_KEPT)
def has_letters(text: str) -> bool:
    """True for words: two letters or more that are no currency."""
    letters = _NO_LETTERS.sub("", text)
    return len(letters) >= 2 and parse_currency(text.upper()) is None


def has_digits(text: str) -> bool:
    """True for a text with a digit in it."""
    return any(map(str.isdigit, text))


def is_words(text: str) -> bool:
    """True for a cell that may be a label: words, and no value that happens to have letters in it."""
    if not has_letters(fold(text)):
        return False
    rest = _without(text, find_dates(text))
    rest = _without(rest, find_amounts(rest))
    if " " not in rest.strip() and has_digits(rest):
        return False
    return has_letters(fold(rest))


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return text


def _cell(page: int, row: int, index: int, words: Sequence[Word]) -> PageCell:
    starts, text = [], ""
    for word in words:
        text += " " if text else ""
        starts.append(len(text))
        text += word.text
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    return PageCell(page, row, index, tuple(words), text, tuple(starts), box)
