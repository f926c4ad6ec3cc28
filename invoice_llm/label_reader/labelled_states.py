"""States and kinds under a label of their own: ``Status: on hold``, ``Document type: Credit note``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from invoice_llm.label_reader.grid import Grid, GridCell
from invoice_llm.label_reader.self_statement import SelfStatement
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.patterns import alternatives
from invoice_llm.vocabulary.sections import TITLES
from invoice_llm.vocabulary.words import listed_words, titles_of

_MOST_OF_STATE = 5
"""Words of a state behind its label."""
_OF_INVOICES = ("invoice", "receipt", "debit_note", "terms")
"""Kinds that an invoice may have there."""


def labelled_states(grid: Grid, table: frozenset[int]) -> Iterator[SelfStatement]:
    """States that are not as usual, and kinds that are no invoice; ``table`` are the rows of the lines."""
    for row in grid.rows:
        for cell in row.cells if row.index not in table else ():
            label, value = _state_in(cell.text) or (cell.text, "")
            name = folded(label).rstrip(" :")
            is_state, is_kind = _label("state_label").fullmatch(name), _label("kind_label").fullmatch(name)
            if not is_state and not is_kind:
                continue
            value = value or _beside(grid, cell)
            state = _kind_of(value) if is_kind else None
            state = state or ("doubtful" if is_state and value and not _is_usual(value) else None)
            if state is not None:
                yield SelfStatement(state, value, f"{label.rstrip(' :')}: {value}", row.index, alone=False)


def _kind_of(value: str) -> str | None:
    plain = folded(value).strip(" .!")
    return next((state for state, words in _kinds().items() if words.fullmatch(plain)), None)


def _state_in(text: str) -> tuple[str, str] | None:
    label, colon, value = text.partition(":")
    return (label, value.strip()) if colon and value.strip() else None


def _beside(grid: Grid, cell: GridCell) -> str:
    """The value of a label: to its right, or below it where it ends the row."""
    near = next(grid.right_of(cell), None) or next(grid.below(cell, 2), None)
    return near.text if near is not None else ""


def _is_usual(value: str) -> bool:
    """``True`` for a state that needs no question, and for what is no state at all: a date, a number, a sentence."""
    words = folded(value).split()
    if len(words) > _MOST_OF_STATE or (re.search(r"[0-9:]", value) and not re.search(r"[0-9](?:st|nd|rd)\b", value)):
        return True
    return bool(_usual_state().fullmatch(folded(value).strip(" .!")))


@cache
def _label(key: str) -> re.Pattern[str]:
    return re.compile(alternatives(listed_words(key)))


@cache
def _kinds() -> Mapping[str, re.Pattern[str]]:
    others = (kind for kind in TITLES if kind not in (*_OF_INVOICES, "credit_note", "proforma"))
    words = {
        "credited": [*titles_of("credit_note"), *listed_words("credit")],
        "proforma": titles_of("proforma"),
        "doubtful": titles_of(*others),
    }
    return {state: re.compile(alternatives(some)) for state, some in words.items()}


@cache
def _usual_state() -> re.Pattern[str]:
    return re.compile(alternatives(listed_words("usual_state")))
