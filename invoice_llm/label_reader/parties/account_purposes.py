"""What else than the payment of an invoice an account is for, by the words beside it: a deposit, a donation, or nothing
any more because it is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

Purpose = Literal["set_apart", "closed"]
_END = re.compile(r"(?<=[^\W\d_]{4}[.!;])\s")
"""Between two sentences; the point of a short word is that of an abbreviation."""
_LABEL, _LABEL_WORDS = 24, 4
_HEAD_ROWS = 2


def purpose_of(grid: Grid, cell: GridCell, iban: str, above: Sequence[str]) -> Purpose | None:
    """The other purpose of an account that begins in a cell; ``above`` are the rows flush with it, nearest first."""
    before, _, after = cell.text.partition(iban)
    if not after and iban not in cell.text:
        before, after = cell.text, ""
    led = _own_part(before, last=True)
    label = " ".join([*_heads(above), *_beside(grid, cell, led), led])
    follows = " ".join([_own_part(after, last=False), *_goes_on(grid, cell)])
    if pattern("closed_account").search(folded(f"{label} {follows}")):
        return "closed"
    bracket = re.match(r"\s*\(([^)]*)\)?", after)
    said = folded(f"{label} {bracket[1] if bracket else ''}")
    return "set_apart" if pattern("set_apart_account").search(said) else None


def _own_part(text: str, *, last: bool) -> str:
    """What of a text belongs to the account: its sentence, up to another account."""
    for other in ibans_in(text):
        text = text.rpartition(other)[2] if last else text.partition(other)[0]
    return _END.split(text)[-1 if last else 0]


def _heads(above: Sequence[str]) -> Iterator[str]:
    """Rows above that are a label, and sentences that go on in the cell."""
    for text in above[:_HEAD_ROWS]:
        if text.endswith(":") or len(text.split()) > _LABEL_WORDS or not re.search(r"[0-9]", text):
            yield _own_part(text, last=True)


def _beside(grid: Grid, cell: GridCell, led: str) -> Iterator[str]:
    """The label in the cell on the left, where the account's own is short."""
    if len(led.strip()) <= _LABEL:
        yield from (one.text for one in grid.left_of(cell)[-1:])


def _goes_on(grid: Grid, cell: GridCell) -> Iterator[str]:
    """The rest of the account's sentence in the next row."""
    below = next((one for one in grid.below(cell, 1) if abs(one.start - cell.start) <= 1), None)
    if below is not None and not grid.rows[below.row].gap and below.text[:1].islower():
        yield _END.split(below.text)[0]
