"""Tells a document's notation of numbers from its own figures: by decimals, by marks that repeat, and by sums."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, may_part_thousands, parse_amount, shown_mark

_CLEAR = 3
"""How many times as many figures must show the one decimal mark as show the other."""
_SMALLEST_PART = 10
"""Numbers below it are quantities and rates: they make too many sums by chance."""
_THREE_BEHIND = re.compile(r"[.,][0-9]{3}")


@dataclass(frozen=True, slots=True)
class PrintedFigures:
    """``mark`` is ``None`` where the figures show none or contradict each other. ``long_decimals``: some figure has
    three or more decimals beyond doubt, so that others may."""

    mark: DecimalMark | None
    long_decimals: bool


def decimal_mark(texts: Iterable[str]) -> DecimalMark | None:
    """The convention that the amounts in ``texts`` share."""
    return figures_of(texts).mark


def figures_of(texts: Iterable[str]) -> PrintedFigures:
    """The convention of a document's rows of text."""
    return _figures("\n".join(texts))


@lru_cache(maxsize=64)
def _figures(text: str) -> PrintedFigures:
    """Kept for the documents that are under way: several readings of each ask."""
    rows = [[row[start:end] for start, end in find_amounts(row)] for row in text.split("\n")]
    figures = [figure for row in rows for figure in row]
    mark = _leading(mark for figure in figures if (mark := shown_mark(figure)))
    if mark is None and any(map(may_part_thousands, figures)):
        mark = _leading(_by_sums(rows))
    return PrintedFigures(mark, long_decimals=any(map(_has_long_decimals, figures)))


def _leading(marks: Iterable[DecimalMark]) -> DecimalMark | None:
    votes = list(marks)
    points, commas = votes.count("."), votes.count(",")
    if points > _CLEAR * commas:
        return "."
    return "," if commas > _CLEAR * points else None


def _has_long_decimals(figure: str) -> bool:
    mark = shown_mark(figure) if _THREE_BEHIND.search(figure) else None
    amount = parse_amount(figure, mark) if mark else None
    exponent = amount.value.as_tuple().exponent if amount else 0
    return isinstance(exponent, int) and exponent <= -3


def _by_sums(rows: Sequence[Sequence[str]]) -> Iterator[DecimalMark]:
    """Votes of ``1.130`` where whole numbers make 1130: ``2 x 565`` in its row, or ``950`` and ``180`` in the two
    rows above it."""
    last = [row[-1] for row in rows if row]
    triples = [(*row[-3:-1], row[-1]) for row in rows if len(row) >= 3]
    for first, second, figure in triples:
        if _makes(figure, _product(first, second)):
            yield _other_mark(figure)
    for first, second, figure in zip(last, last[1:], last[2:], strict=False):
        if _makes(figure, _sum(first, second)):
            yield _other_mark(figure)


def _makes(figure: str, value: Decimal | None) -> bool:
    amount = parse_amount(figure) if may_part_thousands(figure) else None
    return amount is not None and amount.value == value


def _product(first: str, second: str) -> Decimal | None:
    one, other = _plain(first), _plain(second)
    return one * other if one is not None and other is not None and other >= _SMALLEST_PART else None


def _sum(first: str, second: str) -> Decimal | None:
    one, other = _plain(first), _plain(second)
    return one + other if one is not None and other is not None and min(one, other) >= _SMALLEST_PART else None


def _plain(figure: str) -> Decimal | None:
    """A number without any mark."""
    return Decimal(figure) if figure.isascii() and figure.isdigit() else None


def _other_mark(figure: str) -> DecimalMark:
    return "," if "." in figure else "."
