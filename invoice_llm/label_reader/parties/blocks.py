"""Blocks of an address: what stands below, or to the right of, a label such as ``Bill to``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from invoice_llm.label_reader.grid import Cell, Grid
from invoice_llm.label_reader.labels import Label, folded, label_at, labels_at

PARTY_KINDS = ("seller", "buyer", "other_party")
_RIVALS = (
    *PARTY_KINDS, "invoice_number", "issue_date", "due_date", "other_date", "delivery_date", "purchase_order",
    "customer_number",
    "other_number", "gross", "due", "net", "tax", "col_description", "col_quantity", "col_price", "shipping",
)  # fmt: skip
_SHORT = re.compile(
    r"^(?:to|from|an|van|aan|client|customer|kunde|klant|cliente|contact|empfanger|klient|provider)$", re.IGNORECASE
)
_VAT_LINE = re.compile(r"\b(?:vat|tva|ust|btw|iva|nip|uid|nif|cif)\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?:(?:company |firm |full )?name|firm[ae](?:nname)?|company|nom|raison sociale|naam|bedrijf(?:snaam)?|nombre"
    r"|razon social|nome|ragione sociale|denominazione|nazwa(?: firmy)?|nome da empresa)\W*"
)
_MOST_ROWS = 9


@dataclass(frozen=True, slots=True)
class Block:
    """``cells`` from the top; the label is not among them, but a value in the label's own cell is."""

    kind: str
    label: str
    cells: tuple[Cell, ...]

    def holds(self, cell: Cell) -> bool:
        return any(one.row == cell.row and one.start == cell.start for one in self.cells)


def blocks_of(grid: Grid, skipped: frozenset[int]) -> list[Block]:
    return [
        block
        for row in grid.rows
        if row.index not in skipped
        for cell in row.cells
        if (label := party_label(cell)) and not _in_a_list(grid, cell, label) and (block := _block(grid, cell, label))
    ]


def _in_a_list(grid: Grid, cell: Cell, label: Label) -> bool:
    """``Anschrift:`` below ``Name:`` is a line of whose list it stands in."""
    row = grid.rows[cell.row]
    above = grid.rows[cell.row - 1].cells if cell.row and not row.gap else ()
    keys = (one for one in above if abs(one.start - cell.start) <= 1 and one.text.endswith(":"))
    return folded(label.text).strip() in ("anschrift", "client address", "customer address") and any(keys)


def party_label(cell: Cell) -> Label | None:
    label = label_at(cell.text, _RIVALS)
    if label is None or label.kind not in PARTY_KINDS:
        return None
    bare = re.sub(r"\(.*?\)", "", label.rest)
    if re.match(r"\s*[:.)]*\s*$", bare) and not (_SHORT.match(label.text) and len(cell.text) > 14):
        return label
    return (
        label
        if re.match(r"\s*:", bare) or (label.rest[:2].strip() == "" and re.match(r"\s+[/:]", label.rest))
        else None
    )


def _block(grid: Grid, cell: Cell, label: Label) -> Block | None:
    rest = re.sub(r"\(.*?\)", "", label.rest).strip(" :")
    cells: list[Cell] = []
    if re.search(r"\w", rest):
        start = cell.end - len(rest)
        cells = [
            Cell(cell.row, start, cell.end, rest),
            *_down(grid, Cell(cell.row, min(cell.start, start), cell.end, rest), started=True),
        ]
    else:
        cells = [*_down(grid, cell, started=False)]
        right = next(grid.right_of(cell), None)
        if (
            right
            and right.start - cell.end < 24
            and not _starts_other(right)
            and (not cells or cells[0].row > cell.row + 2)
        ) or (right and not cells and not _starts_other(right)):
            cells = [right, *_down(grid, right, started=True)]
    return Block(label.kind, label.text, tuple(_named(grid, one) for one in cells)) if cells else None


def _named(grid: Grid, cell: Cell) -> Cell:
    """``Name:  Acme GmbH`` in two cells: the name stands for its label."""
    value = next(grid.right_of(cell), None) if _NAME.fullmatch(folded(cell.text)) else None
    return value or cell


def _down(grid: Grid, top: Cell, *, started: bool) -> Iterator[Cell]:
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
        if _starts_other(cell):
            return
        if row.gap and started and not _VAT_LINE.search(cell.text):
            return
        started, waited = True, 0
        yield cell


def _under(cell: Cell, top: Cell) -> bool:
    return abs(cell.start - top.start) <= 3 or (cell.overlap(top) > 2 and cell.start >= top.start - 12)


def _starts_other(cell: Cell) -> bool:
    """Whether a cell begins something else: another party, or a value with a label of the head."""
    if party_label(cell):
        return True
    if _NAME.fullmatch(folded(cell.text)):
        return False
    labels = [
        label
        for label in labels_at(cell.text, _RIVALS)
        if label.kind not in PARTY_KINDS and label.kind != "other_number"
    ]
    return any(
        (label.strong or label.size > 1) and re.match(r"^\W*$|^\s*[:#]|^[\s.]*[0-9]", label.rest) for label in labels
    )
