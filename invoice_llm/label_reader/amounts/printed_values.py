"""Amounts of a cell or of a page, and what they say of one another: a base and its tax, a net and its tax."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount, parse_rate
from invoice_llm.label_reader.grid import Grid
from invoice_llm.vocabulary.currency import without_currency

Printed = tuple[str, Decimal]
"""An amount as printed, and its value."""
_CENTS = Decimal("0.02")
_HIGHEST_SHARE = Decimal("0.35")
"""Tax over net at the most: what is more is no tax."""
_MINUS_AND_SIGN = re.compile(r"(?<!\S)[-−–](?:[€£$¥₹]|[A-Z]{3}|kr\.?|Rs\.?) ?$")
"""``-£`` before an amount: the minus belongs to it."""
_MINUS_BEHIND_COLON = re.compile(r"[:=]\s*([-−–]\s?(?:[€£$¥₹]|[A-Z]{3}|kr\.?|Rs\.?)?\s?)$")
"""``Total: – 5.00``: behind a colon a dash parts nothing."""
_BRACKET = re.compile(r"\(([^()]*[^\W\d_]{2}[^()]*)\)?")


def amounts_in(text: str, mark: DecimalMark | None, *, whole: bool) -> Iterator[Printed]:
    """Amounts in a text as printed; ``whole``: only where nothing but words of currency stands around them."""
    if whole and re.search(r"[^\W\d_]{4,}", without_currency(text)):
        return
    for start, end in find_amounts(text):
        amount = parse_amount(text[start:end], mark)
        before = text[:start].rstrip(" €£$")
        behind_colon = _MINUS_BEHIND_COLON.search(text[:start])
        if amount is not None and (signed := _MINUS_AND_SIGN.search(text[:start])) and amount.value > 0:
            yield text[signed.start() : end], -amount.value
        elif amount is not None and behind_colon and amount.value > 0:
            yield text[behind_colon.start(1) : end], -amount.value
        elif amount is not None:
            negative = before.endswith(("-", "−", "–")) and amount.value > 0
            yield text[start:end], -amount.value if negative else amount.value


def without_brackets(text: str) -> str:
    """``119.00 (includes 19.00 VAT)`` without the words in brackets; an amount in brackets, ``(5.00 EUR)``, stays."""
    return _BRACKET.sub(lambda found: found[0] if parse_amount(found[0]) else " ", text)


def in_brackets(text: str) -> str:
    """The words in brackets behind an amount; empty without."""
    found = _BRACKET.search(text)
    return found[1] if found and find_amounts(text[: found.start()]) else ""


def tax_row(amounts: Sequence[Printed], rate: str | None) -> tuple[str | None, str, Decimal, str | None]:
    """Base, tax and rate of a row, in whatever order, by what multiplies."""
    rates = [(rate, parse_rate(rate))] if rate else [(text, value) for text, value in amounts if 0 < value <= 50]
    for shown, percent in rates:
        for base, base_value in amounts:
            for text, value in amounts:
                if percent and text != base and value and abs(base_value * percent / 100 - value) <= _CENTS:
                    return base, text, value, shown
    text, value = amounts[-1]
    return None, text, value, rate


def is_taxed_at(grid: Grid, tax: Decimal, rate: str, mark: DecimalMark | None) -> bool:
    """``True`` where the page shows an amount of which ``tax`` is this share."""
    percent = parse_rate(rate)
    if not percent or not tax:
        return False
    return any(abs(value * percent / 100 - tax) <= _CENTS for value in _every_value(grid, mark) if value != tax)


def net_and_tax(amounts: Sequence[Printed], grid: Grid, mark: DecimalMark | None) -> tuple[Printed, Printed] | None:
    """Two amounts of a row as net and tax, where the page shows what they come to and no other reading fits."""
    if len(amounts) != 2:
        return None
    net, tax = sorted(amounts, key=lambda one: -one[1])
    if not 0 < tax[1] <= net[1] * _HIGHEST_SHARE:
        return None
    return (net, tax) if any(value == net[1] + tax[1] for value in _every_value(grid, mark)) else None


def _every_value(grid: Grid, mark: DecimalMark | None) -> Iterator[Decimal]:
    for row in grid.rows:
        for cell in row.cells:
            yield from (value for _, value in amounts_in(cell.text, mark, whole=False))
