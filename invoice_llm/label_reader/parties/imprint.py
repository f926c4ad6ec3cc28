"""The imprint at the foot of a page: the company that stands with its bank, its numbers and ways to reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from invoice_llm.label_reader.bullets import BULLETS
from invoice_llm.label_reader.grid import Grid, GridRow
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.label_reader.parties.names import has_form, is_contact, is_title, name_in
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_FEWEST_MARKS = 2
_OTHERS = re.compile(r"ban[kcq]|kasse|pank|copyright|[0-9]{4}", re.IGNORECASE)
"""Banks, and who wrote the form."""
_MOST_WORDS = 8


def imprint_name(grid: Grid, skipped: frozenset[int]) -> str | None:
    """The one company in the last block of rows below the tables (``skipped``) that shows two marks of a seller: an
    account, a tax number or an entry in a register, a way of contact."""
    below = [row for row in grid.rows if row.index > max(skipped, default=len(grid.rows))]
    for block in reversed([*_blocks(below)]):
        if sum(_marks(block)) >= _FEWEST_MARKS:
            names = {name for row in block for cell in row.cells if (name := _company(cell.text))}
            return names.pop() if len(names) == 1 else None
    return None


def _blocks(rows: Sequence[GridRow]) -> Iterator[list[GridRow]]:
    """Rows between wide gaps."""
    block: list[GridRow] = []
    for row in rows:
        if row.gap and block:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _marks(block: Sequence[GridRow]) -> tuple[bool, bool, bool]:
    texts = [cell.text for row in block for cell in row.cells]
    return (
        any(ibans_in(text) for text in texts),
        any(pattern("vat", "tax_id", "register", "tax_number").search(folded(text)) for text in texts),
        any(map(is_contact, texts)),
    )


def _company(text: str) -> str | None:
    name = name_in(re.split(rf"\s[-–—/]\s|\s*[{BULLETS}]\s*|,\s", text)[0])
    if name is None or not has_form(name) or _OTHERS.search(name) or is_title(name):
        return None
    return name if len(name.split()) <= _MOST_WORDS and name[0].isupper() else None
