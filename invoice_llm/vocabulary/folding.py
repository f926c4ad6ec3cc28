"""Folding of text and phrases: one spelling for what invoices print with and without case and accents."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "ı": "i", "°": "o", "º": "o"})


def folded(text: str) -> str:
    """Lower case without accents. A letter that is written with two (``ß``) becomes two."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("°", "o").replace("º", "o").casefold().translate(_LETTERS))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def plain_words(text: str) -> str:
    """The folded words of a text, parted by one blank, without punctuation."""
    return " ".join(re.findall(r"\w+", folded(text)))
