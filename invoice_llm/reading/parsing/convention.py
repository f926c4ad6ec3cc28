"""Convention of one document for numbers and dates, and its country, read off the whole text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from invoice_llm.invoice.amounts import DecimalMark, decimal_mark
from invoice_llm.vocabulary.currency import find_currency, parse_currency
from invoice_llm.vocabulary.dates import DateOrder, date_order, find_dates

_VAT_COUNTRY = re.compile(
    r"\b(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)\s?\d{8}"
)
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("US", re.compile(r"\b(?:United States|U\.?S\.?A\.?)\b|\b[A-Z]{2},? \d{5}(?:-\d{4})?\b|\bEIN\b")),
    ("CA", re.compile(r"\bCanada\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b(?:QST|HST|PST)\b")),
    ("AU", re.compile(r"\bAustralia\b|\bABN\b|\b(?:NSW|VIC|QLD) \d{4}\b")),
    ("NZ", re.compile(r"\bNew Zealand\b")),
    ("SG", re.compile(r"\bSingapore\b")),
    ("IN", re.compile(r"\bIndia\b|\bGSTIN\b")),
    ("GB", re.compile(r"\bUnited Kingdom\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")),
)


_POINT = ("US", "CA", "AU", "NZ", "SG", "IN", "GB", "IE", "MT")
_COMMA = (
    "AT",
    "BE",
    "BG",
    "CZ",
    "DE",
    "DK",
    "ES",
    "FI",
    "FR",
    "GR",
    "HR",
    "HU",
    "IT",
    "LT",
    "LV",
    "NL",
    "PL",
    "PT",
    "RO",
)


@dataclass(frozen=True, slots=True)
class Convention:
    """``None`` where the document does not say. ``country`` is ISO 3166-1 alpha-2."""

    mark: DecimalMark | None
    order: DateOrder | None
    language: str | None
    country: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Habits:
    """Signs of a text's convention, whoever reads it. ``vat_countries`` are those of the VAT ids in it,
    ``places`` those that addresses name; ``dates`` are printed dates; ``bare_dollar`` is a ``$`` beside no currency."""

    mark: DecimalMark | None
    dates: tuple[str, ...]
    vat_countries: frozenset[str]
    places: tuple[str, ...]
    currency: str | None
    bare_dollar: bool

    def convention(self, language: str | None, seller_vat_id: str | None = None) -> Convention:
        """The convention of a text that a reader took for this language and this seller's."""
        country = self._country(seller_vat_id)
        currency = parse_currency("$", country=country) if self.bare_dollar else self.currency
        return Convention(
            mark=self.mark or _usual_mark(country),
            order=date_order(self.dates, language=language, country=country),
            language=language,
            country=country,
            currency=currency,
        )

    def _country(self, seller_vat_id: str | None) -> str | None:
        """Country of the seller's VAT id first, then of any, then of an address; each where only one country is
        named."""
        prefixes = _vat_countries(seller_vat_id or "") or self.vat_countries
        if prefixes:
            return next(iter(prefixes)) if len(prefixes) == 1 else None
        return self.places[0] if len(self.places) == 1 else None


def habits_of(text: str) -> Habits:
    """Read a document's whole text once, for every convention that is made of it."""
    lines = text.splitlines()
    dated = (line for line in lines if any(map(str.isdigit, line)))
    currency = find_currency(text)
    return Habits(
        mark=decimal_mark(lines),
        dates=tuple(line[start:end] for line in dated for start, end in find_dates(line)),
        vat_countries=_vat_countries(text),
        places=tuple(country for country, pattern in _PLACES if pattern.search(text)),
        currency=currency,
        bare_dollar=currency is None and "$" in text,
    )


def read_convention(text: str, language: str | None, seller_vat_id: str | None = None) -> Convention:
    """The convention of a text that is looked at just once; ``language`` is what a reader took it for."""
    return habits_of(text).convention(language, seller_vat_id)


def _vat_countries(text: str) -> frozenset[str]:
    return frozenset("GR" if found == "EL" else found for found in _VAT_COUNTRY.findall(text))


def _usual_mark(country: str | None) -> DecimalMark | None:
    """Decimal mark that a country uses, for a document whose amounts show no decimals."""
    if country in _POINT:
        return "."
    return "," if country in _COMMA else None
