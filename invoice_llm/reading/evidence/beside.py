"""What stands on a page right around a value: its label, and what follows it in its row."""

from __future__ import annotations

from collections.abc import Sequence

from invoice_llm.documents.page import Box, Page, Word
from invoice_llm.invoice.evidence import Evidence

_ALIGNED = 0.012
_CLOSE = 0.03
"""Part of a page between a value and the label above it."""


def page_of(spot: Evidence | None, pages: Sequence[Page]) -> Page | None:
    """The page on which a value was found."""
    if spot is None or spot.page is None or spot.bbox is None or spot.page > len(pages):
        return None
    return pages[spot.page - 1]


def words_beside(page: Page, box: Box) -> str:
    """The words before a value in its own cell, or else the cell to its left. A colon is no word."""
    for row in page.rows:
        for index, cell in enumerate(row.cells):
            if any(is_same_place(word, box) for word in cell):
                before = [word.text for word in cell if word.box[2] <= box[0] + _ALIGNED / 4]
                left = [word.text for word in row.cells[index - 1]] if index else []
                return " ".join(before if any(map(str.isalnum, "".join(before))) else left)
    return ""


def cells_above(page: Page, box: Box) -> list[str]:
    """The cells close above a value that share its columns."""
    cells = (cell for row in page.rows for cell in row.cells if _ALIGNED / 4 < box[1] - cell[0].box[1] < _CLOSE)
    over = (cell for cell in cells if cell[0].box[0] < box[2] and box[0] < cell[-1].box[2])
    return [" ".join(word.text for word in cell) for cell in over]


def words_behind(page: Page, box: Box) -> str:
    """What follows a value in its own cell, or else the next cell of its row."""
    for row in page.rows:
        for index, cell in enumerate(row.cells):
            if any(is_same_place(word, box) for word in cell):
                behind = [word.text for word in cell if word.box[0] >= box[2] - _ALIGNED / 4]
                following = row.cells[index + 1 : index + 2]
                return " ".join(behind or [word.text for other in following for word in other])
    return ""


def is_same_place(word: Word, box: Box) -> bool:
    """``True`` where a word stands within the box of a value."""
    return word.box[0] < box[2] and box[0] < word.box[2] and abs(word.box[1] - box[1]) < _ALIGNED / 4
