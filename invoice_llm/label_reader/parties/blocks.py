"""Blocks of an address: what stands below, or to the right of, a label such as ``Bill to``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.labels import LabelMatch, label_at, labels_at
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.words import listed_words, pattern

PARTY_KINDS = ("seller", "buyer", "other_party")
_RIVALS = (
    *PARTY_KINDS, "invoice_number", "issue_date", "due_date", "other_date", "delivery_date", "purchase_order",
    "customer_number",
    "other_number", "gross", "due", "net", "tax", "col_description", "col_quantity", "col_price", "shipping",
)  # fmt: skip
_MOST_ROWS = 9
_SHORT_LABEL, _SHORT_CELL = 9, 14
"""Letters of a label so short (``to``, ``client``) that it counts only where little else stands in its cell."""


@dataclass(frozen=True, slots=True)
class PartyBlock:
    """``cells`` from the top; the label is not among them, but a value in the label's own cell is."""

    kind: str
    label: str
    cells: tuple[GridCell, ...]

    def holds(self, cell: GridCell) -> bool:
        return any(one.row == cell.row and one.start == cell.start for one in self.cells)


@cache
def _name_label() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(listed_words('name'), anchored=True)}\W*")


def _is_short(label: str) -> bool:
    return " " not in label.strip() and len(label.strip()) <= _SHORT_LABEL


def blocks_of(grid: Grid, skipped: frozenset[int]) -> list[PartyBlock]:
    return [
        block
        for row in grid.rows
        if row.index not in skipped
        for cell in row.cells
        if (label := party_label(cell, grid.language))
        and not _in_a_list(grid, cell, label)
        and (block := _block(grid, cell, label))
    ]


def _in_a_list(grid: Grid, cell: GridCell, label: LabelMatch) -> bool:
    """``Anschrift:`` below ``Name:`` is a line of whose list it stands in."""
    row = grid.rows[cell.row]
    above = grid.rows[cell.row - 1].cells if cell.row and not row.gap else ()
    keys = (one for one in above if abs(one.start - cell.start) <= 1 and one.text.endswith(":"))
    return folded(label.text).strip() in map(folded, listed_words("customer_list")) and any(keys)


def party_label(cell: GridCell, language: str | None = None) -> LabelMatch | None:
    """The label of a party that a cell is, or begins with before a colon."""
    label = label_at(cell.text, _RIVALS, language)
    if label is None or label.kind not in PARTY_KINDS:
        return None
    bare, plain = (re.sub(r"\(.*?\)", "", text) for text in (label.rest, cell.text))
    if re.match(r"\s*[:.)]*\s*$", bare) and not (_is_short(label.text) and len(plain.strip()) > _SHORT_CELL):
        return label
    return (
        label
        if re.match(r"\s*:", bare) or (label.rest[:2].strip() == "" and re.match(r"\s+[/:]", label.rest))
        else None
    )


def _block(grid: Grid, cell: GridCell, label: LabelMatch) -> PartyBlock | None:
    rest = re.sub(r"\(.*?\)", "", label.rest).strip(" :")
    cells: list[GridCell] = []
    if re.search(r"\w", rest):
        start = cell.end - len(rest)
        cells = [
            GridCell(cell.row, start, cell.end, rest),
            *_down(grid, GridCell(cell.row, min(cell.start, start), cell.end, rest), started=True),
        ]
    else:
        cells = [*_down(grid, cell, started=False)]
        right = next(grid.right_of(cell), None)
        if (
            right
            and right.start - cell.end < 24
            and not _starts_other(right, grid.language)
            and (not cells or cells[0].row > cell.row + 2)
        ) or (right and not cells and not _starts_other(right, grid.language)):
            cells = [right, *_down(grid, right, started=True)]
    return PartyBlock(label.kind, label.text, tuple(_named(grid, one) for one in cells)) if cells else None


def _named(grid: Grid, cell: GridCell) -> GridCell:
    """``Name:  Acme GmbH`` in two cells: the name stands for its label."""
    value = next(grid.right_of(cell), None) if _name_label().fullmatch(folded(cell.text)) else None
    return value or cell


def _down(grid: Grid, top: GridCell, *, started: bool) -> Iterator[GridCell]:
    """Cells below in the same column until a gap, another block or the page's end."""
    page = grid.rows[top.row].page
    waited = 0
    for row in grid.rows[top.row + 1 : top.row + 1 + _MOST_ROWS + 4]:
        if row.page != page:
            return
        cell = next((one for one in row.cells if _under(one, top)), None)
        if cell is None:
            waited += 1
            if waited > (1 if started else 2):
                return
            continue
        if _starts_other(cell, grid.language):
            return
        if row.gap and started and not pattern("vat", "tax_id").search(folded(cell.text)):
            return
        started, waited = True, 0
        yield cell


def _under(cell: GridCell, top: GridCell) -> bool:
    return abs(cell.start - top.start) <= 3 or (cell.overlap(top) > 2 and cell.start >= top.start - 12)


def _starts_other(cell: GridCell, language: str | None) -> bool:
    """``True`` where a cell begins something else: another party, or a value with a label of the head."""
    if party_label(cell, language):
        return True
    if _name_label().fullmatch(folded(cell.text)):
        return False
    labels = [
        label
        for label in labels_at(cell.text, _RIVALS, language)
        if label.kind not in PARTY_KINDS and label.kind != "other_number"
    ]
    return any((label.strong or label.size > 1) and _has_value(label) for label in labels)


def _has_value(label: LabelMatch) -> bool:
    """``True`` where a colon, a figure or nothing stands behind a label; a head of a column has no figure behind it:
    ``Unit 7, Foundry Park`` is a street."""
    value = r"^\W*$|^\s*[:#]" if label.kind.startswith("col_") else r"^\W*$|^\s*[:#]|^[\s.]*[0-9]"
    return bool(re.match(value, label.rest))
