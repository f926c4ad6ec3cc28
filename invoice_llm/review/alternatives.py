"""Other values for a doubtful field, with their places: what the page says under its label, what another reader read,
what a payment code asks for, what the sums make, and what else the page prints where nothing was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from invoice_llm.documents.page import Page
from invoice_llm.invoice.amounts import parse_amount
from invoice_llm.invoice.checks.totals import left_of_total
from invoice_llm.invoice.fields import REQUIRED_FIELDS, type_at
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.paths import get, top
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.reader import ReadLabels
from invoice_llm.reading.evidence.locate import Located, locate
from invoice_llm.reading.evidence.page_index import Place
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.parsing.assembly import Assembled
from invoice_llm.review.page_candidates import candidates
from invoice_llm.vocabulary.dates import parse_date

Origin = Literal["label", "labels", "code", "second", "foot", "sum", "rest", "read", "page"]
CONFLICTS = (
    *(Reason.READINGS_DISAGREE, Reason.PAGE_XML_DISAGREE, Reason.OTHER_LABELLED, Reason.NOT_READ),
    *(Reason.CODE_DISAGREES, Reason.VALIDATION_DOUBTS),
)
"""Reasons by which a value stands against another one."""
_TOLD: Mapping[str, Origin] = {"code": "code", "printed": "second", "foot": "foot"}
"""Values of a concern that hold another value of its field."""
_SUMS = (Reason.SUM_MISMATCH, Reason.TAX_MISMATCH)
_MOST = 3
_MOST_LINES = 200
"""With more lines than this only the last page is searched again, where the totals stand."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that a field could have, as a correction takes it, and where the page shows it. ``sets`` are other
    fields that go with it."""

    value: str
    origin: Origin
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    quote: str | None = None
    sets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Alternatives:
    """Finds them for one document. ``pages`` are its own, numbered as in its file."""

    record: Record
    pages: Sequence[Page]
    read_labels: ReadLabels

    def by_field(self) -> dict[str, tuple[Alternative, ...]]:
        """The other values of each field that stands in a conflict, that a sum contradicts, that is missing, or whose
        evidence is the weakest; the page is read for no other document."""
        found: dict[str, tuple[Alternative, ...]] = {}
        unproven = self._unproven()
        for path in dict.fromkeys((*self._asked(), *unproven)):
            others: dict[str, Alternative] = {}
            elsewhere = self._elsewhere(path) if path in unproven else ()
            for one in (*self._told(path), *self._summed(path), *self._on_page(path), *elsewhere):
                others.setdefault(one.value, one)
            others.pop(as_correction(get(self.invoice, path)), None)
            if others:
                found[path] = tuple(others.values())[:_MOST]
        return found

    @property
    def invoice(self) -> Invoice:
        return self.record.invoice or Invoice()

    def _asked(self) -> list[str]:
        spots = [path for path, spot in self.record.evidence.items() if {*spot.reasons} & {*map(str, CONFLICTS)}]
        told = [path for one in self.record.why if one.reason in (*CONFLICTS, *_SUMS) for path in one.fields]
        totals = ["total_gross"] if any(one.reason in _SUMS for one in self.record.why) else []
        return [path for path in dict.fromkeys((*spots, *told, *totals)) if top(path) not in ("lines", "unread")]

    def _unproven(self) -> list[str]:
        """What cannot be done without and was not found, and days and numbers that too little speaks for."""
        why = self.record.why
        named = [path for one in why if one.reason is Reason.LOW_CONFIDENCE for path in one.fields]
        missing = REQUIRED_FIELDS if any(one.reason is Reason.MISSING_FIELD for one in why) else ()
        weak = [path for path in named if type_at(path) in ("date", "reference")]
        return [path for path in (*missing, *weak) if path in weak or get(self.invoice, path) is None]

    def _elsewhere(self, path: str) -> Iterator[Alternative]:
        """What the page prints without a label that says so."""
        if not self.pages or self._is_long:
            return
        places = self._read.places(self._read.convention_for(self._read.labels))
        for value, place in candidates(path, self.invoice, self.pages, places):
            yield _at(value, "page", place, self._numbers)

    def _told(self, path: str) -> Iterator[Alternative]:
        """Values that a concern names."""
        for one in self.record.why:
            if path not in one.fields:
                continue
            for name, origin in _TOLD.items():
                told = one.values.get(name)
                if isinstance(told, str) and (value := self._parsed(path, told)):
                    yield self._placed(path, value, origin, told)

    def _summed(self, path: str) -> Iterator[Alternative]:
        """The total that net and tax make, since what was taken for it may be what is due; and what a total leaves."""
        net, tax, gross = self.invoice.total_net, self.invoice.total_tax, self.invoice.total_gross
        if path == "amount_due" and (left := left_of_total(self.invoice)) is not None:
            yield self._placed(path, as_correction(left), "rest", None)
        if path != "total_gross" or net is None or tax is None or net + tax == gross:
            return
        yield self._placed(path, as_correction(net + tax), "sum", None)

    def _on_page(self, path: str) -> Iterator[Alternative]:
        if not self.pages or self._is_long:
            return
        spot = self.record.evidence.get(path)
        if spot and spot.quote and get(self.invoice, path) is None and (value := self._parsed(path, spot.quote)):
            yield Alternative(value, "label", spot.page, spot.bbox, spot.quote)
        rival = self._located[path].rival if path in self._located else None
        if rival is not None and (value := self._parsed(path, rival.quote)):
            yield _at(value, "label", rival, self._numbers)
        if value := as_correction(get(self._read.labelled.invoice, path)):
            yield self._placed(path, value, "labels", self._read.labelled.quotes.get(path))

    def _placed(self, path: str, value: str, origin: Origin, quote: str | None) -> Alternative:
        """With the last place where the page shows the value: totals stand below what they add up."""
        found = self._places(path, value, quote)
        return _at(value, origin, found[-1], self._numbers) if found else Alternative(value, origin)

    def _places(self, path: str, value: str, quote: str | None) -> Sequence[Place]:
        if not self.pages:
            return ()
        places = self._read.places(self._read.convention_for(self._read.labels))
        match type_at(path):
            case "amount":
                return places.amount(Decimal(value))
            case "date":
                return places.day(date.fromisoformat(value))
            case _:
                return places.text(quote or value)

    def _parsed(self, path: str, printed: str) -> str | None:
        """A printed text as the value it means; ``None`` for one that means none."""
        convention = self._read.convention_for(self._read.labels)
        match type_at(path):
            case "amount":
                amount = parse_amount(printed, convention.mark)
                return None if amount is None else as_correction(amount.value)
            case "date":
                day = parse_date(printed, order=convention.order, language=convention.language)
                return None if day is None else day.value.isoformat()
            case _:
                return " ".join(printed.split()) or None

    @property
    def _is_long(self) -> bool:
        return is_long(self.invoice)

    @cached_property
    def _searched(self) -> Sequence[Page]:
        return self.pages[-1:] if self._is_long else self.pages

    @cached_property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(page.number for page in self._searched)

    @cached_property
    def _read(self) -> PageReading:
        return PageReading.of([replace(page, number=n) for n, page in enumerate(self._searched, 1)], self.read_labels)

    @cached_property
    def _located(self) -> Mapping[str, Located]:
        quotes = {path: spot.quote for path, spot in self.record.evidence.items() if spot.quote}
        return locate(Assembled(self.invoice, quotes, {}), self._read, self._read.convention_for(self._read.labels))


def is_long(invoice: Invoice) -> bool:
    """True where the pages between the first and the last are not searched."""
    return len(invoice.lines) > _MOST_LINES


def as_correction(value: object) -> str:
    """A value as a correction takes it; empty where there is none."""
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _at(value: str, origin: Origin, place: Place, numbers: Sequence[int]) -> Alternative:
    x0, top_, x1, bottom = (min(max(round(side, 4), 0.0), 1.0) for side in place.box)
    return Alternative(value, origin, numbers[place.page - 1], (x0, top_, x1, bottom), place.quote)
