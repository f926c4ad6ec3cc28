"""What a printed date or amount that is ambiguous can mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from invoice_llm.invoice.amounts import DecimalMark, parse_amount
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.vocabulary.dates import parse_date

_ORDERS: tuple[Literal["dmy", "mdy"], ...] = ("dmy", "mdy")


def ways(spot: Evidence) -> list[date] | list[Decimal]:
    """Every way to read a value that is ambiguous as printed; none where it is not."""
    if spot.quote and Reason.AMBIGUOUS_DATE in spot.reasons:
        return days(spot.quote)
    return amounts(spot.quote) if spot.quote and Reason.AMBIGUOUS_AMOUNT in spot.reasons else []


def days(quote: str) -> list[date]:
    """The days that a printed date can mean."""
    read = (parse_date(quote, order=order) for order in _ORDERS)
    return list(dict.fromkeys(one.value for one in read if one is not None))


def amounts(quote: str) -> list[Decimal]:
    """The amounts that a printed number can mean."""
    marks: tuple[DecimalMark, ...] = get_args(DecimalMark)
    read = (parse_amount(quote, mark) for mark in marks)
    return list(dict.fromkeys(one.value for one in read if one is not None))
