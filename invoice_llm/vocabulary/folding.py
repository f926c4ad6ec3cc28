"""Folding of text and phrases: one spelling for what invoices print with and without case and accents."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LONGEST_CELL = 200
_WORD = re.compile(r"\w+")
_LETTERS_ALONE = re.compile(r"[^\W\d_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_LETTERS = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "ı": "i", "°": "o", "º": "o"})


def folded(text: str) -> str:
    """Lower case without accents. A letter that is written with two (``ß``) becomes two."""
    if text.isascii():
        return text.lower()
    return _cell(text) if len(text) <= _LONGEST_CELL else _folded(text)


@lru_cache(maxsize=4096)
def _cell(text: str) -> str:
    """Folded text of a cell, kept: it is asked for many times."""
    return _folded(text)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("°", "o").replace("º", "o").casefold().translate(_LETTERS))
    return _ACCENTS.sub("", plain)


def plain_words(text: str) -> str:
    """The folded words of a text, parted by one blank, without punctuation."""
    return " ".join(_WORD.findall(folded(text)))


def words_of(text: str) -> frozenset[str]:
    """The folded words of a text; of those with figures in them also what is left without the figures."""
    plain = folded(text)
    return frozenset(_WORD.findall(plain)).union(_LETTERS_ALONE.findall(plain))
