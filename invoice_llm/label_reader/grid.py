"""Layout text as rows of cells: two blanks or more part cells, a column is a character position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from invoice_llm.label_reader.bullets import BULLETS
from invoice_llm.vocabulary.recognition import language_of

_CELL = re.compile(r"\S+(?: \S+)*")
_PAGE = re.compile(r"^\f?--- page [0-9]+ ---$")


@dataclass(frozen=True, slots=True)
class GridCell:
    """``start`` and ``end`` are character columns; ``row`` counts rows with cells, over all pages."""

    row: int
    start: int
    end: int
    text: str

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def overlap(self, other: GridCell) -> int:
        """Columns in common; negative is the distance between them."""
        return min(self.end, other.end) - max(self.start, other.start)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One printed row. ``gap`` says that a wide gap or a new page stands above it."""

    index: int
    page: int
    gap: bool
    cells: tuple[GridCell, ...]

    @property
    def text(self) -> str:
        return "  ".join(cell.text for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """``told`` is the language where it is known from elsewhere."""

    rows: tuple[GridRow, ...]
    told: str | None = None

    @cached_property
    def width(self) -> int:
        return max((row.cells[-1].end for row in self.rows), default=0)

    @cached_property
    def language(self) -> str | None:
        """The language of the document, by its words."""
        return self.told or language_of(" ".join(row.text for row in self.rows))

    def right_of(self, cell: GridCell) -> Iterator[GridCell]:
        return (other for other in self.rows[cell.row].cells if other.start > cell.start)

    def left_of(self, cell: GridCell) -> list[GridCell]:
        return [other for other in self.rows[cell.row].cells if other.start < cell.start]

    def below(self, cell: GridCell, rows: int) -> Iterator[GridCell]:
        """Cells under ``cell`` that share columns with it, in the next ``rows`` rows of its page; of a row the one that
        shares most first. Below cells that push one another to the right it is the one of the same place."""
        mine = self.rows[cell.row]
        for row in self.rows[cell.row + 1 : cell.row + 1 + rows]:
            if row.page != mine.page:
                return
            if _is_pushed(mine, row):
                yield row.cells[mine.cells.index(cell)]
                continue
            under = [other for other in row.cells if other.start < cell.end and cell.start < other.end]
            if len(under) > 1:
                under.sort(key=lambda other: -other.overlap(cell))
            yield from under


def _is_pushed(row: GridRow, below: GridRow) -> bool:
    """True where long texts stand in a layout of letters further right than on the page, and the shorter ones below
    them where they belong: as many, none behind its own and one clear of it."""
    if not len(row.cells) == len(below.cells) > 2:
        return False
    pairs = [*zip(row.cells, below.cells, strict=True)]
    return all(one.start <= over.start for over, one in pairs) and any(one.overlap(over) <= 0 for over, one in pairs)


def _bridged(cells: list[GridCell]) -> tuple[GridCell, ...]:
    """A bullet alone between two cells joins them: ``Acme GmbH  ●  Weg 1  ●  12345 Stadt`` is one line."""
    joined: list[GridCell] = []
    for cell in cells:
        last = joined[-1] if joined else None
        if last and (cell.text in BULLETS or last.text[-1] in BULLETS) and len(last.text) > 1:
            joined[-1] = GridCell(cell.row, last.start, cell.end, f"{last.text} {cell.text}")
        else:
            joined.append(cell)
    return tuple(joined)


def is_row(line: str) -> bool:
    """True of a line of a layout text that has cells: it is neither blank nor between two pages."""
    return bool(line.strip()) and not _is_between_pages(line)


def _is_between_pages(line: str) -> bool:
    return "---" in line and bool(_PAGE.match(line.strip("\r\n ")) or _PAGE.match(line.strip()))


def grid_of(text: str) -> Grid:
    rows: list[GridRow] = []
    page, gap = 1, True
    for line in text.split("\n"):
        if _is_between_pages(line):
            page, gap = page + 1, True
            continue
        found = _CELL.finditer(line.replace("\t", "  "))
        cells = [GridCell(len(rows), match.start(), match.end(), match[0]) for match in found]
        if not cells:
            gap = True
            continue
        rows.append(GridRow(len(rows), page, gap, _bridged(cells)))
        gap = False
    return Grid(tuple(rows))
