"""Text that a scanner's own OCR laid over its picture: hidden from the eye, and often wrong.

Nothing proves such a text but another reading of the picture. What can be told of it alone are the marks of a bad
reading: scripts mixed within words, letters within numbers, words in pieces or run together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from invoice_llm.documents.page import TextRow
from invoice_llm.documents.text_quality import TextQuality, falling, is_mixed, shape_score

_SOUND = 0.6
_MOSTLY = 0.5
_FEWEST, _FEWEST_NUMBERS = 12, 6
"""Words, and numbers, below which the share of bad ones says nothing."""
_MIXED_NUMBER = re.compile(
    r"\d[.,]?[OoQlISBZ|!][.,]?\d|^[OoQlI|!][.,]\d|\d[.,][OolI|!]{2}$|\d!|[٠-٩].*[A-Za-z]|[A-Za-z].*[٠-٩]"
)
_NUMBER = re.compile(r"^\W?[\dOoQlISBZ|!.,:/'-]*\d[\dOoQlISBZ|!.,:/'-]*\W?$")
_RUN_TOGETHER = re.compile(r"[^\W\d_A-Z]{2}[A-Z][^\W\d_A-Z]{2}|[^\W\d_]{3}\d|\d[^\W\d_]{3}")
_INNER_MARK = re.compile(r"[^\W\d_][!|*#~^<>{}\[\]§¦¢¬][^\W\d_]")


def is_of_scan(rows: Sequence[TextRow], layer: int) -> bool:
    """Check that most of what is read of a page are these letters and digits of a layer."""
    read = sum(character.isalnum() for row in rows for word in row.words for character in word.text)
    return layer > _MOSTLY * read


def judge_layer(rows: Sequence[TextRow]) -> TextQuality:
    """Judge a layer by its looks: ``unproven`` at best, ``garbage`` where a person could not believe it either."""
    words = [word.text for row in rows for word in row.words]
    score = shape_score(words)
    for left in (_pure, _numeric, _whole, _apart):
        score *= left(words)
    return TextQuality(round(score, 3), "unproven" if score >= _SOUND else "garbage")


def _pure(words: Sequence[str]) -> float:
    """Letters of one script in each word, and no signs within it: even a few that are not tell of a bad reading."""
    spelled = [word for word in words if sum(map(str.isalpha, word)) > 1]
    return _left_of(spelled, lambda word: is_mixed(word) or bool(_INNER_MARK.search(word)), fine=0.005, ruin=0.06)


def _numeric(words: Sequence[str]) -> float:
    """Digits where digits belong."""
    numbers = [word for word in words if _NUMBER.match(word) or _MIXED_NUMBER.search(word)]
    return _left_of(
        numbers, lambda word: bool(_MIXED_NUMBER.search(word)), fine=0.02, ruin=0.25, fewest=_FEWEST_NUMBERS
    )


def _whole(words: Sequence[str]) -> float:
    """Words that are not in pieces: single letters are few in every language."""
    spelled = [word for word in words if word.isalpha()]
    return _left_of(spelled, lambda word: len(word) == 1, fine=0.12, ruin=0.45)


def _apart(words: Sequence[str]) -> float:
    """Words that are not run together."""
    spelled = [word for word in words if sum(map(str.isalpha, word)) > 3]
    return _left_of(spelled, lambda word: bool(_RUN_TOGETHER.search(word)), fine=0.1, ruin=0.5)


def _left_of(
    words: Sequence[str], is_bad: Callable[[str], bool], *, fine: float, ruin: float, fewest: int = _FEWEST
) -> float:
    if len(words) < fewest:
        return 1.0
    return falling(sum(map(is_bad, words)) / len(words), fine=fine, ruin=ruin)
