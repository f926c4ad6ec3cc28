"""Values of own fields, found on the page by the labels that their declaration gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.invoice.own_fields import OwnField, OwnType
from invoice_llm.label_reader.grid import Grid, GridCell, grid_of
from invoice_llm.label_reader.header import labelled_value
from invoice_llm.label_reader.labels import LabelMatch
from invoice_llm.label_reader.values import after_label, read_date, read_number
from invoice_llm.vocabulary.label_table import label_words

_LONGEST_TEXT = 120
_BEGINNINGS = re.compile(r"^|(?:\s[-–—·|/]\s|[,;.]\s)(?=[^\W\d_])")
"""Where a label may begin in a cell: at its start, or behind other words and a mark."""
Phrase = tuple[str, ...]


def read_own(text: str, fields: Sequence[OwnField]) -> dict[str, tuple[str, ...]]:
    """The values beside each field's labels in a layout text, by name, as printed: the likeliest first, each once."""
    labelled = [field for field in fields if field.labels]
    if not labelled:
        return {}
    grid = grid_of(text)
    known = [phrase for field in labelled for phrase in _phrases(field)]
    found = {field.name: tuple(dict.fromkeys(_values(grid, field, known))) for field in labelled}
    return {name: values for name, values in found.items() if values}


def has_own_label(text: str, field: OwnField) -> bool:
    """True where one of the field's labels stands in a text."""
    words = tuple(token.word for token in label_words(text))
    return any(
        words[at : at + len(phrase)] == phrase for phrase in _phrases(field) for at in range(len(words)) if phrase
    )


def _phrases(field: OwnField) -> tuple[Phrase, ...]:
    return tuple(tuple(token.word for token in label_words(label)) for label in field.labels)


def _values(grid: Grid, field: OwnField, known: Sequence[Phrase]) -> Iterator[str]:
    read = _unless_label(_READERS[field.type], known)
    found = [
        value
        for row in grid.rows
        for cell in row.cells
        for label in _labels(cell, field)
        if (value := labelled_value(grid, cell, label, read))
    ]
    return (text for text, _ in sorted(found, key=lambda value: -value[1]))


def _labels(cell: GridCell, field: OwnField) -> Iterator[LabelMatch]:
    """The field's labels in a cell; one behind other words needs a colon."""
    for begun in _BEGINNINGS.finditer(cell.text):
        text = cell.text[begun.end() :]
        size = max((len(phrase) for phrase in _phrases(field) if _begins(text, phrase)), default=0)
        if size:
            rest = text[label_words(text)[size - 1].end :]
            if begun.end() == 0 or rest.lstrip().startswith(":"):
                yield LabelMatch(field.name, True, size, rest, text)


def _begins(text: str, phrase: Phrase) -> bool:
    tokens = label_words(text)
    if tuple(token.word for token in tokens[: len(phrase)]) != phrase or not phrase:
        return False
    return not text[tokens[len(phrase) - 1].end :][:1].isalnum()


def _unless_label(read: Callable[[str], str | None], known: Sequence[Phrase]) -> Callable[[str], str | None]:
    """A reader that takes no other own field's label for a value."""
    return lambda text: None if any(_begins(text, phrase) for phrase in known) else read(text)


def _text(text: str) -> str | None:
    text = after_label(text)
    return text if re.search(r"\w", text) and len(text) <= _LONGEST_TEXT else None


def _number(text: str) -> str | None:
    """The first amount or number of a text."""
    spans = find_amounts(text := after_label(text))
    return text[slice(*spans[0])] if spans and spans[0][0] <= 4 else None


_READERS: dict[OwnType, Callable[[str], str | None]] = {
    "text": _text,
    "reference": read_number,
    "date": read_date,
    "amount": _number,
    "number": _number,
}
