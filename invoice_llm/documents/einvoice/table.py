"""Path tables: which element becomes which field, and how its text is read.

A table maps a field's name to a rule. A rule is given an element and returns the value or ``None``; most are one
conversion over alternative paths (local names, as ``Element.find`` takes them), the first that yields a value wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from invoice_llm.documents.einvoice.source import Element

Rule = Callable[[Element], Any]
Table = Mapping[str, Rule]

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:$|[TZ+-])", re.ASCII)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?$", re.ASCII)
_LONGEST_NUMBER = 40
_MONEY_PLACES = 8


def filled(element: Element, table: Table) -> dict[str, Any]:
    """Apply a table; fields without a value are left out, so that the schema's own defaults hold."""
    values = {name: rule(element) for name, rule in table.items()}
    return {name: value for name, value in values.items() if value is not None}


def first_of(convert: Callable[[Element], Any], paths: tuple[str, ...]) -> Rule:
    def rule(element: Element) -> Any:
        return next((value for found in found_at(element, paths) if (value := convert(found)) is not None), None)

    return rule


def each(path: str, build: Callable[[Element], Any]) -> Rule:
    """A tuple of what ``build`` makes of every element at ``path``, without the ``None`` ones."""

    def rule(element: Element) -> tuple[Any, ...]:
        return tuple(value for found in element.findall(path) if (value := build(found)) is not None)

    return rule


def nested(path: str, build: Callable[[Element], Any]) -> Rule:
    """Rule that applies ``build`` to the first element at ``path``; ``None`` where there is none."""

    def rule(element: Element) -> Any:
        found = element.find(path)
        return None if found is None else build(found)

    return rule


def text(*paths: str) -> Rule:
    return first_of(element_text, paths)


def texts(*paths: str) -> Rule:
    def rule(element: Element) -> tuple[str, ...]:
        return tuple(value for found in found_at(element, paths) if (value := element_text(found)) is not None)

    return rule


def paragraphs(path: str) -> Rule:
    """A tuple of the texts at ``path``, each with its lines kept."""
    return each(path, lambda element: (element.text or "").strip() or None)


def joined(path: str) -> Rule:
    """The texts of every element at ``path`` on lines of their own."""

    def rule(element: Element) -> str | None:
        return "\n".join(paragraphs(path)(element)) or None

    return rule


def number(*paths: str) -> Rule:
    return first_of(element_decimal, paths)


def money(*paths: str) -> Rule:
    return first_of(element_money, paths)


def day(*paths: str) -> Rule:
    return first_of(element_date, paths)


def attribute(path: str, name: str) -> Rule:
    return first_of(lambda element: " ".join((element.get(name) or "").split()) or None, (path,))


def money_attribute(path: str, name: str) -> Rule:
    return first_of(lambda element: money_of(element.get(name)), (path,))


def number_attribute(path: str, name: str) -> Rule:
    return first_of(lambda element: decimal_of(element.get(name)), (path,))


def day_attribute(path: str, name: str) -> Rule:
    return first_of(lambda element: date_of(element.get(name)), (path,))


def total(*paths: str) -> Rule:
    """Sum of the money at all of these paths; ``None`` where there is none."""

    def rule(element: Element) -> Decimal | None:
        amounts = [amount for found in found_at(element, paths) if (amount := element_money(found)) is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    return rule


def found_at(element: Element, paths: tuple[str, ...]) -> Iterator[Element]:
    for path in paths:
        yield from element.iterfind(path)


def element_text(element: Element) -> str | None:
    """One line: writers wrap names and descriptions to fit their file, which says nothing about the value."""
    return " ".join((element.text or "").split()) or None


def element_decimal(element: Element) -> Decimal | None:
    return decimal_of(element.text)


def decimal_of(text: str | None) -> Decimal | None:
    """An xsd:decimal; anything else (exponents, NaN, thousands separators) is not a number here."""
    value = (text or "").strip()
    return Decimal(value) if len(value) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(value) else None


def element_money(element: Element) -> Decimal | None:
    return money_of(element.text)


def money_of(text: str | None) -> Decimal | None:
    """Decimal of :func:`decimal_of`, cut to the places of money in the schema: ``4.0000000000`` is 4.00000000."""
    value = decimal_of(text)
    if value is None or -int(value.as_tuple().exponent) <= _MONEY_PLACES:
        return value
    return round(value, _MONEY_PLACES)


def element_date(element: Element) -> date | None:
    return date_of(element.text)


def date_of(text: str | None) -> date | None:
    """ISO 8601 (with or without time and zone) or UNTDID 2379 formats 102, 203 and 204; weeks and months are none."""
    value = (text or "").strip()
    found = _ISO_DATE.match(value) or _COMPACT_DATE.match(value)
    try:
        return None if found is None else date(*(int(group) for group in found.groups()[:3]))
    except ValueError:
        return None
