"""The series of an invoice's number, where it is printed apart: ``Seria: MAP  Nr.: 00441`` is one number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from invoice_llm.documents.page import Page
from invoice_llm.vocabulary.words import printed_words


def lacks_series(number: str, pages: Sequence[Page]) -> bool:
    """True of a number without the letters of the series that stands before it in its row."""
    before = (row.text.partition(number)[0] for page in pages for row in page.rows if number and number in row.text)
    named = (found[1] for text in before for found in _series().finditer(text))
    return any(letters.casefold() not in number.casefold() for letters in named)


@cache
def _series() -> re.Pattern[str]:
    """Letters behind the word for a series, with digits or without."""
    return re.compile(rf"(?<!\w)(?i:{printed_words('number_series')})\W{{0,3}}([A-Z][A-Z0-9]{{0,5}})(?!\w)")
