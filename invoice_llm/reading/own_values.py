"""Own fields of one document: what a model and the labels say, read in its type, found on the page and weighed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from invoice_llm.invoice.amounts import parse_amount
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.own_fields import OwnField
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.own_values import has_own_label
from invoice_llm.reading.confidence import Calibration
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.parsing.convention import Convention
from invoice_llm.reading.sheet import Sheet
from invoice_llm.vocabulary.currency import without_currency
from invoice_llm.vocabulary.dates import parse_date

_NEAR = 48
"""Characters left of a value in which its label is looked for."""
_KINDS = {"date": "day", "amount": "amount", "number": "amount"}


@dataclass(frozen=True, slots=True)
class OwnReading:
    """A value as it is kept, as printed, who read it, and what else speaks against it."""

    text: str
    quote: str
    reader: Literal["model", "labels", "both"]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The page that own values are held against."""

    places: Places
    convention: Convention
    calibration: Calibration | None = None

    def evidence(self, field: OwnField, read: OwnReading) -> Evidence:
        """Place and weight of a value. One that stands nowhere has no confidence."""
        place = _best(field, self._candidates(field, read))
        if place is None:
            reasons = (Reason.NOT_ON_PAGE, *read.reasons)
            return Evidence(source="text", confidence=0.0, reasons=tuple(map(str, reasons)), reader=read.reader)
        labelled = float(_is_labelled(field, place))
        signals = {"labelled": labelled, "agrees": float(read.reader == "both"), "rival": float(bool(read.reasons))}
        signals = {name: value for name, value in signals.items() if value}
        model = self.calibration or Calibration.load()
        x0, top, x1, bottom = (min(max(round(side, 4), 0.0), 1.0) for side in place.box)
        return Evidence(
            page=place.page,
            bbox=(x0, top, x1, bottom),
            quote=place.quote,
            source="text" if place.sharpness is None else "ocr",
            confidence=model.probability(_KINDS.get(field.type, "id"), signals),
            reasons=tuple(map(str, read.reasons)),
            reader=read.reader,
            signals=signals,
        )

    def _candidates(self, field: OwnField, read: OwnReading) -> Sequence[Place]:
        value = field.value_of(read.text)
        if isinstance(value, Decimal):
            return self.places.amount(value)
        if isinstance(value, date):
            return self.places.day(value)
        return self.places.text(read.quote) or self.places.text(value)


def own_on_page(
    invoice: Invoice, sheet: Sheet, printed: PrintedInvoice | None = None
) -> tuple[Invoice, dict[str, Evidence]]:
    """The invoice with its own fields, and their evidence: from the answer ``printed``, where a model was asked, and
    from the labels of the page."""
    if not sheet.own_fields:
        return invoice, {}
    convention = sheet.read.convention_for(printed or sheet.read.labels)
    page = OwnPage(sheet.read.places(convention), convention, sheet.calibration)
    told: Mapping[str, str | None] = printed.own if printed else {}
    values, evidence = {}, {}
    for field in sheet.own_fields:
        read = own_reading(field, told.get(field.name), sheet.own_labelled.get(field.name, ()), convention)
        if read is not None:
            values[field.name] = read.text
            evidence[field.path] = page.evidence(field, read)
    return invoice.model_copy(update={"own": values}), evidence


def own_reading(
    field: OwnField, told: str | None, labelled: Sequence[str], convention: Convention
) -> OwnReading | None:
    """One value out of both readings: one that both have, else the one beside a label, else the model's word."""
    shown = dict(_read(field, labelled, convention))
    said = dict(_read(field, [told] if told else [], convention))
    if both := next((text for text in said if text in shown), None):
        return OwnReading(both, shown[both], "both")
    if shown:
        text, quote = next(iter(shown.items()))
        against = (
            *((Reason.READINGS_DISAGREE,) if said else ()),
            *((Reason.OTHER_LABELLED,) if shown.keys() - {text} else ()),
        )
        return OwnReading(text, quote, "labels", against)
    return next((OwnReading(text, quote, "model") for text, quote in said.items()), None)


def _read(field: OwnField, printed: Sequence[str], convention: Convention) -> Iterator[tuple[str, str]]:
    """Values as they are kept, each with what is printed; what cannot be read in the field's type is left out."""
    for quote in printed:
        if (text := _kept(field, " ".join(quote.split()), convention)) is not None:
            yield text, quote


def _kept(field: OwnField, printed: str, convention: Convention) -> str | None:
    if field.type == "date":
        day = parse_date(printed, order=convention.order, language=convention.language)
        return None if day is None or day.ambiguous else day.value.isoformat()
    if field.type in ("amount", "number"):
        number = parse_amount(without_currency(printed), convention.mark, None)
        return None if number is None or number.ambiguous else f"{number.value:f}"
    return printed or None


def _best(field: OwnField, places: Sequence[Place]) -> Place | None:
    """The first place beside a label of the field, else the first one."""
    return next((place for place in places if _is_labelled(field, place)), next(iter(places), None))


def _is_labelled(field: OwnField, place: Place) -> bool:
    around = (place.before[-_NEAR:], *place.above[:2])
    return any(has_own_label(text, field) for text in around)
