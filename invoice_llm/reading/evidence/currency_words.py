"""Codes of currencies that are no currency: words of a name (``CHF Plumbing Ltd``, ``Sdn. Bhd.``) or of a sentence
(``ALL PRICES``, ``All prices are net``)."""

from __future__ import annotations

import re

from invoice_llm.invoice.currency import CODES
from invoice_llm.label_reader.labels import every_label
from invoice_llm.label_reader.parties.names import has_form

_EDGES = ".,;:()[]*-–"
_FIGURE = re.compile(r"[0-9]")


def is_of_a_name(cell: str, word: str) -> bool:
    """True where ``word``, which spells the code of a currency, is part of a name or a sentence in the text of a cell.

    A code beside a figure is none, nor is one that stands in brackets, alone, last behind a label, or before one.
    """
    code = word.strip(_EDGES)
    if code.upper() not in CODES:
        return False
    words = cell.split()
    at = next((index for index, one in enumerate(words) if one.strip(_EDGES) == code), None)
    if at is None or len(words) == 1:
        return False
    around = words[max(0, at - 1) : at] + words[at + 1 : at + 2]
    if any(map(_FIGURE.search, around)) or words[at].startswith("("):
        return False
    behind = words[at + 1 :]
    return has_form(cell) or has_form(cell.title()) or _goes_on(behind) or _is_word(code, behind)


def _is_word(code: str, behind: list[str]) -> bool:
    """True of a word that is not in capitals and begins a sentence, as no code does."""
    return not code.isupper() and len(behind) > 1


def _goes_on(behind: list[str]) -> bool:
    """True where words follow as in a name, and they are no label."""
    if not behind:
        return False
    begins = behind[0] == "&" or behind[0][:1].isupper()
    return begins and not every_label(" ".join(behind), None)
