"""An accepted invoice as a reader should have answered it: every value as the page prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.own_fields import own_path
from invoice_llm.invoice.paths import first, leaf
from invoice_llm.invoice.printed import PrintedCharge, PrintedInvoice, PrintedLine, PrintedParty, PrintedTax
from invoice_llm.invoice.schema import Invoice, LineItem, Party
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.parsing.convention import read_convention
from invoice_llm.review.learning import ReviewedExample

_SAME_ROW = 0.008
"""In parts of the page: by how much the cells of one row may stand apart."""


def printed(example: ReviewedExample, document: ReadDocument) -> PrintedInvoice:
    """Only what stands in the document's text; the rest is ``None``."""
    return _Printer(example.invoice, example.evidence, document).invoice()


class _Printer:
    def __init__(self, invoice: Invoice, evidence: Mapping[str, Evidence], document: ReadDocument) -> None:
        text = layout_text(document.pages)
        self._text = _folded(text)
        self._places = Places(document.pages, read_convention(text, invoice.language))
        self._invoice = invoice
        self._evidence = evidence

    def invoice(self) -> PrintedInvoice:
        read = self._invoice
        values: dict[str, Any] = {answer: self._value(path, value) for answer, path, value in _written_out(read)}
        return PrintedInvoice(
            **values | {"currency": _sign(values["currency"])},
            doc_type=read.doc_type,
            language=read.language,
            seller=self._party("seller", read.seller),
            buyer=self._party("buyer", read.buyer),
            prices_include_tax=read.prices_include_tax,
            allowances_charges=[
                PrintedCharge(
                    kind="charge" if one.is_charge else "allowance",
                    reason=self._value("", one.reason),
                    amount=self._value("", one.amount),
                )
                for one in read.allowances_charges
            ],
            taxes=[self._tax(index) for index in range(len(read.taxes))],
            lines=[self._line(index, line) for index, line in enumerate(read.lines)],
            own={name: said for name, text in read.own.items() if (said := self._value(own_path(name), text))},
        )

    def _party(self, path: str, party: Party) -> PrintedParty:
        return PrintedParty(
            name=self._value(f"{path}.name", party.name),
            vat_id=self._value(f"{path}.vat_id", party.vat_id),
            tax_id=self._value("", next((one.value for one in party.tax_ids), None)),
            address=self._value("", party.address.text),
        )

    def _tax(self, index: int) -> PrintedTax:
        tax, path = self._invoice.taxes[index], f"taxes[{index}]"
        near = self._evidence.get(f"{path}.amount")
        return PrintedTax(
            rate=self._rate(tax.rate),
            base=self._value(f"{path}.base", tax.base, near),
            amount=self._value(f"{path}.amount", tax.amount),
        )

    def _line(self, index: int, line: LineItem) -> PrintedLine:
        """Cells are looked for in the row of the line's total: an amount like 1 stands in many places."""
        path = f"lines[{index}]"
        near = self._evidence.get(f"{path}.line_total")
        return PrintedLine(
            description=self._value(f"{path}.description", line.description),
            item_code=self._value(f"{path}.item_code", line.item_code),
            quantity=self._value(f"{path}.quantity", line.quantity, near),
            unit=self._value("", line.unit),
            unit_price=self._value(f"{path}.unit_price", line.unit_price, near),
            tax_rate=self._rate(line.tax_rate, near),
            line_total=self._value(f"{path}.line_total", line.line_total),
        )

    def _value(self, path: str, value: Any, near: Evidence | None = None) -> str | None:
        if value is None:
            return None
        spot = self._evidence.get(path)
        if spot is not None and spot.quote and self._stands(spot.quote):
            return spot.quote
        place = _nearest(self._candidates(value), near)
        quote = value if place is None and isinstance(value, str) else place and place.quote
        return quote if quote and self._stands(quote) else None

    def _rate(self, rate: Decimal | None, near: Evidence | None = None) -> str | None:
        if rate is None:
            return None
        place = _nearest(self._places.rate(rate), None) or _nearest(self._places.amount(rate), near)
        return place.quote if place is not None and self._stands(place.quote) else None

    def _candidates(self, value: Any) -> list[Place]:
        if isinstance(value, Decimal):
            return self._places.amount(value)
        if isinstance(value, date):
            return self._places.day(value)
        return self._places.currency(value) or self._places.text(value) if len(value) == 3 else self._places.text(value)

    def _stands(self, quote: str) -> bool:
        return _folded(quote) in self._text


def _written_out(invoice: Invoice) -> Iterator[tuple[str, str, Any]]:
    """Answer key, path and value of each text, number and day that an answer has for the whole document. Of several
    accounts the first one with an IBAN is meant."""
    for field in FIELDS:
        if field.answer and field.answer == leaf(field.answer) and field.type not in ("code", "doc_type", "flag"):
            yield field.answer, field.first_path, first(invoice, field.path)


def _nearest(places: list[Place], near: Evidence | None) -> Place | None:
    """The first one; where a row is known, only one in that row."""
    if near is None or near.bbox is None:
        return next(iter(places), None)
    top, page = near.bbox[1], near.page
    return next((one for one in places if one.page == page and abs(one.box[1] - top) <= _SAME_ROW), None)


def _sign(quote: str | None) -> str | None:
    """A currency may be found at an amount, of which it is the part without digits."""
    return None if quote is None else re.sub(r"[\d.,'\s-]", "", quote) or None


def _folded(text: str) -> str:
    return " ".join(text.split())
