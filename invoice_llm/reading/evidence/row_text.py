"""A printed row as text: its cells, and which character belongs to which word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from invoice_llm.documents.page import Box, Page, Word

Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """``left`` and ``right`` in parts of the page's width."""

    words: Words
    text: str
    left: float
    right: float

    def shares_column(self, box: Box) -> bool:
        return self.left < box[2] + 0.01 and self.right > box[0] - 0.01


@dataclass(frozen=True, slots=True)
class RowText:
    """``squeezed`` is the row without blanks, ``word_of`` the word of each of its characters. ``spaced`` has one blank
    between words and three between cells, so that no two amounts run into one; ``starts`` is where each word begins."""

    page: int
    words: Words
    cells: tuple[Cell, ...]
    squeezed: str
    word_of: tuple[int, ...]
    spaced: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, page: Page, cells: Sequence[Words]) -> RowText:
        words = tuple(word for cell in cells for word in cell)
        squeezed = [squeeze(word.text) for word in words]
        spaced, starts = _spaced(cells)
        return cls(
            page.number,
            words,
            tuple(_cell(cell) for cell in cells if cell),
            "".join(squeezed),
            tuple(index for index, text in enumerate(squeezed) for _ in text),
            spaced,
            tuple(starts),
        )

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last word of a part of ``spaced``."""
        inside = [i for i, at in enumerate(self.starts) if at < end and at + len(self.words[i].text) > start]
        return inside[0], inside[-1]

    def cell_of(self, index: int) -> Cell:
        """The cell that the word at ``index`` stands in."""
        ends = accumulate(len(cell.words) for cell in self.cells)
        return next(cell for cell, end in zip(self.cells, ends, strict=True) if index < end)

    def has_edges(self, start: int, length: int) -> bool:
        """True where a part of ``squeezed`` is no part of a longer number or word."""
        text, word_of, end = self.squeezed, self.word_of, start + length
        left = (
            start == 0
            or word_of[start - 1] != word_of[start]
            or not (text[start - 1].isalnum() and text[start].isalnum())
        )
        right = (
            end == len(text)
            or word_of[end] != word_of[end - 1]
            or not (text[end].isalnum() and text[end - 1].isalnum())
        )
        return left and right

    def over(self, box: Box) -> str:
        """The cells that share the column of a place further down, or start a little left of it."""
        left, right = box[0] - 0.01, box[2] + 0.01
        return " ".join([cell.text for cell in self.cells if cell.left < right and cell.right > left])


def squeeze(text: str) -> str:
    """Without blanks and case."""
    return "".join(text.split()).casefold()


def around(words: Words) -> Box:
    """The smallest box that holds them all."""
    if len(words) == 1:
        return words[0].box
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _cell(words: Words) -> Cell:
    left, right = min([word.box[0] for word in words]), max([word.box[2] for word in words])
    return Cell(words, " ".join([word.text for word in words]), left, right)


def _spaced(cells: Sequence[Words]) -> tuple[str, list[int]]:
    text, starts = "", []
    for cell in cells:
        for index, word in enumerate(cell):
            text += " " if index else "   " if text else ""
            starts.append(len(text))
            text += word.text
    return text, starts
