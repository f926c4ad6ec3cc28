"""What the page prints for a field that nobody could fill: its other days, its largest amounts, numbers at its top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from invoice_llm.documents.page import Page
from invoice_llm.invoice.fields import FIELDS, type_at
from invoice_llm.invoice.paths import get
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.evidence.page_index import Place, Places

_DAYS = tuple(field.path for field in FIELDS if field.type == "date" and "[" not in field.path)
_HAS_CENTS = re.compile(r"[.,]\d{2}\D*$")
_NUMBER = re.compile(r"(?=\D*\d)[^\W_][\w/.-]{2,19}")
_BARE = re.compile(r"[^#:(]*[#:(]+|[,;:.)]+$")
_TOP = 0.45
"""The part of a page in which its number stands."""


def candidates(path: str, invoice: Invoice, pages: Sequence[Page], places: Places) -> Iterator[tuple[str, Place]]:
    """Values as a correction takes them, with their places, the likelier ones first; nothing that another field of the
    invoice holds."""
    match type_at(path):
        case "date":
            yield from _days(path, invoice, places)
        case "amount":
            yield from _amounts(invoice, places)
        case "reference":
            yield from _numbers(invoice, pages, places)
        case _:
            pass


def _days(path: str, invoice: Invoice, places: Places) -> Iterator[tuple[str, Place]]:
    """In the order of the page."""
    held = {get(invoice, other) for other in _DAYS if other != path}
    found = [(places.day(day)[0], day) for day in places.days() if day not in held]
    for place, day in sorted(found, key=lambda one: (one[0].row, one[0].box[0])):
        yield day.isoformat(), place


def _amounts(invoice: Invoice, places: Places) -> Iterator[tuple[str, Place]]:
    """The largest first; with cents, so that no year and no postal code is among them."""
    held = {invoice.total_net, invoice.total_tax, invoice.total_gross, Decimal(0)}
    for amount in sorted(places.amounts() - held, reverse=True):
        printed = [place for place in places.amount(amount) if _HAS_CENTS.search(place.quote)]
        if printed:
            yield f"{amount:f}", printed[-1]


def _numbers(invoice: Invoice, pages: Sequence[Page], places: Places) -> Iterator[tuple[str, Place]]:
    """Words with a digit at the top of the first page that are no day, no amount and no other number of the invoice."""
    others = {*_DAYS, *(field.path for field in FIELDS if field.type in ("reference", "vat_id", "tax_id", "iban"))}
    held = {str(get(invoice, path.replace("[]", "[0]"))) for path in others if not path.endswith("].value")}
    for word in (word for page in pages[:1] for row in page.rows for word in row.words):
        text = _BARE.sub("", word.text)
        if word.box[1] > _TOP or not _NUMBER.fullmatch(text) or _HAS_CENTS.search(text) or text in held:
            continue
        spots = places.text(text)
        if spots and not places.is_of_a_date(spots[0]):
            held.add(text)
            yield text, spots[0]
