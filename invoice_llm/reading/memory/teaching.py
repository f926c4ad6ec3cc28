"""Lesson of a decided invoice: where each of its values stands on its page, in which words, form and layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from invoice_llm.invoice.amounts import DecimalMark, find_amounts, parse_amount
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.paths import first, get
from invoice_llm.invoice.schema import DocType, Invoice
from invoice_llm.label_reader.parties.bank_numbers import bank_numbers
from invoice_llm.reading.evidence.labels import label_of
from invoice_llm.reading.evidence.page_cells import PageCell, fold
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.structure import Structure
from invoice_llm.reading.memory.frames import frame_of
from invoice_llm.reading.memory.lesson import FrameCell, Lesson, ValuePlace
from invoice_llm.reading.memory.sightings import SightingKind, shape_of
from invoice_llm.reading.parsing.convention import Convention
from invoice_llm.reading.parsing.origin import Origin
from invoice_llm.vocabulary.currency import parse_currency
from invoice_llm.vocabulary.dates import DateOrder, parse_date

DATES = ("issue_date", "due_date", "delivery_date")
NUMBERS = ("invoice_number", "po_numbers[0]", "customer_number", "delivery_note_ref", "preceding_invoices[0].number")
AMOUNTS = ("total_net", "total_tax", "total_gross", "amount_due", "paid_amount", "previous_balance", "sum_lines_net")
KINDS: Mapping[str, SightingKind] = {
    **dict.fromkeys(DATES, "date"),
    **dict.fromkeys(NUMBERS, "number"),
    **dict.fromkeys(AMOUNTS, "amount"),
}
NAMES = (
    *("seller.name", "seller.vat_id", "seller.tax_ids[0].value", "buyer.name", "buyer.vat_id"),
    *("payment_accounts[0].iban", "payment_accounts[0].bic"),
)
_MOST_PLACES = 4
_KINDS_OF_INVOICE: tuple[DocType, ...] = ("invoice", "credit_note", "debit_note")
_BESIDE = re.compile(r"[^\W\d_]+\.?|[^\w\s.,()\-+:/]")


def lesson_of(invoice: Invoice, read: PageReading | None, evidence: Mapping[str, Evidence]) -> Lesson:
    """The lesson of an invoice as it was decided. Without its page it has the facts alone."""
    facts = _facts(invoice)
    if read is None or not any(page.rows for page in read.pages):
        return facts
    convention = _convention(read, invoice)
    return _Teacher(invoice, read, convention, evidence).lesson(facts)


def _facts(invoice: Invoice) -> Lesson:
    accounts = (account.iban or account.account_number for account in invoice.payment_accounts)
    rates = (tax.rate for tax in invoice.taxes)
    return Lesson(
        doc_type=_doc_type(invoice),
        language=invoice.language,
        currency=invoice.currency,
        number_shape=number_form(invoice.invoice_number),
        order_shape=number_form(next(iter(invoice.po_numbers), None)),
        rates=tuple(f"{rate.normalize():f}" for rate in rates if rate is not None),
        accounts=tuple(account for account in accounts if account),
        total=invoice.total_gross,
        names={path: str(value) for path in NAMES if (value := first(invoice, path)) is not None},
    )


def _doc_type(invoice: Invoice) -> DocType:
    """An invoice is what people accept to be paid, also where its title said nothing that is known."""
    return invoice.doc_type if invoice.doc_type in _KINDS_OF_INVOICE else "invoice"


def number_form(number: str | None) -> str | None:
    """The form of a number: its letters, and each run of digits as 0. Mixed runs of letters and digits are one X."""
    if not number:
        return None
    mixed = re.sub(r"(?=\w*\d\w*[^\W\d_]\w*\d|\w*[^\W\d_]\w*\d\w*[^\W\d_])\w{5,}", "X", number.upper())
    return re.sub(r"\d+", "0", mixed)


def _convention(read: PageReading, invoice: Invoice) -> Convention:
    """The page's convention; where a date can be read two ways, in the order that the decision shows."""
    convention = read.habits.convention(invoice.language, Origin.of_invoice(invoice))
    return replace(convention, order=_order(read, invoice) or convention.order)


def _order(read: PageReading, invoice: Invoice) -> DateOrder | None:
    """The order of numeric dates that the decided day settles."""
    days = {day for path in DATES if isinstance(day := get(invoice, path), date)}
    for order in ("dmy", "mdy", "ymd"):
        for text in read.habits.dates:
            parsed = parse_date(text, order=order)
            plain = parse_date(text)
            if parsed and plain and plain.ambiguous and parsed.value in days:
                return order
    return None


class _Teacher:
    """Looks for each decided value on the page."""

    def __init__(
        self,
        invoice: Invoice,
        read: PageReading,
        convention: Convention,
        evidence: Mapping[str, Evidence],
    ) -> None:
        self._invoice = invoice
        self._read = read
        self._convention = convention
        self._cells = read.cells
        self._evidence = evidence
        self._places: Places = read.places(convention)
        self._structure: Structure = read.structure

    def lesson(self, facts: Lesson) -> Lesson:
        spots = {path: found for path in KINDS if (found := self._found(path))}
        values = {path: self._value_place(path, found) for path, found in spots.items()}
        same = self._same_as(values)
        return replace(
            facts,
            order=_order(self._read, self._invoice),
            bank_numbers=bank_numbers(self._read.text),
            mark=self._mark(spots),
            currency_word=self._currency_word(spots.get("total_gross", [])),
            values={path: one for path, one in values.items() if path not in same},
            same_as=same,
            absent=tuple(self._absent(values)),
            names={path: text for path, text in facts.names.items() if self._places.text(text)},
            frame=self._frame(spots),
        )

    def _found(self, path: str) -> list[tuple[PageCell, int, int]]:
        """The places of a value; the last one alone of an amount, since lines may come to the same."""
        value = first(self._invoice, path)
        if value is None:
            return []
        places = self._clicked(path) or self._chosen(path, self._of_value(value))
        found = [cell for place in places if (cell := self._cell_at(place, value)) is not None]
        return found[-1:] if KINDS[path] == "amount" else found[:_MOST_PLACES]

    def _of_value(self, value: object) -> list[Place]:
        if isinstance(value, Decimal):
            return self._places.amount(value)
        if isinstance(value, date):
            return self._places.day(value)
        return [place for place in self._places.text(str(value)) if not self._places.is_of_a_date(place)]

    def _clicked(self, path: str) -> list[Place]:
        """The place that a person pointed at."""
        spot = self._evidence.get(path)
        if spot is None or spot.source != "human" or spot.bbox is None or not spot.quote:
            return []
        middle = (spot.bbox[1] + spot.bbox[3]) / 2
        places = self._places.text(spot.quote)
        return [one for one in places if one.page == spot.page and one.box[1] <= middle <= one.box[3]][:1]

    def _chosen(self, path: str, places: Sequence[Place]) -> Sequence[Place]:
        """Those of several places with the field's own label, where the vocabulary knows one; never those with another
        field's."""
        sides = [(label_of(path, place, self._structure).side, place) for place in places]
        own = [place for side, place in sides if side > 0]
        return own or [place for side, place in sides if side == 0] or places

    def _cell_at(self, place: Place, value: object) -> tuple[PageCell, int, int] | None:
        """The cell of a place, and the part of it that is the value."""
        for cell in self._cells.rows[place.row]:
            inside = [
                (at, at + len(word.text))
                for word, at in zip(cell.words, cell.starts, strict=True)
                if place.box[0] - 1e-6 <= (word.box[0] + word.box[2]) / 2 <= place.box[2] + 1e-6
            ]
            if inside:
                start, end = inside[0][0], inside[-1][1]
                return cell, *_narrowed(cell.text, start, end, value)
        return None

    def _value_place(self, path: str, found: Sequence[tuple[PageCell, int, int]]) -> ValuePlace:
        cell, start, end = found[0]
        quote = cell.text[start:end]
        places = tuple(self._cells.around(*one) for one in found)
        return ValuePlace(KINDS[path], shape_of(quote), len(quote.split()), tuple(dict.fromkeys(places)))

    def _same_as(self, values: Mapping[str, ValuePlace]) -> dict[str, str]:
        """An amount due that is the total, printed once."""
        due, gross = values.get("amount_due"), values.get("total_gross")
        if due is not None and gross is not None and due.places == gross.places:
            return {"amount_due": "total_gross"}
        return {}

    def _absent(self, values: Mapping[str, ValuePlace]) -> Iterator[str]:
        """Paths that the label reader has a value for and people have none."""
        read = self._read.labelled.invoice
        for path in KINDS:
            if path not in values and first(self._invoice, path) is None and first(read, path) is not None:
                yield path

    def _mark(self, spots: Mapping[str, Sequence[tuple[PageCell, int, int]]]) -> DecimalMark | None:
        """The decimal mark by which the decided amounts are what is printed, where only one does."""
        marks: tuple[DecimalMark, DecimalMark] = (".", ",")
        fitting = set(marks)
        for path in AMOUNTS:
            value = get(self._invoice, path)
            for cell, start, end in spots.get(path, ()):
                read = {mark: parse_amount(cell.text[start:end], mark) for mark in marks}
                fitting -= {mark for mark, one in read.items() if one is not None and abs(one.value) != abs(value)}
        return fitting.pop() if len(fitting) == 1 else self._convention.mark

    def _currency_word(self, spots: Sequence[tuple[PageCell, int, int]]) -> str | None:
        """The word beside the total that stands for the currency and is in no vocabulary."""
        for cell, start, end in spots:
            beside: list[str] = [*_BESIDE.findall(cell.text[end:])[:1], *_BESIDE.findall(cell.text[:start])[-1:]]
            for word in beside:
                if parse_currency(word, country=self._convention.country) == self._invoice.currency:
                    return word
            if beside and len(cell.text) < _SHORT and not parse_currency(beside[0]):
                return beside[0]
        return None

    def _frame(self, spots: Mapping[str, Sequence[tuple[PageCell, int, int]]]) -> tuple[FrameCell, ...]:
        """The layout without the rows of lines, which stand above the totals."""
        frame = frame_of(self._cells)
        totals = [cell.box[1] for path in AMOUNTS for cell, _, _ in spots.get(path, ()) if cell.page == 1]
        lines = {
            cell.row
            for row in self._cells.rows
            for cell in row
            if totals and cell.page == 1 and cell.box[1] < min(totals) - 0.005 and cell.row in self._structure.table
        }
        texts = {fold(cell.text) for cell in self._cells if cell.row in lines and self._has_amount(cell.row)}
        return tuple(one for one in frame if one.text not in texts)

    def _has_amount(self, row: int) -> bool:
        return bool(self._places.numbers_in([row]))


_SHORT = 28
"""A longer cell is a sentence, whose words are no currency."""


def _narrowed(text: str, start: int, end: int, value: object) -> tuple[int, int]:
    """Without what hangs on to the value in its first and last word."""
    if isinstance(value, Decimal):
        spans = [span for span in find_amounts(text) if span[0] < end and span[1] > start]
        return spans[-1] if spans else (start, end)
    if not isinstance(value, str):
        part = text[start:end]
        return start + len(part) - len(part.lstrip(" (:#")), end - len(part) + len(part.rstrip(" .,;:)"))
    at = text.casefold().find(value.casefold(), start, end + 1)
    return (at, at + len(value)) if at >= 0 else (start, end)
