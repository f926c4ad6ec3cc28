"""Amounts of a payment slip: rows with a label beside the account that is printed below the total."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from invoice_llm.documents.page import Box, Page, TextRow, Word
from invoice_llm.label_reader.parties.ids import ibans_in
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_ROWS = 4
_FLUSH = 0.012
_MOST_WORDS = 5
"""Words of a label; more are a sentence."""


def slip_amounts(page: Page, total: Box, is_amount: Callable[[str], bool]) -> Iterator[str]:
    """Rows of a label and an amount below the total, flush with a row of an account that is not far above or below, and
    cells of both behind an account. ``is_amount`` knows a text that is an amount and no more."""
    below = [row for row in page.rows if row.words[0].box[1] > total[3]]
    accounts = [at for at, row in enumerate(below) if any(ibans_in(row.text))]
    for at, row in enumerate(below):
        if at in accounts:
            yield from (_text(cell) for cell in _behind_account(row) if _is_labelled([cell], is_amount))
            continue
        near = (below[one] for one in accounts if 0 < abs(one - at) <= _ROWS)
        if any(map(_flush_with(row), near)) and _is_labelled(row.cells, is_amount):
            yield row.text


def _flush_with(row: TextRow) -> Callable[[TextRow], bool]:
    """Check that a row begins where a cell of the other one does."""
    return lambda other: any(abs(cell[0].box[0] - row.words[0].box[0]) <= _FLUSH for cell in other.cells)


def _behind_account(row: TextRow) -> Sequence[Sequence[Word]]:
    """The cells to the right of an account that stands in one cell."""
    at = next((index for index, cell in enumerate(row.cells) if any(ibans_in(_text(cell)))), len(row.cells))
    return row.cells[at + 1 :]


def _text(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)


def _is_labelled(cells: Sequence[Sequence[Word]], is_amount: Callable[[str], bool]) -> bool:
    """Label and amount in two cells, or one behind the other; no rate, no discount and no capital of a company."""
    words = [word.text for cell in cells for word in cell]
    for cut in range(1, min(_MOST_WORDS, len(words) - 1) + 1):
        label, amount = " ".join(words[:cut]), " ".join(words[cut:])
        if is_amount(amount) and any(sign.isalpha() for sign in label):
            return not pattern("early_discount", "registered", "rule").search(folded(" ".join(words)))
    return False
