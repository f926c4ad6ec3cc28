"""A supplier's name that may be a part of the printed one: its line goes on in the next or begins in the one above, or
a longer name begins with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from invoice_llm.documents.page import Page, Word
from invoice_llm.label_reader.parties.names import can_name, has_form, is_contact, is_title, name_in
from invoice_llm.vocabulary.folding import folded, plain_words
from invoice_llm.vocabulary.words import company_forms

Cell = Sequence[Word]
_FLUSH = 0.008
_NEAR = 0.9
"""Heights of a row between it and the next one."""
_ALIKE = 1.25
_TOP = 0.35
_JOINS = re.compile(r"(?:[&,+-]|\s[^\W\d_A-Z][^\W\d_]{0,3})$")
"""A line that ends so goes on: ``Conti di``, ``Auer &``."""
_MOST_MORE = 5
"""Words behind a name in a line that is a name still."""


def is_torn(name: str, pages: Sequence[Page]) -> bool:
    """True of a form alone, and of a name that is no more than a part of what is printed wherever it stands."""
    ours = plain_words(name)
    if not ours or ours in _plain_forms():
        return bool(ours)
    first = ours.partition(" ")[0]
    texts = [
        (page, cell, plain_words(text))
        for page in pages
        for row in page.rows
        for cell, text in zip(row.cells, row.texts, strict=True)
        if first in folded(text)
    ]
    here = [(page, cell) for page, cell, text in texts if text == ours or (has_form(name) and _begins(ours, text))]
    if not has_form(name) and any(_is_longer(cell, ours) for _, cell, text in texts if text.startswith(f"{ours} ")):
        return True
    others = sum(text != ours and f" {ours} " in f" {text} " for _, _, text in texts)
    return bool(here) and not others and all(_goes_on(page, cell, name) for page, cell in here)


@cache
def _plain_forms() -> frozenset[str]:
    return frozenset(map(plain_words, company_forms()))


def _begins(ours: str, text: str) -> bool:
    """The first row of a name that was put together from two."""
    return " " in text and ours.startswith(f"{text} ")


def _is_longer(cell: Cell, ours: str) -> bool:
    """A name that begins with the shorter one and has more than its form; no sentence and no address."""
    text = _text(cell)
    more = len(plain_words(text).split()) - len(ours.split())
    is_name = name_in(text) == text and not re.search(r"[0-9.:!?]", text)
    behind = text.split()[-more:]  # counted from the end: a hyphen parts two words of the plain name
    is_form = plain_words(" ".join(behind)) in _plain_forms()
    return is_name and more <= _MOST_MORE and behind[0][:1].isupper() and not is_form


def _goes_on(page: Page, cell: Cell, name: str) -> bool:
    """At the top of a page, a line in the same print flush below, or above a name with a form, that says nothing by
    itself."""
    if cell[0].box[1] > _TOP:
        return False
    above = has_form(name)
    near = [_text(one) for one in _neighbours(page, cell, above=above)]
    return any(_JOINS.search(text) or _is_apart(text, name) for text in near if _is_part(text, above=above))


def _is_apart(text: str, name: str) -> bool:
    """Without a word in common, as a logo has it."""
    return not set(plain_words(text).split()) & set(plain_words(name).split())


def _neighbours(page: Page, cell: Cell, *, above: bool) -> Iterator[Cell]:
    height = cell[0].box[3] - cell[0].box[1]
    for row in page.rows:
        for one in row.cells:
            gap = cell[0].box[1] - one[0].box[3] if above else one[0].box[1] - cell[0].box[3]
            other = one[0].box[3] - one[0].box[1]
            is_alike = max(height, other) <= _ALIKE * min(height, other)
            if one is not cell and is_alike and -height / 2 < gap < _NEAR * height and _is_flush(one, cell):
                yield one


def _is_flush(one: Cell, other: Cell) -> bool:
    return abs(one[0].box[0] - other[0].box[0]) <= _FLUSH


def _is_part(text: str, *, above: bool) -> bool:
    if re.search(r"[0-9:@]", text) or is_contact(text) or is_title(text) or not re.search(r"[^\W\d_]{2}", text):
        return False
    return name_in(text) is not None and (above or can_name(text)) and not has_form(text)


def _text(cell: Cell) -> str:
    return " ".join(word.text for word in cell)
