"""The company of a page that shows where it is and how to reach it, where the one on top shows neither.

Above a letterhead stands what the sender is proud of: whose dealer it is, whose member, who certified it. Such a line
names a company like a letterhead does, but no address, no id and no way of contact follow before the next company.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.parties.blocks import PartyBlock
from invoice_llm.label_reader.parties.letterheads import TOP_ROWS, free_cells
from invoice_llm.label_reader.parties.likeness import alike
from invoice_llm.label_reader.parties.names import completed_form, has_form, is_contact, is_title, name_in
from invoice_llm.label_reader.parties.recipients import is_address_line, is_senders, unlabelled_recipient
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_BLOCK_ROWS = 8
_MOST_BEFORE = 2
"""Lines between a name and the first mark of its company: a title, a second line of the name."""
_PARTS = re.compile(r"\s*[|·•;]\s*|,\s|\s[-–—]\s")
_OTHERS = re.compile(r"ban[kcq]|kasse|pank|τραπεζ", re.IGNORECASE)
_SITE = re.compile(r"\S+@\S+|www\.\S+|https?:\S+", re.IGNORECASE)
_SHORTEST = 4
"""Letters of a word of a name that an address on the web shows."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """What stands below a name and belongs to its company."""

    address: bool
    contact: bool
    other: bool
    """An id or a bank."""

    @property
    def any(self) -> bool:
        return self.address or self.contact or self.other


def shown_sender(
    grid: Grid, blocks: Sequence[PartyBlock], seller: str | None, buyer: str | None, skipped: frozenset[int]
) -> tuple[str | None, str | None]:
    """The supplier, and the company above its letterhead that is not the supplier. ``seller`` is who it seems to be;
    where that one has no marks and several others have, both are that one."""
    cells = _companies(grid, blocks, skipped)
    top = next((name for cell in cells if cell.row < TOP_ROWS and (name := name_in(cell.text))), None)
    for name in dict.fromkeys((seller, top)):
        if name and (found := _sender_below(grid, blocks, name, buyer, skipped)):
            if name == seller:
                return found.name or seller, seller
            if found.name and seller and alike(found.name, seller):
                return seller, name
    return seller, None


@dataclass(frozen=True, slots=True)
class _Sender:
    """The ``name`` of the company whose marks the page shows; ``None`` where several may be the one."""

    name: str | None


def _sender_below(
    grid: Grid, blocks: Sequence[PartyBlock], name: str, buyer: str | None, skipped: frozenset[int]
) -> _Sender | None:
    """The company with an address and a way of contact or an id below its name, where ``name`` has none of them
    anywhere on the page; ``None`` where it has, or nobody else has."""
    cells = _companies(grid, blocks, skipped)
    if not has_form(name) or _is_backed(grid, cells, name):
        return None
    found: dict[str, _Marks] = {}
    for cell in cells:
        other = name_in(cell.text)
        if other is None or is_title(other) or _OTHERS.search(other) or alike(other, name):
            continue
        marks = _marks(grid, cell)
        if marks.address and (marks.contact or marks.other) and not (buyer and alike(other, buyer)):
            found[other] = marks
    if len(found) != 1:
        return _Sender(None) if found else None
    (other, marks), *_ = found.items()
    is_sure = marks.contact or buyer or unlabelled_recipient(grid, blocks, other, skipped)
    return _Sender(other if is_sure else None)


def _companies(grid: Grid, blocks: Sequence[PartyBlock], skipped: frozenset[int]) -> list[GridCell]:
    return [cell for cell in free_cells(grid, blocks, skipped) if has_form(cell.text)]


def _is_backed(grid: Grid, cells: Sequence[GridCell], name: str) -> bool:
    """The name stands above marks of its company, is printed again in another row, or the page's site shows it."""
    plain = folded(name)
    rows = [folded(row.text) for row in grid.rows]
    sites = " ".join(_SITE.findall(" ".join(rows)))
    words = [word for word in re.findall(r"[^\W\d_]+", plain) if len(word) >= _SHORTEST]
    again = sum(plain in text for text in rows) > 1
    own = [cell for cell in cells if name in cell.text or name.startswith(cell.text)]
    return again or any(word in sites for word in words) or any(_marks(grid, cell).any for cell in own)


def _marks(grid: Grid, cell: GridCell) -> _Marks:
    """What stands behind a name in its own cell, and in the lines flush below it up to the next company or a gap."""
    behind = [part for part in _PARTS.split(cell.text)[1:] if part]
    lines: list[str] = [*behind]
    for row in grid.rows[cell.row + 1 : cell.row + 1 + _BLOCK_ROWS]:
        flush = next((one for one in row.cells if abs(one.start - cell.start) <= 1 or one.overlap(cell) > 2), None)
        if row.page != grid.rows[cell.row].page or (row.gap and lines):
            break
        if flush is None:
            continue
        if has_form(flush.text) and not completed_form(cell.text, flush.text):
            break
        lines += [part for part in _PARTS.split(flush.text) if part]
    first = next((at for at, line in enumerate(lines) if _is_mark(line)), None)
    if first is None or first > _MOST_BEFORE:
        return _Marks(address=False, contact=False, other=False)
    return _Marks(
        address=any(is_address_line(line) and not is_title(line) for line in lines),
        contact=any(map(is_contact, lines)),
        other=any(_is_id(line) and not is_contact(line) and not is_title(line) for line in lines),
    )


def _is_mark(line: str) -> bool:
    return (_is_id(line) or is_address_line(line)) and not is_title(line)


def _is_id(line: str) -> bool:
    return is_senders(line) or bool(pattern("tax_number").search(folded(line)))
