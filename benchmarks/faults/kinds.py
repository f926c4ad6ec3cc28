"""The errors that readers make, put into a right reading one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from invoice_llm.documents.page import Page
from invoice_llm.invoice.amounts import find_amounts, parse_amount
from invoice_llm.invoice.printed import PrintedInvoice, PrintedLine, PrintedParty
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.parsing.assembly import Assembled
from invoice_llm.vocabulary.dates import find_dates

_AMOUNTS = ("total_net", "total_tax", "total_gross", "amount_due")
_DAYS = ("issue_date", "due_date")
_TOP = 12
"""Rows of a page's top, where the sender and much else stands."""
_MOST_OTHERS = 3
"""Number of other values of the page that take one field's place: the first, the middle and the last of their kind."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``field`` is what was changed; ``printed`` the reading with the error."""

    kind: str
    field: str
    printed: PrintedInvoice


def faults(printed: PrintedInvoice, assembled: Assembled, pages: Sequence[Page]) -> Iterator[Fault]:
    """Every kind of error on every field that it can be made on. Some come out right by chance: see the caller."""
    text = [row.text for page in pages for row in page.rows]
    yield from _digits(printed)
    yield from _others(printed, assembled.invoice, text)
    yield from _missing(printed, assembled.invoice)
    yield from _invented(printed, assembled.invoice)
    yield from _parties(printed)
    yield from _dropped(printed)
    yield from _merged(printed)
    yield from _rates(printed)
    yield from _date_orders(printed, assembled.invoice)
    yield from _currencies(printed, assembled.invoice, text)


def _with(printed: PrintedInvoice, path: str, value: object) -> PrintedInvoice:
    head, _, tail = path.partition(".")
    if tail:
        value = getattr(printed, head).model_copy(update={tail: value})
    return printed.model_copy(update={head: value})


def _get(printed: PrintedInvoice, path: str) -> Any:
    head, _, tail = path.partition(".")
    value = getattr(printed, head)
    return getattr(value, tail) if tail else value


def _with_line(printed: PrintedInvoice, at: int, line: PrintedLine) -> PrintedInvoice:
    return printed.model_copy(update={"lines": [*printed.lines[:at], line, *printed.lines[at + 1 :]]})


def _digits(printed: PrintedInvoice) -> Iterator[Fault]:
    kind = "digit swapped"
    for path in ("invoice_number", "seller.vat_id", "iban", *_AMOUNTS, *_DAYS):
        value = _get(printed, path)
        if value and (wrong := _swapped(value)):
            yield Fault(kind, path, _with(printed, path, wrong))
    for at in _some(len(printed.lines)):
        line = printed.lines[at]
        for name in ("line_total", "quantity", "unit_price"):
            if (value := getattr(line, name)) and (wrong := _swapped(value)):
                yield Fault(kind, f"lines.{name}", _with_line(printed, at, line.model_copy(update={name: wrong})))


def _swapped(text: str) -> str | None:
    """Two neighbouring digits that differ change places, the last such pair; a lone digit becomes the next one."""
    pairs = [m.start() for m in re.finditer(r"(?=[0-9][0-9])", text) if text[m.start()] != text[m.start() + 1]]
    if pairs:
        at = pairs[-1]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    digits = [m.start() for m in re.finditer(r"[0-9]", text)]
    if not digits:
        return None
    at = digits[-1]
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]


def _others(printed: PrintedInvoice, invoice: Invoice, rows: Sequence[str]) -> Iterator[Fault]:
    kind = "other number from the page"
    amounts = [row[a:b] for row in rows for a, b in find_amounts(row) if re.search(r"[.,][0-9]{2}\b", row[a:b])]
    days = [row[a:b] for row in rows for a, b in find_dates(row)]
    numbers = [word for row in rows for word in row.split() if re.fullmatch(r"[\w/-]*[0-9]{4,}[\w/-]*", word)]
    for paths, pool in ((_AMOUNTS, amounts), (_DAYS, days), (("invoice_number",), numbers)):
        for path in paths:
            value = _get(printed, path)
            others = [other for other in dict.fromkeys(pool) if value and other not in value and value not in other]
            for at in _some(len(others)):
                yield Fault(kind, path, _with(printed, path, others[at]))
    yield from _other_names(printed, rows)
    for first, second in (("total_net", "total_gross"), ("total_gross", "total_net"), ("total_tax", "total_net")):
        if _get(printed, first) and _get(printed, second) and getattr(invoice, first) != getattr(invoice, second):
            yield Fault(kind, first, _with(printed, first, _get(printed, second)))


def _other_names(printed: PrintedInvoice, rows: Sequence[str]) -> Iterator[Fault]:
    """A line from the top of the page in the supplier's place: a street, a person, a label."""
    name = (printed.seller.name or "").casefold()
    cells = [cell.strip() for row in rows[:_TOP] for cell in row.split("  ") if re.search(r"[^\W\d_]{3}", cell)]
    others = [cell for cell in dict.fromkeys(cells) if name and name not in cell.casefold()]
    for at in range(len(others)):
        if others[at].casefold() not in name:
            yield Fault("other text from the page", "seller.name", _with(printed, "seller.name", others[at]))


def _missing(printed: PrintedInvoice, invoice: Invoice) -> Iterator[Fault]:
    for path in ("invoice_number", *_DAYS, "seller.name", "seller.vat_id", *_AMOUNTS):
        same = path == "amount_due" and invoice.amount_due == invoice.total_gross
        if _get(printed, path) and not same:
            yield Fault("missing", path, _with(printed, path, None))
    if printed.currency:
        yield Fault("missing", "currency", _with(printed, "currency", None))
    if printed.lines:
        yield Fault("missing", "lines", _with(printed, "lines", []))


def _invented(printed: PrintedInvoice, invoice: Invoice) -> Iterator[Fault]:
    """A value where none is printed, or in the place of one that is."""
    kind = "invented"
    for path, value in (("seller.vat_id", "DE136695976"), ("invoice_number", "INV-2024-0917")):
        yield Fault(kind, path, _with(printed, path, value))
    if invoice.issue_date:
        due = invoice.issue_date + timedelta(days=23)
        yield Fault(kind, "due_date", _with(printed, "due_date", due.isoformat()))
    if invoice.total_gross is not None:
        net, tax = invoice.total_gross - Decimal("17.31"), Decimal("17.31")
        whole = _with(_with(printed, "total_net", f"{net}"), "total_tax", f"{tax}")
        yield Fault(kind, "total_net", whole)
        yield Fault(kind, "total_gross", _with(printed, "total_gross", f"{invoice.total_gross + Decimal('100.00')}"))
        if invoice.paid_amount is None:
            yield Fault(kind, "paid_amount", _with(printed, "paid_amount", printed.total_gross))
    yield Fault(kind, "seller.name", _with(printed, "seller.name", "Meridian Holdings GmbH"))
    line = PrintedLine(
        description="Service fee",
        item_code=None,
        quantity="1",
        unit=None,
        unit_price="13.37",
        tax_rate=None,
        line_total="13.37",
    )
    yield Fault(kind, "lines", printed.model_copy(update={"lines": [*printed.lines, line]}))


def _parties(printed: PrintedInvoice) -> Iterator[Fault]:
    """Whole, by name alone, and by VAT id alone; the buyer's name for both."""
    kind = "seller and buyer swapped"
    seller, buyer = printed.seller, printed.buyer
    if buyer.name and seller.name:
        yield Fault(kind, "seller", printed.model_copy(update={"seller": buyer, "buyer": seller}))
        yield Fault(kind, "seller.name", _names(printed, buyer.name, seller.name))
        yield Fault(kind, "seller.name alone", _names(printed, buyer.name, None))
    if buyer.vat_id:
        other = seller.model_copy(update={"vat_id": buyer.vat_id})
        yield Fault(kind, "seller.vat_id", printed.model_copy(update={"seller": other}))


def _names(printed: PrintedInvoice, seller: str, buyer: str | None) -> PrintedInvoice:
    def named(party: PrintedParty, name: str | None) -> PrintedParty:
        return party.model_copy(update={"name": name})

    return printed.model_copy(update={"seller": named(printed.seller, seller), "buyer": named(printed.buyer, buyer)})


def _dropped(printed: PrintedInvoice) -> Iterator[Fault]:
    for at in _some(len(printed.lines)):
        lines = [line for place, line in enumerate(printed.lines) if place != at]
        yield Fault("line dropped", "lines", printed.model_copy(update={"lines": lines}))


def _merged(printed: PrintedInvoice) -> Iterator[Fault]:
    """Two neighbours as one: with the sum of their amounts, and with the first one's amount."""
    for at in _some(len(printed.lines) - 1):
        first, second = printed.lines[at : at + 2]
        text = f"{first.description or ''} {second.description or ''}".strip()
        one = first.model_copy(update={"description": text, "quantity": None, "unit_price": None})
        totals = [parse_amount(line.line_total or "") for line in (first, second)]
        for total in (_sum([t.value for t in totals if t]), first.line_total):
            line = one.model_copy(update={"line_total": total})
            lines = [*printed.lines[:at], line, *printed.lines[at + 2 :]]
            yield Fault("lines merged", "lines", printed.model_copy(update={"lines": lines}))


def _sum(values: Sequence[Decimal]) -> str:
    return f"{sum(values, Decimal(0))}"


def _rates(printed: PrintedInvoice) -> Iterator[Fault]:
    kind = "tax rate changed"
    for at, tax in enumerate(printed.taxes):
        if tax.rate:
            wrong = tax.model_copy(update={"rate": _other_rate(tax.rate)})
            taxes = [*printed.taxes[:at], wrong, *printed.taxes[at + 1 :]]
            yield Fault(kind, "taxes.rate", printed.model_copy(update={"taxes": taxes}))
    for at in _some(len(printed.lines)):
        line = printed.lines[at]
        if line.tax_rate:
            wrong_line = line.model_copy(update={"tax_rate": _other_rate(line.tax_rate)})
            yield Fault(kind, "lines.tax_rate", _with_line(printed, at, wrong_line))


def _other_rate(rate: str) -> str:
    return "7 %" if not re.match(r"\s*7\b(?![.,][1-9])", rate) else "19 %"


def _date_orders(printed: PrintedInvoice, invoice: Invoice) -> Iterator[Fault]:
    """Day and month change places, as when 04.07. is taken for the seventh of April; issue and due change places."""
    kind = "date order"
    for path in _DAYS:
        day: date | None = getattr(invoice, path)
        if day is not None and day.day <= 12 and day.day != day.month:
            turned = day.replace(month=day.day, day=day.month)
            yield Fault(kind, path, _with(printed, path, turned.isoformat()))
    if printed.issue_date and printed.due_date:
        turned_round = _with(_with(printed, "issue_date", printed.due_date), "due_date", printed.issue_date)
        yield Fault(kind, "issue_date and due_date", turned_round)


def _currencies(printed: PrintedInvoice, invoice: Invoice, rows: Sequence[str]) -> Iterator[Fault]:
    if invoice.currency is None:
        return
    printed_codes = {code for row in rows for code in re.findall(r"\b(?:USD|EUR|GBP|CHF|CAD|PLN)\b", row)}
    wrong = ["USD" if invoice.currency != "USD" else "EUR", *sorted(printed_codes - {invoice.currency})]
    for code in dict.fromkeys(wrong):
        yield Fault("currency", "currency", _with(printed, "currency", code))


def _some(count: int) -> list[int]:
    return sorted({0, count // 2, count - 1} & set(range(count)))[:_MOST_OTHERS]
