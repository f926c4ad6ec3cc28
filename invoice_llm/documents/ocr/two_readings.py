"""Two readings of one scanned page: what OCR reads in its picture now, and the layer that its scanner wrote.

Each word of the first is held against what the second has at its place. How often they agree tells what the layer is
worth. A good one supports a word, casts doubt on a number that it reads otherwise, and lends words that OCR passed over
or is not sure of; a bad one says nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from invoice_llm.documents.page import Box, Page, TextRow, Word

_CREDIBLE = 0.8
"""Share of the words with digits or three letters that a layer must read alike for its other words to count."""
_FEWEST = 8
"""Words in common below which nothing is known of the layer."""
_SURE = 0.97
_DOUBTED = 0.45
"""Confidence of a word that a credible layer contradicts: below it a value is told to be hard to read."""
_UNSURE = 0.75
"""Confidence of OCR from which on its word stands against that of a credible layer."""
_ALONE = 0.6
"""Confidence of a word that only a credible layer has."""
_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class _Placed:
    """Words of a layer, by where they stand."""

    words: Sequence[Word]

    def at(self, box: Box) -> tuple[Word, ...]:
        """Words of which most lies in the box, or in which most of the box lies, from left to right."""
        found = [word for word in self.words if _share_of_line(word.box, box) > _OVERLAP]
        return tuple(sorted(found, key=lambda word: word.box[0]))


def of_both(read: Page, layer: Page) -> Page:
    """The page as OCR reads it, with what a credible layer adds to it and how far each word is believed after both were
    heard."""
    placed = _Placed([word for row in layer.rows for word in row.words])
    heard = {id(word): placed.at(word.box) for row in read.rows for word in row.words}
    if not _is_credible(read, heard):
        return read
    rows = tuple(_weighed(row, heard) for row in read.rows)
    taken = {id(word) for words in heard.values() for word in words}
    missed = [word for word in placed.words if id(word) not in taken and _tells(word.text)]
    return replace(read, rows=_with(rows, missed))


def _is_credible(read: Page, heard: dict[int, tuple[Word, ...]]) -> bool:
    share = _agreement(read, heard)
    return share is not None and share >= _CREDIBLE


def _agreement(read: Page, heard: dict[int, tuple[Word, ...]]) -> float | None:
    """Share of the words worth comparing, 0-1, that both read alike; ``None`` where there are too few."""
    told = [word for row in read.rows for word in row.words if _tells(word.text)]
    if len(told) < _FEWEST:
        return None
    return sum(_is_alike(word, heard[id(word)]) for word in told) / len(told)


def _tells(text: str) -> bool:
    """Long enough to be compared: a speck is not."""
    return any(map(str.isdigit, text)) or sum(map(str.isalpha, text)) > 2


def _is_alike(word: Word, others: Sequence[Word]) -> bool:
    """Same letters and digits; where the layer has one word for several, as a part of it."""
    mine, theirs = _plain(word.text), _plain("".join(other.text for other in others))
    return bool(theirs) and (mine == theirs or (len(mine) > 2 and mine in theirs))


def _plain(text: str) -> str:
    """Letters, digits and the marks within a number, without case and width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum() or character in ",.-/").strip(",.-/")


def _bare(text: str) -> str:
    """Letters without their accents, which engines lose."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in parts if not unicodedata.combining(character))


def _weighed(row: TextRow, heard: dict[int, tuple[Word, ...]]) -> TextRow:
    return TextRow(tuple(tuple(_heard(word, heard[id(word)]) for word in cell) for cell in row.cells))


def _heard(word: Word, others: Sequence[Word]) -> Word:
    """A word after the layer's was heard. Only words with digits are doubted: a letter more or less in a name is for
    whoever compares names."""
    confidence = 1.0 if word.confidence is None else word.confidence
    if not others or not _tells(word.text):
        return word
    if _is_alike(word, others):
        return replace(word, confidence=max(confidence, _SURE))
    said = " ".join(other.text for other in others)
    if any(map(str.isdigit, word.text + said)):
        return replace(word, confidence=min(confidence, _DOUBTED))
    is_richer = _bare(said) == _bare(word.text) and not said.isascii()
    return Word(said, word.box, confidence) if is_richer or confidence < _UNSURE else word


def _with(rows: tuple[TextRow, ...], missed: Iterable[Word]) -> tuple[TextRow, ...]:
    """Rows with the words that only the layer has, each on the row at its height, or on one of its own."""
    found = list(rows)
    for word in missed:
        alone = replace(word, confidence=_ALONE)
        index = next((i for i, row in enumerate(found) if _is_on_row(alone.box, row)), None)
        if index is not None:
            found[index] = _row_with(found[index], alone)
        else:
            at = next((i for i, row in enumerate(found) if row.words[0].box[1] > word.box[1]), len(found))
            found.insert(at, TextRow(((alone,),)))
    return tuple(found)


def _is_on_row(box: Box, row: TextRow) -> bool:
    middle = (box[1] + box[3]) / 2
    near = min(row.words, key=lambda word: abs((word.box[0] + word.box[2]) - (box[0] + box[2])))
    return near.box[1] <= middle <= near.box[3]


def _row_with(row: TextRow, word: Word) -> TextRow:
    """The row with a cell more; where cells stand on both sides close by, the layout shows them side by side anyway."""
    cells = sorted((*row.cells, (word,)), key=lambda cell: cell[0].box[0])
    return TextRow(tuple(cells))


def _share_of_line(one: Box, other: Box) -> float:
    """Overlap of two boxes on one line, as a part of the narrower one; 0 where they stand on different lines."""
    middle = (one[1] + one[3]) / 2
    if not (other[1] <= middle <= other[3] or one[1] <= (other[1] + other[3]) / 2 <= one[3]):
        return 0.0
    across = min(one[2], other[2]) - max(one[0], other[0])
    return max(across, 0.0) / max(min(one[2] - one[0], other[2] - other[0]), 1e-6)
