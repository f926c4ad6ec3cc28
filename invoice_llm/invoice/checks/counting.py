"""Choice of the lines that count. Pages repeat amounts: parts below their whole, a fee that is 'included', payments
among the items.

Each way of counting that a page can mean is one :class:`Counted`; the sums take the first that adds up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from invoice_llm.invoice.schema import Invoice, LineItem

_INCLUDED = re.compile(
    r"\W*(?:incl|inkl|including|included|enthalten|davon|darin|thereof|of which|waarvan|inbegrepen|inclusief|dont|"
    r"y compris|inclus|di cui|incluso|de los cuales|incluid|w tym)\b",
    re.IGNORECASE,
)
"""How a line begins whose amount is part of another one."""

_PAID = re.compile(
    r"\b(?:deposit|prepaid|prepayment|advance|payment|paid|anzahlung|abschlag|vorauszahlung|bezahlt|zahlung|acompte|"
    r"avance|pay[ée]|aanbetaling|voorschot|betaald|acconto|anticipo|zaliczka|mastercard|visa|amex)\b",
    re.IGNORECASE,
)
_LEAST_SUB_LINES = 2
_DEEPEST = 6
"""Levels of a line's number that are looked at: '1.2.3' has three."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The places of lines whose amounts are added up, and their sum."""

    places: tuple[int, ...]
    total: Decimal

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(f"lines[{place}].line_total" for place in self.places)


def line_sum(invoice: Invoice) -> Decimal | None:
    """The lines that count, added up; ``None`` if there is none or one has no amount."""
    amounts = [line.line_total for line in invoice.lines if line.kind == "item"]
    return sum((a for a in amounts if a is not None), Decimal(0)) if amounts and None not in amounts else None


def is_complete(invoice: Invoice) -> bool:
    """True where every line has an amount: one without may be a remark, or one that was not read."""
    return all(line.line_total is not None for line in invoice.lines if line.kind == "item")


def payments(invoice: Invoice) -> Decimal:
    """Sum that lines say was paid, as a positive amount: 'Mastercard -187.00', 'less deposit -300.00'."""
    paid = (line.line_total for line in invoice.lines if line.line_total is not None and is_payment(line))
    return abs(sum(paid, Decimal(0)))


def countings(invoice: Invoice) -> Iterator[Counted]:
    """The ways to count, the plainest first."""
    lines = invoice.lines
    amounts = {place: line.line_total for place, line in enumerate(lines) if line.kind == "item"}
    items = {place: amount for place, amount in amounts.items() if amount is not None}
    seen: set[tuple[int, ...]] = set()
    for left_out in _left_out(lines, items):
        places = tuple(place for place in items if place not in left_out)
        if places and places not in seen:
            seen.add(places)
            yield Counted(places, sum((items[place] for place in places), Decimal(0)))


def _left_out(lines: tuple[LineItem, ...], items: dict[int, Decimal]) -> Iterator[set[int]]:
    included = _matching(lines, lambda line: bool(_INCLUDED.match(line.description or "")))
    paid = _matching(lines, is_payment)
    parts = _named_parts(lines, items)
    yield from (set(), included, paid, parts, included | paid, included | paid | parts)
    yield _parts_that_add_up(items)


def _matching(lines: tuple[LineItem, ...], test: Callable[[LineItem], bool]) -> set[int]:
    return {place for place, line in enumerate(lines) if test(line)}


def is_payment(line: LineItem) -> bool:
    """Known as one, or an amount with a minus whose description says so."""
    negative = line.line_total is not None and line.line_total < 0
    return line.kind == "payment" or (negative and bool(_PAID.search(line.description or "")))


def _named_parts(lines: tuple[LineItem, ...], items: dict[int, Decimal]) -> set[int]:
    """Lines below one with an amount: it is their parent, or their number ('2.1') goes on from its number."""
    whole = {lines[place].line_id for place in items if lines[place].line_id}
    return {place for place in items if any(parent in whole for parent in _parents(lines[place]))}


def _parents(line: LineItem) -> Iterator[str]:
    if line.parent_line_id:
        yield line.parent_line_id
    levels = (line.line_id or "").split(".", _DEEPEST)[:_DEEPEST]
    yield from (".".join(levels[:count]) for count in range(1, len(levels)))


def _parts_that_add_up(items: dict[int, Decimal]) -> set[int]:
    """Two lines at least that stand right below one and add up to it."""
    parts: set[int] = set()
    places = list(items)
    for at, place in enumerate(places):
        if place not in parts and items[place] > 0:
            parts.update(_run_below(places[at + 1 :], items, items[place]))
    return parts


def _run_below(places: list[int], items: dict[int, Decimal], whole: Decimal) -> list[int]:
    total = Decimal(0)
    for count, place in enumerate(places, start=1):
        total += items[place]
        if total == whole and count >= _LEAST_SUB_LINES:
            return places[:count]
        if items[place] <= 0 or total > whole:
            return []
    return []
