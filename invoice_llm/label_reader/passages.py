"""Sentences of a document, also where they run over several rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.label_reader.grid import Grid, GridCell, GridRow
from invoice_llm.label_reader.labels import every_label

_MOST_ROWS = 8
_FEWEST_WORDS = 4
"""A row with fewer words is not carried on in the next one."""
_END = re.compile(
    r"(?<=[^\W\d_]{2}[.!?])\s+(?=[^\W\d_a-z])|(?<=[0-9][.!?])\s+(?=[^\W\d_a-z]{1}[a-z])(?!\w+\.? [0-9]{4}\b)"
)
"""Between two sentences; the point of ``16. Mai 2026`` ends none."""
_OVER = re.compile(r"[^\W\d_]{5,}[.!?]$|[^\W\d_]{2}[!?]$|:$")
"""The end of a sentence, rather than of an abbreviation."""
_MOST_WORDS = 25
_FEWEST_NARROW = 2
_DAY_END = re.compile(r"\b[0-9]{1,2}\.? [^\W\d_]{3,}\.?$")
_ACCOUNT_BEGUN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4})+$")
_SUM_KINDS = frozenset({"net", "tax", "gross", "due", "paid", "sum_lines", "discount", "rounding", "previous"})
_FIGURE_END = re.compile(r"(?:[0-9]|%|[0-9] ?[€$£])$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, with the row in which its paragraph begins."""

    text: str
    row: int


def passages_of(grid: Grid, skipped: frozenset[int]) -> Iterator[Passage]:
    """The sentences outside the rows that are ``skipped``."""
    for cells in paragraphs_of(grid, skipped):
        for part in _parted(cells):
            yield from (Passage(text, part[0].row) for text in _END.split(" ".join(cell.text for cell in part)))
        yield from (Passage(upper.text, upper.row) for upper, below in pairwise(cells) if _may_be_over(upper, below))


def _may_be_over(upper: GridCell, below: GridCell) -> bool:
    """A row without a full stop before one that begins with a capital letter may be a note of its own."""
    return upper.text[-1:].isalpha() and below.text[:1].isupper()


def _parted(cells: Sequence[GridCell]) -> Iterator[list[GridCell]]:
    """Rows of a paragraph by their sentences: one that ends in a figure is over where the next begins with a capital
    letter and is over as well."""
    part = [cells[0]]
    for cell in cells[1:]:
        if _FIGURE_END.search(part[-1].text) and cell.text[:1].isupper() and cell.text.rstrip()[-1:] in ".!":
            yield part
            part = []
        part.append(cell)
    yield part


def paragraphs_of(grid: Grid, skipped: frozenset[int]) -> Iterator[list[GridCell]]:
    """Cells that make a text together, from the top."""
    taken: set[tuple[int, int]] = set()
    for row in grid.rows:
        for cell in row.cells if row.index not in skipped else ():
            if (cell.row, cell.start) not in taken and not names_an_amount(row, cell):
                cells = [cell, *_carried_on(grid, cell, skipped)]
                taken.update((one.row, one.start) for one in cells)
                yield cells


@dataclass(frozen=True, slots=True)
class Torn:
    """A text made of ``parts`` that a gap or the end of a row stands between. ``is_sentence``: it reads as one from its
    capital letter to its full stop, so that its parts belong together."""

    passage: Passage
    parts: tuple[str, ...]
    is_sentence: bool


def torn_in(grid: Grid, skipped: frozenset[int]) -> Iterator[Torn]:
    """What neighbouring cells say together: those of a row, each with the one below it, and narrow rows that make a
    sentence."""
    for row in grid.rows:
        if row.index in skipped:
            continue
        if len(row.cells) > 1:
            yield _torn(row.cells)
        for cell in row.cells:
            below = next((one for one in grid.below(cell, 1) if one.row not in skipped), None)
            if below is not None and not names_an_amount(grid.rows[below.row], below):
                yield _torn([cell, below])
            if narrow := _narrow_sentence(grid, cell, skipped):
                yield _torn(narrow)


def _torn(cells: Sequence[GridCell]) -> Torn:
    parts = tuple(cell.text for cell in cells)
    return Torn(Passage(" ".join(parts), cells[0].row), parts, _is_sentence(parts))


def _is_sentence(parts: Sequence[str]) -> bool:
    """From a capital letter to a full stop, without another end between them but that of an abbreviated month."""
    text = " ".join(parts)
    whole = parts[0][:1].isupper() and bool(re.search(r"[.!]$", text)) and ":" not in text
    return whole and len(text.split()) <= _MOST_WORDS and not any(map(_OVER.search, parts[:-1]))


def _narrow_sentence(grid: Grid, cell: GridCell, skipped: frozenset[int]) -> list[GridCell]:
    """The rows of a sentence in a narrow column, three or more; none where they do not make one."""
    found = [cell]
    while len(found) < _MOST_ROWS and not _OVER.search(found[-1].text):
        under = next((one for one in grid.below(found[-1], 1) if abs(one.start - cell.start) <= 1), None)
        if under is None or under.row in skipped or grid.rows[under.row].gap:
            break
        found.append(under)
    return found if len(found) > _FEWEST_NARROW and _is_sentence([one.text for one in found]) else []


def names_an_amount(row: GridRow, cell: GridCell) -> bool:
    """``Paid   119.00``: a label of an amount, no sentence and no stamp. The year of a day is no amount, and one behind
    a label of its own is that label's: ``Thank you   Total   119.00``."""
    right = takewhile(lambda other: not _is_sum_label(other), (one for one in row.cells if one.start > cell.start))
    left = [one for one in row.cells if one.start < cell.start]
    others = [*right, *([] if any(map(_is_sum_label, left)) else left)]
    texts = [other.text for other in others if not _goes_on_with(cell.text, other.text)]
    return any(find_amounts(text) and not re.search(r"[^\W\d_]{4,}", text) for text in texts)


def _is_sum_label(cell: GridCell) -> bool:
    return not _SUM_KINDS.isdisjoint(every_label(cell.text, None))


def _goes_on_with(text: str, other: str) -> bool:
    """The year of the day, or the rest of the account, with which a text ends."""
    is_year = _DAY_END.search(text) and re.fullmatch(r"(?:19|20)[0-9]{2}\.?", other)
    return bool(is_year or (_ACCOUNT_BEGUN.search(text) and re.match(r"[A-Z0-9]{1,4}\b", other)))


def _is_over(text: str, following: str) -> bool:
    """``True`` where a row ends its sentence; the point of a day whose month begins the next row does not."""
    is_day = re.search(r"\b[0-9]{1,2}\.$", text.rstrip()) and re.match(r"[^\W\d_]+\.? [0-9]{4}\b", following)
    return text.rstrip().endswith((".", "!", ":")) and not is_day


def _carried_on(grid: Grid, cell: GridCell, skipped: frozenset[int]) -> Iterator[GridCell]:
    for row in grid.rows[cell.row + 1 : cell.row + _MOST_ROWS]:
        if row.gap or row.index in skipped or len(cell.text.split()) < _FEWEST_WORDS:
            return
        below = next((one for one in row.cells if abs(one.start - cell.start) <= 1), None)
        if below is None or _is_over(cell.text, below.text) or names_an_amount(row, below):
            return
        yield below
        cell = below
