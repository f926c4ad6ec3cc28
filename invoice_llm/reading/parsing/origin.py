"""Country that a document comes from: its seller's, by VAT id, address, tax number and account, never the buyer's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.schema import Invoice
from invoice_llm.vocabulary.countries import country_in

_EUROPE = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
_NAMED = {**{code: code for code in _EUROPE}, "EL": "GR", "CHE": "CH"}
"""Countries by the letters that their VAT ids begin with."""
_VAT_ID = re.compile(r"[A-Z](?<=\b[A-Z])(?:[A-Z]\s?U?\d{8}|HE-?\d{3}\.?\d{3}\.?\d{3}\b)")
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DC|DE|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR"
    "|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY"
)
_PROVINCES = "AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT"
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "US",
        re.compile(
            r"[A-Z,](?:(?<=\bU)(?:nited States|\.?S\.?A\.?)\b|(?<=\b[A-Z])[A-Z],? \d{5}(?:-\d{4})?\b|(?<=\bE)IN\b"
            rf"|(?<=[a-z],) ?(?:{_STATES})\b(?!,? \d{{4}}\b))"
        ),
    ),
    (
        "CA",
        re.compile(
            r"[A-Z,](?:(?<=\bC)anada\b|(?<=\b[A-Z])\d[A-Z] ?\d[A-Z]\d\b|(?<=\b[QHP])ST\b"
            rf"|(?<=[a-z],) ?(?:{_PROVINCES})\b(?! ?\d{{4}}))"
        ),
    ),
    ("AU", re.compile(r"[A-Z](?:(?<=\bA)(?:ustralia|BN)\b|(?:(?<=\bN)SW|(?<=\bV)IC|(?<=\bQ)LD) \d{4}\b)")),
    ("NZ", re.compile(r"New Zealand(?<=\bNew Zealand)\b")),
    ("SG", re.compile(r"Singapore(?<=\bSingapore)\b")),
    ("IN", re.compile(r"[IG](?:(?<=\bI)ndia|(?<=\bG)STIN)\b")),
    ("GB", re.compile(r"[A-Z](?:(?<=\bU)nited Kingdom\b|(?<=\b[A-Z])[A-Z]?\d[A-Z\d]? \d[A-Z]{2}\b)")),
)
"""Each begins with a sign and looks back from it: a search passes over all other signs at once."""
_CELL = re.compile(r"\S+(?: \S+)*")
_ADDRESS_ROWS = 6
"""Rows below a name that may be its address."""
_NEAR = 10
"""Characters that a row of the address may begin before or behind the name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The parties as a reader took them, as far as they tell where a document comes from; all as printed."""

    seller_name: str | None = None
    vat_id: str | None = None
    tax_id: str | None = None
    address: str | None = None
    iban: str | None = None
    buyer: tuple[str, ...] = ()
    buyer_vat_id: str | None = None
    currency: str | None = None

    @classmethod
    def of_answer(cls, printed: PrintedInvoice) -> Self:
        """Parties of a reader's answer."""
        seller, buyer = printed.seller, printed.buyer
        told = tuple(part for text in (buyer.name, buyer.address) if text for part in _parts(text))
        return cls(
            seller.name,
            seller.vat_id,
            seller.tax_id,
            seller.address,
            printed.iban,
            told,
            buyer.vat_id,
            printed.currency,
        )

    @classmethod
    def of_invoice(cls, invoice: Invoice) -> Self:
        """Parties of an invoice."""
        seller, buyer = invoice.seller, invoice.buyer
        address = buyer.address.text if buyer.address else None
        account = next((one.iban for one in invoice.payment_accounts if one.iban), None)
        return cls(
            seller_name=seller.name,
            vat_id=seller.vat_id,
            tax_id=next((one.value for one in seller.tax_ids), None),
            address=seller.address.text if seller.address else None,
            iban=account,
            buyer=tuple(part for text in (buyer.name, address) if text for part in _parts(text)),
            buyer_vat_id=buyer.vat_id,
            currency=invoice.currency,
        )


def seller_country(text: str, origin: Origin, language: str | None) -> str | None:
    """The seller's country (ISO 3166-1 alpha-2): of its VAT id first, then of its address, of a VAT id that is not the
    buyer's, and of its account."""
    if len(own := vat_countries(origin.vat_id or "")) == 1:
        return next(iter(own))
    if place := _place("\n".join(_seller_rows(text.splitlines(), origin)), language):
        return place
    printed = _without_buyer(text, origin)
    if len(others := vat_countries(printed)) == 1:
        return next(iter(others))
    return _account_country(origin.iban) or (None if others else _place(printed, language))


def vat_countries(text: str) -> frozenset[str]:
    """Countries of the VAT ids in a text."""
    ids: list[str] = _VAT_ID.findall(text)
    named = {one[:3] if one.startswith("CHE") else one[:2] for one in ids} & _NAMED.keys()
    return frozenset(map(_NAMED.__getitem__, named))


@lru_cache(maxsize=64)
def _place(text: str, language: str | None) -> str | None:
    """The one country that an address in ``text`` names or shows by its post code; kept for the documents that are
    under way, of which each reading asks."""
    named = country_in(text, language)
    if named is not None:
        return named
    shown = [country for country, pattern in _PLACES if pattern.search(text)]
    return shown[0] if len(shown) == 1 else None


def _seller_rows(lines: Sequence[str], origin: Origin) -> Iterator[str]:
    """The seller's address as it was read, and the cells in the column below its name."""
    yield from filter(None, (origin.address, origin.vat_id, origin.tax_id))
    name = origin.seller_name
    if not name:
        return
    for at, line in enumerate(lines):
        start = line.find(name)
        if start < 0:
            continue
        yield line[start + len(name) :]
        for below in lines[at + 1 : at + 1 + _ADDRESS_ROWS]:
            if _begins_buyer(below, start, origin):
                break
            yield from _column(below, start, origin)


def _begins_buyer(line: str, start: int, origin: Origin) -> bool:
    """True where the buyer's name stands in this column, or in another one with nothing here."""
    at = line.find(origin.buyer[0]) if origin.buyer else -1
    return at >= 0 and (abs(at - start) <= _NEAR or not line[: start + 1].strip())


def _column(line: str, start: int, origin: Origin) -> Iterator[str]:
    for cell in _CELL.finditer(line):
        if abs(cell.start() - start) <= _NEAR and not any(part in cell[0] for part in origin.buyer):
            yield cell[0]


def _without_buyer(text: str, origin: Origin) -> str:
    text = _without_address(text, origin.buyer[0]) if origin.buyer else text
    for part in (*origin.buyer, origin.buyer_vat_id or ""):
        text = text.replace(part, " ") if len(part) > 3 else text
    return text


def _without_address(text: str, name: str) -> str:
    """The text without the cells in the column below a name, down to the first row that has none there."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        start = line.find(name)
        for below in range(at + 1, min(at + 1 + _ADDRESS_ROWS, len(lines)) if start >= 0 else 0):
            spans = [cell.span() for cell in _CELL.finditer(lines[below]) if abs(cell.start() - start) <= _NEAR]
            if not spans:
                break
            for begin, end in spans:
                lines[below] = lines[below][:begin] + " " * (end - begin) + lines[below][end:]
    return "\n".join(lines)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if len(part.strip()) > 3]


def _account_country(iban: str | None) -> str | None:
    found = re.match(r"\s*([A-Z]{2})\d{2}", iban or "")
    return found[1] if found else None
