"""Sentences that say that the money has come, and those that ask for it with the same words.

``Cobrado en efectivo`` is paid: a word for money that came, with a means that settles at once. ``Beløbet bedes betalt
senest 30-10-2026`` asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.passages import Passage
from invoice_llm.label_reader.self_statement import SelfStatement
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern, words_in

UNCLEAR = "paid_unclear"
"""The state of a document of which a single word says that it is paid, in a sentence."""
METHOD = "settled_by_means"
"""The state of a document whose own label names a means that settles at once."""
_FIELD = re.compile(r"[^:]{0,14}:(?!\W*[0-9])|[^_]{0,14}_{3,}|[^.]{0,14}(?:\.{4,}|…)|[^☐□]{0,14}[☐□]")
"""Behind a word: few letters and a colon that no figure follows, or a place to fill in."""
_BOX = re.compile(r"[☐□❏❑◻▢]|\[ ?_?\]|\( ?\)")
"""A box that nobody has ticked."""
_MASKED = re.compile(r"[•*x×.]{2,}[ •*x×.-]*[0-9]{0,4}|[0-9]{4}")
"""Digits of a card."""
_LONGEST = 14
"""Words of a sentence that says so; longer ones are terms of payment."""


def settled_by(passage: Passage, language: str | None) -> Iterator[SelfStatement]:
    """The statement that this document is paid, where its sentence names the means and states no rule."""
    plain = folded(passage.text)
    received = words_in(language, "settles").search(plain)
    if received is None or len(plain.split()) > _LONGEST or is_asked(plain, language):
        return
    if is_of_something_else(plain[received.end() :], plain, language):
        return
    rest, others = words_in(language, "means").subn(" ", f"{plain[: received.start()]} , {plain[received.end() :]}")
    if pattern("document").search(plain):
        rest = pattern("other_paper").sub(" ", rest)  # an order is named as well: paid on the day of the order
    if others and not pattern("rule").search(rest):
        yield SelfStatement("paid", plain.strip(" ."), passage.text, passage.row, alone=False)


def is_asked(plain: str, language: str | None) -> bool:
    """True where a folded sentence asks for a payment that is still to be made."""
    return bool(words_in(language, "asked").search(plain))


def is_of_something_else(behind: str, plain: str, language: str | None) -> bool:
    """True of a label of who pays or of a field to fill in (``Paid by: ____``, ``☐ Paid``), and of a tax or the postage
    that somebody pays. ``behind``: what stands behind the word."""
    if _FIELD.match(behind) or _BOX.search(plain):
        return True
    return bool(words_in(language, "vat", "tax", "postage").search(plain))


def methods_in(grid: Grid, table: frozenset[int]) -> Iterator[SelfStatement]:
    """``Payment method: Visa •••• 4242``: where the money is taken at once, nobody transfers it. A choice of several
    ways, one of them a transfer, says nothing; ``table`` are the rows of the lines."""
    label = words_in(grid.language, "method")
    for row in grid.rows:
        for cell in row.cells if row.index not in table else ():
            found = label.match(folded(cell.text))
            value = _behind(grid, cell, found.end()) if found else ""
            if value and _is_means(folded(value), grid.language):
                yield SelfStatement(METHOD, value, cell.text, row.index, alone=False)


def _behind(grid: Grid, cell: GridCell, end: int) -> str:
    """The value of a label that ends there: in its cell, or to its right where the label is all of it."""
    rest = cell.text[end:]
    if re.search(r"\w", rest):
        return rest.strip(" :")
    right = next(grid.right_of(cell), None)
    return right.text if right is not None else ""


def _is_means(plain: str, language: str | None) -> bool:
    left, found = words_in(language, "means").subn(" ", _MASKED.sub(" ", plain))
    left = words_in(language, "document_filler", "amount_filler").sub(" ", left)
    return bool(found) and not re.search(r"[^\W_]{2,}", left)
