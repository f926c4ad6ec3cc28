"""The head of a table of lines: which column is which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from invoice_llm.label_reader.grid import Grid, GridCell, GridRow
from invoice_llm.label_reader.labels import labels_at
from invoice_llm.label_reader.tables.tax_table import heads_taxes
from invoice_llm.vocabulary.words import printed_words

COLUMN_KINDS = (
    "col_total", "col_price", "col_quantity", "col_description", "col_unit", "col_tax_rate", "col_tax_amount",
    "col_discount",
    "col_code", "col_position", "col_date",
)  # fmt: skip
_FILLERS = r"\([^)]*\)|\([^\s)]*|[^\s(]*\)|[€£$%*./:\-]|(?-i:\b[A-Z]{3}\b)"
_ROWS_OF_HEAD = 4
_KEPT = 8192
"""Texts whose kinds are remembered: each cell is asked whether it heads a column, by itself and with its neighbours."""
_AMOUNT = re.compile(r"[0-9][.,][0-9]{2}(?![0-9.,])")


@dataclass(frozen=True, slots=True)
class Column:
    """``coded``: its head names a code above the words, so that a line's code stands in the row above its words."""

    kind: str
    start: int
    end: int
    coded: bool = False

    def distance(self, cell: GridCell) -> float:
        """Distance of a cell from standing in this column: 0 where an edge or the middle is flush."""
        left, right = self.start - cell.start, self.end - cell.end
        flush = min(abs(right), abs(left), abs(left + right) / 2)
        apart = max(cell.start - self.end, self.start - cell.end, 0)
        return flush + 3 * apart


@dataclass(frozen=True, slots=True)
class Head:
    """``first`` and ``last`` are the rows it stands in."""

    first: int
    last: int
    columns: tuple[Column, ...]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(column.kind for column in self.columns)

    def column(self, kind: str) -> Column | None:
        return next((column for column in self.columns if column.kind == kind), None)


@cache
def _filler() -> re.Pattern[str]:
    """Brackets, currencies and small words behind the head of a column."""
    return re.compile(rf"{_FILLERS}|{printed_words('column_filler')}\.?", re.IGNORECASE)


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(rf"^(?:{_filler().pattern}|\s|-[^\W\d_]+)*", re.IGNORECASE)


def heads_of(grid: Grid) -> list[Head]:
    """Every head of a table of lines, from the top; a table that goes on on the next page may have one again."""
    heads: list[Head] = []
    for row in grid.rows:
        if heads and row.index <= heads[-1].last:
            continue
        if head := _head(grid, row):
            heads.append(head)
    return heads


def _is_sum(row: GridRow) -> bool:
    """``Items total   12,431.72``: one text beside an amount heads no columns, whatever words it has."""
    return len(row.cells) == 2 and bool(_AMOUNT.search(row.cells[1].text))


def _head(grid: Grid, row: GridRow) -> Head | None:
    if _is_sum(row):
        return None
    row = _parted(row)
    if len(row.cells) < 2 or sum(bool(_kinds(cell.text)) for cell in row.cells) < 2:
        return None
    rows = [row, *(_parted(other) for other in _neighbours(grid, row))]
    stacks = _stacks(rows)
    coded = [_is_code_above_words(stack) for stack in stacks]
    columns = _columns([_joined(stack) for stack in stacks], coded)
    kinds = {column.kind for column in columns}
    if not kinds & {"col_description", "col_quantity"} and any(map(heads_taxes, rows)):
        return None
    is_table = len(kinds & {"col_total", "col_price", "col_quantity"}) >= 2 and len(kinds) >= 3
    described = "col_description" in kinds and bool(kinds & {"col_total", "col_price"})
    if not (is_table or described):
        return None
    indices = [one.index for one in rows]
    return Head(min(indices), max(indices), columns)


def _parted(row: GridRow) -> GridRow:
    """Labels of columns that stand so close that they share a cell, or a word, get one each."""
    cells = (part for cell in row.cells for glued in _unglued(cell) for part in _parts(glued))
    return GridRow(row.index, row.page, row.gap, tuple(cells))


def _unglued(cell: GridCell) -> list[GridCell]:
    """``PriceAmount`` as two cells, where each is a label."""
    if cell.text[1:].islower():
        return [cell]
    ends = [at for at, (a, b) in enumerate(pairwise(cell.text), 1) if a.islower() and b.isupper()]
    if not ends or _kinds(cell.text):
        return [cell]
    spans = list(zip([0, *ends], [*ends, len(cell.text)], strict=True))
    parts = [GridCell(cell.row, cell.start + a, cell.start + b, cell.text[a:b]) for a, b in spans]
    return parts if all(map(_parts_are_labels, parts)) else [cell]


def _parts_are_labels(cell: GridCell) -> bool:
    return all(_kinds(part.text) for part in _parts(cell))


def _parts(cell: GridCell) -> list[GridCell]:
    if _kinds(cell.text) or re.search(r"[0-9]", cell.text):
        return [cell]
    found: list[GridCell] = []
    rest, start = cell.text, cell.start
    while rest:
        label = next(iter(labels_at(rest, COLUMN_KINDS)), None)
        if label is None:
            return [cell]
        tail = re.match(r"\s*", label.rest) if _begins_a_label(label.rest) else _fillers().match(label.rest)
        width = len(label.text) + (tail.end() if tail else 0)
        text = rest[:width].rstrip()
        found.append(GridCell(cell.row, start, start + len(text), text))
        rest, start = rest[width:], start + width
    return found


def _begins_a_label(rest: str) -> bool:
    """``VAT rate`` behind ``Price``: the small word is the first of the next label."""
    return any(label.size > 1 for label in labels_at(rest.lstrip(), COLUMN_KINDS))


def _neighbours(grid: Grid, row: GridRow) -> list[GridRow]:
    """Rows above and below that belong to the same head: words only, no gap between, most of them over a column."""
    found: list[GridRow] = []
    for step in (-1, 1):
        last = row
        for index in range(row.index + step, row.index + step * (_ROWS_OF_HEAD + 1), step):
            if not 0 <= index < len(grid.rows):
                break
            other = grid.rows[index]
            lower = last if step < 0 else other
            if lower.gap or other.page != row.page or not _is_heading(other) or _is_aside(other, row):
                break
            found.append(other)
            last = other
    return found


def _is_aside(row: GridRow, head: GridRow) -> bool:
    """All of a row stands above or below values in another column beside the head: ``INV-7`` over ``Date``."""
    values = [cell for cell in head.cells if re.search(r"[0-9]", cell.text)]
    return all(any(value.overlap(cell) > 0 for value in values) for cell in row.cells)


def _is_heading(row: GridRow) -> bool:
    return all(not re.search(r"[0-9:@]", cell.text) and len(cell.text) < 30 for cell in row.cells) and any(
        _kinds(cell.text) or _filler().fullmatch(cell.text.strip()) for cell in row.cells
    )


def _stacks(rows: Sequence[GridRow]) -> list[list[GridCell]]:
    """Cells of all rows, those over one another together from top to bottom; from left to right."""
    stacks: list[list[GridCell]] = []
    for cell in sorted((cell for row in rows for cell in row.cells), key=lambda cell: (cell.row, cell.start)):
        home = next(
            (stack for stack in stacks if any(one.overlap(cell) > 0 for one in stack) and stack[-1].row != cell.row),
            None,
        )
        if home is None:
            stacks.append([cell])
        else:
            home.append(cell)
    return sorted(stacks, key=lambda stack: min(cell.start for cell in stack))


def _is_code_above_words(stack: Sequence[GridCell]) -> bool:
    below = next((at for at, cell in enumerate(stack) if "col_description" in _kinds(cell.text)), 0)
    return any(labels_at(cell.text, ("col_code",)) for cell in stack[:below])


def _joined(stack: list[GridCell]) -> GridCell:
    text = " ".join(cell.text for cell in stack).replace("- ", "")
    if _is_code_above_words(stack):
        text = next(cell.text for cell in stack if "col_description" in _kinds(cell.text))
    labelled = next((cell.text for cell in stack if _kinds(cell.text)), text)
    return GridCell(
        stack[0].row,
        min(cell.start for cell in stack),
        max(cell.end for cell in stack),
        text if _kinds(text) else labelled,
    )


@lru_cache(maxsize=_KEPT)
def _kinds(text: str) -> tuple[str, ...]:
    labels = labels_at(text, COLUMN_KINDS)
    if not labels:
        return ()
    fitting = [label for label in labels if not re.search(r"[^\W\d_]{2,}", _filler().sub(" ", label.rest))]
    longest = max((label.size for label in fitting), default=0)
    return tuple(label.kind for label in fitting if label.size == longest)


def _columns(cells: Sequence[GridCell], coded: Sequence[bool]) -> tuple[Column, ...]:
    """A kind for each cell: where several fit, the first in ``COLUMN_KINDS`` that no surer cell has taken."""
    kinds = {index: _in_percent(cell.text) or _kinds(cell.text) for index, cell in enumerate(cells)}
    chosen: dict[int, str] = {}
    # The total stands to the right of the price; so the cells furthest right choose first.
    for index in sorted(kinds, key=lambda at: (len(kinds[at]), -at)):
        free = [kind for kind in kinds[index] if kind not in chosen.values()]
        if free:
            chosen[index] = free[0]
        elif kinds[index]:
            chosen[index] = "col_other"
    if "col_quantity" in chosen.values() and (unnamed := _unnamed_description(chosen, cells)) is not None:
        chosen[unnamed] = "col_description"
    return tuple(
        Column(chosen.get(index, "col_other"), cell.start, cell.end, coded[index]) for index, cell in enumerate(cells)
    )


def _in_percent(text: str) -> tuple[str, ...]:
    """``VAT %`` beside ``VAT``: the one with the sign is the rate, if it can be."""
    return ("col_tax_rate",) if "%" in text and "col_tax_rate" in _kinds(text) else ()


def _unnamed_description(chosen: Mapping[int, str], cells: Sequence[GridCell]) -> int | None:
    """The column that holds the words where none says so: the widest without a meaning, left of prices."""
    if "col_description" in chosen.values():
        return None
    priced = [index for index, kind in chosen.items() if kind in ("col_price", "col_total")]
    free = [index for index in range(min(priced, default=0)) if index not in chosen]
    return max(free, key=lambda index: cells[index + 1].start - cells[index].start, default=None)
