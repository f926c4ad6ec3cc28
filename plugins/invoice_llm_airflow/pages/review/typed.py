"""Reads what a person typed, or took from the page, as the plain value that a correction takes.

Typed values are read in the reader's notation; those from the page in the document's. Nothing is guessed: what can be
read in two ways comes back as a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from invoice_llm.invoice.amounts import DecimalMark, parse_amount, parse_quantity, parse_rate
from invoice_llm.invoice.field_names import title_of
from invoice_llm.invoice.own_fields import OwnType
from invoice_llm.invoice.tolerances import decimals
from invoice_llm.review import two_ways
from invoice_llm.vocabulary.currency import parse_currency
from invoice_llm.vocabulary.dates import DateOrder, date_order, parse_date
from invoice_llm.vocabulary.printed_figures import decimal_mark
from invoice_llm_airflow.pages.text import units
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.values import Kind, value_kind

OWN_KINDS: Mapping[OwnType, Kind] = {
    "text": "text",
    "reference": "reference",
    "date": "day",
    "amount": "amount",
    "number": "number",
}
"""How own fields are entered."""


@dataclass(frozen=True, slots=True)
class EntryStyle:
    """Number and date notation of the place that a text comes from; ``None`` where that is not known. ``decimals`` are
    those of its amounts, where its currency tells."""

    mark: DecimalMark | None
    order: DateOrder | None
    decimals: int | None = None


class Unreadable(Exception):
    """The message is a sentence for the person; ``choices`` are the ways to read it, as they would be shown."""

    def __init__(self, message: str, choices: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.choices = tuple(choices)


def of_reader(notation: Notation) -> EntryStyle:
    mark: DecimalMark = "," if notation.decimal_mark == "," else "."
    orders: dict[str, DateOrder] = {"mdy": "mdy", "ymd": "ymd"}
    return EntryStyle(mark, orders.get(notation.day_order, "dmy"))


def of_page(texts: Iterable[str], language: str | None, currency: str | None = None) -> EntryStyle:
    """Notation that the document's own numbers and dates show."""
    lines, has_cents = list(texts), currency is None or decimals(currency) > 0
    return EntryStyle(decimal_mark(lines), date_order(lines, language=language), None if has_cents else 0)


def plain_value(
    path: str, text: str, convention: EntryStyle, notation: Notation, own_kind: Kind | None = None
) -> str | None:
    """The value of a field, or of an own field of this kind: text, an ISO date, a decimal with a point, ``true`` or
    ``false``; ``None`` for an empty field.

    Raises ``Unreadable``.
    """
    text = " ".join(text.split())
    if not text:
        return None
    kind = own_kind or value_kind(path)
    if kind == "day":
        return _day(text, convention, notation)
    if kind == "currency":
        return _currency(text)
    if kind in ("amount", "number", "rate"):
        return f"{_number(kind, text, convention, notation):f}"
    return units.coded(text) if path.endswith("unit") else text


def _number(kind: Kind, text: str, convention: EntryStyle, notation: Notation) -> Decimal:
    if kind == "amount":
        return _amount(text, convention, notation)
    return _quantity(text, convention) if kind == "number" else _rate(text)


def _amount(text: str, convention: EntryStyle, notation: Notation) -> Decimal:
    read = parse_amount(text, convention.mark, convention.decimals)
    if read is None:
        raise Unreadable(t("“{text}” is no amount.", text=text))
    if read.ambiguous:
        ways = (notation.decimal(amount) for amount in two_ways.amounts(text))
        raise Unreadable(t("“{text}” can be read in two ways:", text=text), ways)
    return read.value


def _quantity(text: str, convention: EntryStyle) -> Decimal:
    read = parse_quantity(text, convention.mark or ".")
    if read is None:
        raise Unreadable(t("“{text}” is no number.", text=text))
    return read[0].value


def _rate(text: str) -> Decimal:
    read = parse_rate(text)
    if read is None:
        raise Unreadable(t("“{text}” is no rate in per cent.", text=text))
    return read


def _day(text: str, convention: EntryStyle, notation: Notation) -> str:
    read = parse_date(text, order=convention.order)
    if read is None:
        raise Unreadable(t("“{text}” is no date.", text=text))
    if read.ambiguous:
        ways = (notation.day(day) for day in two_ways.days(text))
        raise Unreadable(t("“{text}” can be read in two ways:", text=text), ways)
    return read.value.isoformat()


def _currency(text: str) -> str:
    code = text.upper() if len(text) == 3 and text.isalpha() else parse_currency(text)
    if code is None:
        raise Unreadable(t("“{text}” is no currency; write its three letters, as in EUR.", text=text))
    return code


Answer = Literal["accept", "save", "reject", "not_an_invoice", "duplicate", "undo"]
ANSWERS: dict[Answer, str] = {
    "accept": "Accepted",
    "save": "Saved",
    "reject": "Rejected",
    "not_an_invoice": "Not an invoice",
    "duplicate": "Duplicate",
    "undo": "Taken back",
}


def named_problem(path: str, sentence: str) -> str:
    return f"{t(title_of(path))}: {sentence}"
