"""Readings that are right: the label reader's where the truth agrees, the truth's own values where they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.evaluation.scoring import Score, score_document
from invoice_llm.evaluation.truth import Labelled, labelled_documents
from invoice_llm.invoice.printed import PrintedCharge, PrintedInvoice, PrintedLine, PrintedParty, PrintedTax
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.reading.parsing.convention import read_convention
from invoice_llm.reading.parsing.origin import Origin

_TEXTS = {
    "invoice_number": "invoice_number",
    "purchase_order": "purchase_order",
    "payment_iban": "iban",
}
_DAYS = ("issue_date", "due_date", "delivery_date")
_AMOUNTS = {
    "sum_lines_net": "sum_lines_net",
    "total_net": "total_net",
    "total_tax": "total_tax",
    "total_gross": "total_gross",
    "prepaid": "paid_amount",
    "amount_due": "amount_due",
    "previous_balance": "previous_balance",
}
_PARTIES = {
    "seller_name": ("seller", "name"),
    "seller_vat_id": ("seller", "vat_id"),
    "seller_tax_id": ("seller", "tax_id"),
    "buyer_name": ("buyer", "name"),
    "buyer_vat_id": ("buyer", "vat_id"),
}
_CHARGES = {"allowance_total": "allowance", "charge_total": "charge"}
_UNSCORED = ("doc_type", "type_code", "buyer_reference", "rounding", "delivery_date")
"""Not among the values that a reader is asked for, or that the gate decides on."""


@dataclass(frozen=True, slots=True)
class Case:
    """One document with a right reading of it."""

    document: Labelled
    pages: tuple[Page, ...]
    text: str
    printed: PrintedInvoice

    @property
    def folder(self) -> str:
        return self.document.name.rpartition("/")[0] or "."


def cases(folder: Path) -> Iterator[tuple[Labelled, Case | None]]:
    """Every labelled PDF with text; ``None`` for a document of which no right reading can be put together."""
    for document in labelled_documents(folder):
        if document.path.suffix.lower() != ".pdf" or not document.truth.get("total_gross"):
            continue
        try:
            pages = read_bytes(document.path.read_bytes(), Limits()).pages
        except UnreadableDocument:
            continue
        text = layout_text(pages)
        if text.strip():
            yield document, _case(document, pages, text)


def _case(document: Labelled, pages: tuple[Page, ...], text: str) -> Case | None:
    read = read_invoice(text)
    for printed in (read, _mended(read, document, pages, text)):
        if printed is not None and _is_right(score_document(assemble(printed, text).invoice, document, page_only=True)):
            return Case(document, pages, text, printed)
    return None


def _is_right(scored: Score) -> bool:
    right = all(v.verdict == "correct" for v in scored.fields if v.key not in _UNSCORED)
    lines = scored.lines
    return right and lines.matched == lines.expected and lines.found in (0, lines.expected)


def _mended(read: PrintedInvoice, document: Labelled, pages: tuple[Page, ...], text: str) -> PrintedInvoice | None:
    truth = document.truth
    vat_id = truth.get("seller_vat_id")
    places = Places(
        pages, read_convention(text, read.language, Origin(vat_id=vat_id if isinstance(vat_id, str) else None))
    )
    shown = _Shown(places, document.visible)
    changes: dict[str, Any] = {"doc_type": truth.get("doc_type") or read.doc_type}
    for key, find, names in ((_TEXTS, shown.text, _TEXTS), (dict.fromkeys(_DAYS), shown.day, None)):
        for name in key:
            if name in truth:
                changes[names[name] if names else name] = find(name, truth[name])
    changes |= {name: shown.amount(key, truth[key]) for key, name in _AMOUNTS.items() if key in truth}
    if truth.get("currency") and shown.sees("currency"):
        changes["currency"] = truth["currency"]
    for role in ("seller", "buyer"):
        changes[role] = _party(getattr(read, role), role, shown, truth)
    if any(truth.get(key) or key in truth for key in _CHARGES):
        changes["allowances_charges"] = list(_charges(shown, truth))
    if truth.get("tax_breakdown"):
        changes["taxes"] = [_tax(shown, tax) for tax in truth["tax_breakdown"]]
    if (lines := _lines(shown, truth, read)) is not None:
        changes["lines"] = lines
    return read.model_copy(update=changes)


@dataclass(frozen=True, slots=True)
class _Shown:
    """Printed form of the truth's values; ``None`` where the page does not show one."""

    places: Places
    visible: Mapping[str, Any] | None

    def sees(self, key: str) -> bool:
        """Taxes are not among what was looked for on the page, so each is."""
        return self.visible is None or key == "tax_breakdown" or bool(self.visible.get(key))

    def text(self, key: str, value: object) -> str | None:
        return self._quote(key, value, lambda: self.places.text(str(value)), own=str(value))

    def day(self, key: str, value: object) -> str | None:
        return self._quote(key, value, lambda: self.places.day(date.fromisoformat(str(value))))

    def amount(self, key: str, value: object) -> str | None:
        return self._quote(key, value, lambda: self._amounts(value))

    def _amounts(self, value: object) -> list[Place]:
        number = _number(value)
        found = [] if number is None else self.places.amount(number)
        signed = [place for place in found if _negative(place.quote) == (number is not None and number < 0)]
        return signed or found

    def _quote(self, key: str, value: object, find: Callable[[], list[Place]], own: str | None = None) -> str | None:
        if value is None or not self.sees(key):
            return None
        found = find()
        return (own or found[0].quote) if found else None

    def rate(self, value: object) -> str | None:
        number = _number(value)
        printed = number is not None and bool(self.places.rate(number) or self.places.amount(number))
        return f"{value} %" if printed else None


def _negative(quote: str) -> bool:
    return any(sign in quote for sign in "-−–(")


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _party(read: PrintedParty, role: str, shown: _Shown, truth: Mapping[str, Any]) -> PrintedParty:
    named = {key: name for key, (part, name) in _PARTIES.items() if part == role and key in truth}
    return read.model_copy(update={name: shown.text(key, truth[key]) for key, name in named.items()})


def _charges(shown: _Shown, truth: Mapping[str, Any]) -> Iterator[PrintedCharge]:
    for key, kind in _CHARGES.items():
        if (quote := shown.amount(key, truth.get(key))) and _number(truth.get(key)):
            yield PrintedCharge(kind="charge" if kind == "charge" else "allowance", reason=None, amount=quote)


def _tax(shown: _Shown, tax: Mapping[str, Any]) -> PrintedTax:
    base, amount = (shown.amount("tax_breakdown", tax.get(name)) for name in ("base", "amount"))
    return PrintedTax(rate=shown.rate(tax.get("rate")), base=base, amount=amount)


def _lines(shown: _Shown, truth: Mapping[str, Any], read: PrintedInvoice) -> list[PrintedLine] | None:
    """The truth's lines, if the page shows an amount for each; the reader's where none are labelled."""
    items = truth.get("line_items")
    if not items:
        return None
    totals = [shown.amount("line_items", item.get("line_total")) for item in items]
    if None in totals:
        return read.lines
    return [
        PrintedLine(
            description=item.get("description"),
            item_code=None,
            quantity=_plain(item.get("quantity")),
            unit=None,
            unit_price=_plain(item.get("unit_price")) and shown.amount("line_items", item.get("unit_price")),
            tax_rate=shown.rate(item.get("tax_rate")),
            line_total=total,
        )
        for item, total in zip(items, totals, strict=True)
    ]


def _plain(value: object) -> str | None:
    return None if value is None else f"{Decimal(str(value)).normalize():f}"
