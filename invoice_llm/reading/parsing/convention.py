"""Convention of one document for numbers and dates, and its country, read off the whole text.

What the document's own figures show comes first, the seller's country and language next. The buyer's country says
nothing of how the seller writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from invoice_llm.invoice.amounts import DecimalMark
from invoice_llm.invoice.tolerances import decimals
from invoice_llm.reading.parsing.origin import Origin, seller_country, vat_countries
from invoice_llm.vocabulary.countries import mark_of_country
from invoice_llm.vocabulary.currency import find_currency, leading_sign, parse_currency
from invoice_llm.vocabulary.dates import DateOrder, date_order, find_dates
from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.printed_figures import PrintedFigures, figures_of
from invoice_llm.vocabulary.words import languages_of_form

_LONG = 3
_NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Convention:
    """``None`` where the document does not say. ``country`` is the seller's, ISO 3166-1 alpha-2; ``decimals`` are
    those that an amount of the document has, three or more where it shows such."""

    mark: DecimalMark | None
    order: DateOrder | None
    language: str | None
    country: str | None
    currency: str | None
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """Signs of a text's convention, whoever reads it. ``dates`` are printed dates; ``sign`` is one of several
    currencies, where nothing else names one."""

    text: str
    figures: PrintedFigures
    dates: tuple[str, ...]
    vat_countries: frozenset[str]
    currency: str | None
    sign: str | None
    _known: dict[tuple[str | None, Origin], Convention] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def convention(self, language: str | None, origin: Origin = _NOWHERE) -> Convention:
        """The convention of a text that a reader took for this language and this seller's; found once for each."""
        if (language, origin) not in self._known:
            self._known[language, origin] = self._found(language, origin)
        return self._known[language, origin]

    def _found(self, language: str | None, origin: Origin) -> Convention:
        country = seller_country(self.text, origin, language)
        currency = parse_currency(self.sign, country=country) if self.sign else self.currency
        named = parse_currency(origin.currency or "", country=country) or currency
        return Convention(
            mark=self.figures.mark or _usual_mark(country, language, origin),
            order=date_order(self.dates, language=language, country=country),
            language=language,
            country=country,
            currency=currency,
            decimals=self._decimals(named),
        )

    def _decimals(self, currency: str | None) -> int | None:
        if self.figures.long_decimals:
            return _LONG
        return None if currency is None else decimals(currency)


def habits_of(text: str) -> Habits:
    """Read a document's whole text once, for every convention that is made of it."""
    lines = text.splitlines()
    dated = (line for line in lines if any(map(str.isdigit, line)))
    currency = find_currency(text)
    return Habits(
        text=text,
        figures=figures_of(lines),
        dates=tuple(line[start:end] for line in dated for start, end in find_dates(line)),
        vat_countries=vat_countries(text),
        currency=currency,
        sign=leading_sign(text) or ("$" if currency is None and "$" in text else None),
    )


def read_convention(text: str, language: str | None, origin: Origin = _NOWHERE) -> Convention:
    """The convention of a text that is looked at just once; ``language`` is what a reader took it for."""
    return habits_of(text).convention(language, origin)


def _usual_mark(country: str | None, language: str | None, origin: Origin) -> DecimalMark | None:
    """Decimal mark of a document whose amounts show none: the seller's country's, else that of the languages in which
    its company's form is written, else the document's language's."""
    if country is not None:
        return mark_of_country(country, language)
    known = languages()
    forms = {known[one].numbers.decimal for one in languages_of_form(origin.seller_name or "")}
    if forms:
        return forms.pop() if len(forms) == 1 else None
    spoken = known.get(language or "")
    return spoken.numbers.decimal if spoken else None
