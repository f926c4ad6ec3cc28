"""The place of every value: found by searching the page, chosen among several by the label beside it, and held against
what the page says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from invoice_llm.documents.page import Page
from invoice_llm.invoice.evidence import Evidence, Source
from invoice_llm.invoice.fields import RANKED_TOTALS, fields_where
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.paths import every, top
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.labels import best_place
from invoice_llm.reading.evidence.line_rows import tie_lines
from invoice_llm.reading.evidence.located import NOWHERE, Located
from invoice_llm.reading.evidence.page_index import Place, Places
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.parties import judge_parties
from invoice_llm.reading.evidence.rivals.same_label import with_rivals
from invoice_llm.reading.evidence.tax_rates import doubtful_rates
from invoice_llm.reading.parsing.assembly import Assembled
from invoice_llm.reading.parsing.convention import Convention

__all__ = ["Located", "Value", "as_evidence", "locate", "values"]

Value = str | Decimal | date
UNREAD = "unread."
_LOCATED = fields_where(lambda field: field.located)
_PLAIN = tuple(field.path for field in _LOCATED if field.is_plain)
_IN_ROWS = tuple(field.path for field in _LOCATED if top(field.path) in ("lines", "taxes"))
_OF_HEAD = tuple(field.path for field in _LOCATED if field.path not in (*_PLAIN, *_IN_ROWS))
"""The invoice's own values, those of lines and taxes, and those of its parties and other lists."""
_PROVEN = tuple(field.path for field in _LOCATED if field.needs_label)
_TOTALS = tuple(field.path for field in RANKED_TOTALS)
_BLURRED = 0.5
"""Below this the OCR engine itself is in doubt about a word."""


def locate(assembled: Assembled, read: PageReading, convention: Convention) -> dict[str, Located]:
    """The place of every value of the invoice, by field path; and what the page shows that was not read."""
    places, structure = read.places(convention), read.structure
    invoice, known = assembled.invoice, read.spots(convention)
    found: dict[str, Located] = {}
    for path, value in values(invoice):
        key = path, value, assembled.quotes.get(path)
        if key not in known:
            known[key] = best_place(path, _candidates(places, *key), structure)
        found[path] = known[key]
    if invoice.currency is not None:
        found["currency"] = _currency(places.currency(invoice.currency))
    if not found.get("amount_due", NOWHERE).proper and invoice.amount_due == invoice.total_gross is not None:
        found["amount_due"] = found["total_gross"]
    judge_parties(found, invoice, places, structure)
    tie_lines(found, places, invoice, structure)
    with_rivals(found, invoice, places, structure, convention)
    found.update(doubtful_rates(found, places, invoice))
    _mark_derived(found, invoice)
    _mark_unproven(found)
    found.update(_bad_pages(read.pages))
    return {path: _sharp(spot) for path, spot in found.items()}


def as_evidence(
    located: Mapping[str, Located], problems: Mapping[str, tuple[Reason, ...]], weights: Mapping[str, float]
) -> dict[str, Evidence]:
    """The written form, with each field's confidence and what speaks against it. What was not read stands under its
    field's path, at the place where the page shows it."""
    return {
        path.removeprefix(UNREAD): _evidence(
            spot, problems.get(path, ()), None if path.startswith(UNREAD) else weights.get(path)
        )
        for path, spot in located.items()
    }


def _evidence(spot: Located, problems: tuple[Reason, ...], weight: float | None) -> Evidence:
    shown = spot.place or (spot.rival if Reason.NOT_READ in spot.reasons else None)
    source: Source = "derived" if spot.derived else "text" if shown is None or shown.sharpness is None else "ocr"
    return Evidence(
        page=shown and shown.page,
        bbox=shown and _rounded(shown),
        quote=shown and shown.quote,
        source=source,
        confidence=weight,
        reasons=tuple(str(reason) for reason in dict.fromkeys((*problems, *_against(spot)))),
    )


def values(invoice: Invoice) -> Iterator[tuple[str, Value]]:
    """Every value that must stand on the page, by field path."""
    yield from values_of_head(invoice)
    for pattern in _IN_ROWS:
        yield from every(invoice, pattern)


def values_of_head(invoice: Invoice) -> Iterator[tuple[str, Value]]:
    """The same without those of lines and taxes."""
    for path in _PLAIN:
        if (value := getattr(invoice, path)) not in (None, ""):
            yield path, value
    for pattern in _OF_HEAD:
        yield from every(invoice, pattern)


def _candidates(places: Places, path: str, value: Value, quote: str | None) -> list[Place]:
    if isinstance(value, Decimal):
        return places.amount(value)
    if isinstance(value, date):
        return places.day(value)
    found = places.text(value if quote is None else quote) or places.text(value)
    return [place for place in found if path != "invoice_number" or not places.is_of_a_date(place)]


def _currency(places: Sequence[Place]) -> Located:
    """A currency is its own label."""
    return Located(places[0], 1, len(places)) if places else NOWHERE


def _mark_derived(found: dict[str, Located], invoice: Invoice) -> None:
    """A total that is printed nowhere and follows from two that are: it was calculated, not read."""
    net, tax, gross = invoice.total_net, invoice.total_tax, invoice.total_gross
    if net is None or tax is None or gross is None or net + tax != gross:
        return
    names = ("total_net", "total_tax", "total_gross")
    unseen = [name for name in names if found[name].place is None]
    if len(unseen) == 1:
        found[unseen[0]] = replace(found[unseen[0]], derived=True)


def _mark_unproven(found: dict[str, Located]) -> None:
    """A value that every invoice needs counts only where something says that it is this one; a total among the lines is
    a line's."""
    for path, spot in found.items():
        unlabelled = path in _PROVEN and spot.label == 0
        if spot.place is not None and (unlabelled or (path in _TOTALS and spot.block == "table")):
            found[path] = replace(spot, reasons=(*spot.reasons, Reason.WEAK_LABEL))


def _bad_pages(pages: Sequence[Page]) -> Iterator[tuple[str, Located]]:
    """Pages whose text cannot be believed, or that hold a picture instead: what they say is not known."""
    for index, page in enumerate(pages):
        if page.verdict not in (None, "good"):
            reason = Reason.UNPROVEN_TEXT if page.verdict == "unproven" else Reason.LOW_TEXT_QUALITY
            yield f"pages[{index}]", replace(NOWHERE, reasons=(reason,))


def _sharp(spot: Located) -> Located:
    """A value on words that the OCR engine is not sure of says so."""
    if spot.place is None or spot.place.sharpness is None or spot.place.sharpness >= _BLURRED:
        return spot
    return replace(spot, reasons=(*spot.reasons, Reason.LOW_TEXT_QUALITY))


def _against(spot: Located) -> Iterator[Reason]:
    if spot.place is None and not spot.reasons:
        yield Reason.NOT_ON_PAGE
    if spot.place is not None and spot.label < 0:
        yield Reason.WEAK_LABEL
    if spot.place is not None and spot.rival is not None:
        yield Reason.OTHER_LABELLED
    yield from spot.reasons


def _rounded(place: Place) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = (min(max(round(side, 4), 0.0), 1.0) for side in place.box)
    return (x0, top, x1, bottom)
