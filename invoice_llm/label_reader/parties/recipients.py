"""A recipient without a label: the one address on the page that is nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.parties.blocks import PartyBlock
from invoice_llm.label_reader.parties.names import can_name, has_form, is_contact, is_title, name_in
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_TOWN = re.compile(
    r"^(?:[A-Z]{1,3}[- ])?[0-9]{4,5}(?:-[0-9]{3})? ?(?:[A-Z]{2} )?[^\W\d_]{2}|\b[A-Z]{2},? [0-9]{5}(?:-[0-9]{4})?$"
    r"|\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$|\b[A-Z][0-9][0-9W] [A-Z0-9]{4}$"
    r"|^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2},? [^\W\d_]{2}|^[A-Z][0-9][0-9W] [A-Z0-9]{4},? [^\W\d_]{2}"
    r"|^[0-9]{6} [^\W\d_]{2}"
    r"|^[0-9]{2}-[0-9]{3} [^\W\d_]{2}|^[0-9]{3} [0-9]{2} [^\W\d_]{2}"
)
_HOUSE = re.compile(r"^[0-9]{1,4}[a-zA-Z]? [^\W\d_]{3}|[^\W\d_]{3}\.? [0-9]{1,3}[a-zA-Z]?$")
_OURS = re.compile(r"\b(?:iban|bic|bank)\b", re.IGNORECASE)
_MOST_LINES = 8
_MOST_BETWEEN = 1
"""Rows of other columns between two lines of an address."""
_MOST_NAMES = 2
"""Lines of an address, behind the first one, that may name the company of a person."""


def is_address_line(text: str) -> bool:
    """``True`` for a line with a town and its code, or with a street."""
    return bool(_TOWN.search(text) or _HOUSE.search(text) or pattern("street").search(folded(text)))


@dataclass(frozen=True, slots=True)
class Recipient:
    """A name and the lines of its address, the name's own among them."""

    name: str
    lines: tuple[GridCell, ...]


def unlabelled_recipient(
    grid: Grid, blocks: Sequence[PartyBlock], seller: str | None, skipped: frozenset[int]
) -> Recipient | None:
    """The only address that is neither the seller's nor labelled; ``None`` if there are two."""
    last = min(skipped, default=len(grid.rows))
    found = {
        name: Recipient(name, tuple(lines))
        for lines in _addresses(grid, blocks, last)
        if (name := _name(lines, seller))
    }
    return found.popitem()[1] if len(found) == 1 else None


def address_below(grid: Grid, name: str | None) -> frozenset[GridCell]:
    """The lines of the address that a name heads: flush below it, up to a gap."""
    if not name:
        return frozenset()
    heads = (cell for row in grid.rows for cell in row.cells if row.page == 1 and name_in(cell.text) == name)
    return frozenset(line for head in heads for line in _below(grid, head))


def _below(grid: Grid, head: GridCell) -> Iterator[GridCell]:
    missed = 0
    for row in grid.rows[head.row + 1 : head.row + _MOST_LINES]:
        line = next((cell for cell in row.cells if abs(cell.start - head.start) <= 1), None)
        missed = 0 if line is not None else missed + 1
        if row.gap or row.page != 1 or missed > _MOST_BETWEEN:
            return
        if line is not None:
            yield line


def _addresses(grid: Grid, blocks: Sequence[PartyBlock], last: int) -> Iterator[list[GridCell]]:
    """Lines flush with one another that end with a town; the first page above the table only."""
    for row in grid.rows[:last]:
        for cell in row.cells:
            if row.page == 1 and _TOWN.search(cell.text) and not any(block.holds(cell) for block in blocks):
                yield _above(grid, cell)


def _above(grid: Grid, town: GridCell) -> list[GridCell]:
    """Lines over the town, up to a gap: a wide one, or rows of other columns alone."""
    lines, missed = [town], 0
    for index in range(town.row - 1, max(town.row - _MOST_LINES, -1), -1):
        flush = next((cell for cell in grid.rows[index].cells if abs(cell.start - town.start) <= 1), None)
        # A gap may part the town from the street, as letters in German have it; no other.
        if (grid.rows[index + 1].gap and index + 1 != town.row) or missed > _MOST_BETWEEN:
            break
        missed = 0 if flush is not None else missed + 1
        if flush is not None:
            lines.insert(0, flush)
    return lines


def _name(lines: Sequence[GridCell], seller: str | None) -> str | None:
    texts = [cell.text for cell in lines]
    if len(texts) > 1 and _same(texts[0], seller) and is_address_line(texts[0]):
        del texts[0]  # the sender's line in small print above the window
    ours = any(is_senders(text) or _same(text, seller) for text in texts)
    if ours or len(texts) < 3:
        return None
    named = [
        (at, name)
        for at, text in enumerate(texts[:-1])
        if not text.endswith(":") and not is_title(text) and can_name(text) and (name := name_in(text))
    ]
    if not named or named[0][0] > 1:
        return None
    return next((name for at, name in named if at <= _MOST_NAMES and has_form(name)), named[0][1])


def is_senders(text: str) -> bool:
    """``True`` for a line that only a seller prints: a way of contact, an id, a bank."""
    return is_contact(text) or bool(
        pattern("vat", "tax", "tax_id", "register").search(folded(text)) or _OURS.search(text)
    )


def _same(text: str, seller: str | None) -> bool:
    return bool(seller) and str(seller).casefold() in text.casefold()
