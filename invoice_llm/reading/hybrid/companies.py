"""Supplier and buyer of an e-invoice against its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.label_reader.parties.names import has_form
from invoice_llm.reading.hybrid.shown import Differences, ShownPage, plain
from invoice_llm.vocabulary.words import company_forms

_BEHIND_ID = re.compile(r"(?:MWST|TVA|IVA|MVA)$")
_COUNTRY = re.compile(r"^[A-Z]{2}(?=[A-Z]?[0-9])")
_HUNGARIAN, _OF_THE_COMPANY = 11, 8
"""A Hungarian tax number is the company's eight figures, which its VAT id has, with three more."""
_SHORTEST_WORD = 3


def of_companies(invoice: Invoice, page: ShownPage) -> Differences:
    yield from _of_seller(invoice, page)
    yield from _of_buyer(invoice, page)


def _of_seller(invoice: Invoice, page: ShownPage) -> Differences:
    """A letterhead may be a picture, or name a brand: a word of a name or an id is enough, unless the page names
    another company as its supplier. A word that both names share is no proof: many companies of a trade do."""
    seller, printed = invoice.seller, page.labelled.seller.name
    told, is_named = _has_id(page, seller), _is_named(page, seller)
    other = printed if printed and has_form(printed) and not _is_known(invoice, printed, page) else None
    if (other and not (told and is_named)) or not (told or is_named):
        yield "seller.name", printed if other else None
    elif not told and (number := _other_vat_id(invoice, page)):
        yield "seller.vat_id", number


def _of_buyer(invoice: Invoice, page: ShownPage) -> Differences:
    """The page is addressed to a company of which nothing is in the data."""
    buyer, printed = invoice.buyer, page.labelled.buyer.name
    if not buyer.name or not printed or not has_form(printed) or _has_id(page, buyer) or _is_named(page, buyer):
        return
    if not _words(printed) & {word for name in _names(buyer) for word in _words(name)}:
        yield "buyer.name", printed


def is_named_on(page: ShownPage, party: Party) -> bool:
    """An id or a whole name of the party stands on the page."""
    text = folded_name(page.text)
    return _has_id(page, party) or any(_stands_in(one, text) for one in _names(party))


def _has_id(page: ShownPage, party: Party) -> bool:
    return any(_bare(one) in page.plain for one in _ids(party))


def _is_named(page: ShownPage, party: Party) -> bool:
    """A word of its name stands on the page, or it has none that could."""
    words = {word for name in _names(party) for word in _words(name)}
    return not words or not words.isdisjoint(folded_name(page.text).split())


def _is_known(invoice: Invoice, printed: str, page: ShownPage) -> bool:
    """The company on the page is a party of the data, or the data's own name stands there as well."""
    ours, theirs, text = _names(invoice.seller), _names(invoice.buyer), folded_name(page.text)
    is_party = any(_words(printed) <= set(folded_name(one).split()) for one in (*ours, *theirs))
    return is_party or any(_stands_in(one, text) for one in ours)


def _stands_in(name: str, text: str) -> bool:
    """The whole name, form or not."""
    words = [word for word in folded_name(name).split() if word not in _forms()]
    return bool(words) and " ".join(words) in text


def _other_vat_id(invoice: Invoice, page: ShownPage) -> str | None:
    """A VAT id that the page prints and that is neither the supplier's of the data nor the buyer's."""
    seller = invoice.seller.vat_id
    if not seller:
        return None
    theirs = [_bare(one) for one in (*_ids(invoice.buyer), page.labelled.buyer.vat_id) if one]
    numbers = (*page.structure.vat_ids, *(one.value for one in page.labelled.seller.tax_ids))
    printed = (one for one in numbers if _bare(one) not in theirs and not _is_buyers(page, one))
    return next((one for one in printed if _is_alike(one, seller)), None)


def _is_buyers(page: ShownPage, number: str) -> bool:
    return any(page.structure.block_at(place.row, place.quote) == "buyer" for place in page.places.text(number))


def _is_alike(printed: str, told: str) -> bool:
    """Two ids of one kind: of the same country, or of the same length where one has no country."""
    one, other = plain(printed), plain(told)
    if _COUNTRY.match(one) and _COUNTRY.match(other):
        return one[:2] == other[:2]
    lengths = {len(_bare(one)), len(_bare(other))}
    return len(lengths) == 1 or lengths == {_HUNGARIAN, _OF_THE_COMPANY}


def _ids(party: Party) -> Iterator[str]:
    yield from (one for one in (party.vat_id, party.legal_id, *(one.value for one in party.tax_ids)) if one)


def _bare(number: str) -> str:
    """Without the country and the name of the tax, which many do not print at home."""
    return _BEHIND_ID.sub("", _COUNTRY.sub("", plain(number)))


def _names(party: Party) -> list[str]:
    return [name for name in (party.name, party.trading_name) if name]


def _words(name: str) -> set[str]:
    """The words of a name but for its form."""
    return {word for word in folded_name(name).split() if word not in _forms()}


@cache
def _forms() -> frozenset[str]:
    return frozenset(word for form in company_forms() for word in folded_name(form).split())
