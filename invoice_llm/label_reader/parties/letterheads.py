"""Names in letterheads: who prints a telephone, a site or an id below a name is the sender."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.parties.blocks import PartyBlock
from invoice_llm.label_reader.parties.names import can_name, is_place, is_title, name_in
from invoice_llm.label_reader.parties.recipients import Recipient, is_senders, unlabelled_recipient

TOP_ROWS = 8
"""Rows of a page in which its sender's name begins."""
_LETTERHEAD = 7
"""Rows of a letterhead, from the name on."""


def free_cells(grid: Grid, blocks: Sequence[PartyBlock], skipped: frozenset[int]) -> Iterator[GridCell]:
    """Cells outside tables and outside the blocks of others, from the top."""
    others = [block for block in blocks if block.kind != "seller"]
    for row in grid.rows:
        if row.index not in skipped:
            yield from (cell for cell in row.cells if not any(block.holds(cell) for block in others))


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The name at the top of a page below which stands what only a sender prints, and the recipient's address if there
    is just one beside it."""

    name: str
    recipient: Recipient | None

    def is_other(self, grid: Grid, cell: GridCell) -> bool:
        """Check that a cell is the recipient's, or the value of a key in a list: ``Company:  Acme Ltd``."""
        before = grid.left_of(cell)[-1:]
        keyed = any(one.text.endswith(":") for one in before) and cell.row < 4 * TOP_ROWS
        return keyed or (self.recipient is not None and cell in self.recipient.lines)


def letterhead_of(grid: Grid, blocks: Sequence[PartyBlock], skipped: frozenset[int]) -> Letterhead | None:
    """The page's letterhead. So a house without a company's form is told from the company that is its guest."""
    for cell in free_cells(grid, blocks, skipped):
        if cell.row >= TOP_ROWS:
            return None
        name = name_in(cell.text)
        if name and not is_title(cell.text) and can_name(name):
            recipient = unlabelled_recipient(grid, blocks, name, skipped)
            return Letterhead(name, recipient) if _is_letterhead(grid, cell, blocks) else None
    return None


def _is_letterhead(grid: Grid, cell: GridCell, blocks: Sequence[PartyBlock]) -> bool:
    """Check the lines right below a name for what only a sender prints; at the page's very top, for an address below a
    name that stands alone in the middle."""
    lines: list[GridCell] = []
    for row in grid.rows[cell.row + 1 : cell.row + _LETTERHEAD]:
        if row.gap or row.page != 1:
            break
        lines += [one for one in row.cells if one.overlap(cell) > 0 and not any(block.holds(one) for block in blocks)]
    is_centred = cell.row == 0 and len(grid.rows[0].cells) == 1 and cell.start > grid.width / 8
    return any(is_senders(line.text) or (is_centred and _has_place(line.text)) for line in lines)


def _has_place(text: str) -> bool:
    """A street or a town, or both in one line."""
    return any(is_place(part.strip()) for part in text.replace("·", ",").split(","))
