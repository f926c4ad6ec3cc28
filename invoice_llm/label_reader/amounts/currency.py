"""The currency as the page prints it: a code or a sign, also one that several countries share."""

from __future__ import annotations

import re
from collections import Counter

from invoice_llm.invoice.currency import CODES
from invoice_llm.vocabulary.currency import find_currency, possible_currencies

_SHARED = re.compile(r"(?:\b(?:Rs\.?|kr\.?)|[$¥])(?= ?-?[0-9])|(?<=[0-9]) ?(?:kr\b|[$¥])")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")


def printed_currency(text: str, total: str = "") -> str | None:
    """The currency in the row of the total; else a code or sign that means one currency, else the shared sign (``$``)
    beside the amounts. A code may stand in a cell of its own, across a gap from its label or its amounts. Where the
    total has a shared sign, no currency without it is named elsewhere."""
    total = _GAP.sub(" ", total)
    if code := find_currency(total):
        return _as_printed(total, code)
    code = find_currency(text) or find_currency(_GAP.sub(" ", text))
    meant = possible_currencies(total)
    if code is not None and (not meant or code in meant):
        return _as_printed(text, code)
    shared = Counter(match[0].strip() for match in _SHARED.finditer(total if meant else text))
    return shared.most_common(1)[0][0] if shared else None


def _as_printed(text: str, code: str) -> str:
    if code in CODES and re.search(rf"\b{code}\b", text):
        return code
    sign = {"EUR": "€", "GBP": "£", "INR": "₹", "PLN": "zł", "CZK": "Kč"}.get(code)
    return sign if sign and sign in text else code
