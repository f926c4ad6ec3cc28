"""One folding of VAT ids and tax numbers for everything that asks whether two name the same company."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module

from invoice_llm.invoice.schema import Party

_COUNTRIES = "AT BE BG CHE CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK TR XI"
_BEFORE = re.compile(rf"({_COUNTRIES.replace(' ', '|')})(?=\w*\d{{5}})")
"""Letters of a country before an id that most suppliers print at home without them."""
_BEHIND = re.compile(r"(?<=\d)(?:MVA|MWST|TVA|IVA|B\d\d)$")
"""Register of the tax, or the branch of a company in a tax group."""
_PRINTED_HUNGARIAN = re.compile(r"(\d{8})[ -]?\d[ -]?\d{2}")
_SWEDISH = re.compile(r"(?:SE)?(\d{10})01")
_SIREN = re.compile(r"(?:FR[0-9A-Z]{2})?(\d{9})(?:\d{5})?")
"""French register of companies: behind two signs in the VAT id, before five figures in the number of an office."""
_LISTED_AS = {"EL": "GR", "CHE": "CH"}
_SAME_COUNTRY = {"GR": "EL", "XI": "GB"}


@lru_cache(maxsize=4_096)
def folded_id(number: str | None) -> str:
    """An id without case, blanks and punctuation."""
    return "".join(filter(str.isalnum, number or "")).upper()


def bare_id(number: str | None) -> str:
    """An id as it is the same with and without its country, its register and the company's office."""
    plain = folded_id(number)
    if swedish := _SWEDISH.fullmatch(plain):
        return swedish[1]
    if (hungarian := _PRINTED_HUNGARIAN.fullmatch((number or "").strip())) and hungarian[0] != plain:
        return hungarian[1]
    return _BEHIND.sub("", plain[found.end() :] if (found := _BEFORE.match(plain)) else plain)


def id_country(number: str | None) -> str | None:
    """The country whose letters an id begins with."""
    found = _BEFORE.match(folded_id(number))
    return _SAME_COUNTRY.get(found[1], found[1]) if found else None


def is_vat_id_of(country: str, number: str) -> bool:
    """True where a number has the form and the check digits of this country's VAT ids. The check is loaded when it is
    first used."""
    judge = import_module("stdnum").get_cc_module(_LISTED_AS.get(country, country).lower(), "vat")
    return judge is not None and any(judge.is_valid(form) for form in (number, bare_id(number)))


@lru_cache(maxsize=4_096)
def is_same_id(printed: str | None, known: str | None) -> bool:
    """True where ``printed`` is the VAT id ``known`` in any form that its country prints it in: with its letters or
    without, with its register or the company's office behind it, as the number of the national register."""
    countries = {id_country(printed), id_country(known)} - {None}
    if len(countries) > 1 or not folded_id(printed) or not folded_id(known):
        return False
    return bool(_forms(printed, countries) & _forms(known, countries))


def _forms(number: str | None, countries: set[str | None]) -> set[str]:
    plain = folded_id(number)
    forms = {bare_id(number)}
    if "HU" in countries and (hungarian := _PRINTED_HUNGARIAN.fullmatch(plain.removeprefix("HU"))):
        forms.add(hungarian[1])
    if "FR" in countries and (siren := _SIREN.fullmatch(plain)):
        forms.add(siren[1])
    return forms - {""}


def ids_of(party: Party) -> frozenset[str]:
    """Every VAT id and tax number of a party."""
    return frozenset({bare_id(number) for number in (party.vat_id, *(one.value for one in party.tax_ids))} - {""})


def is_other_company(one: Party, other: Party) -> bool:
    """True where both have an id of the same kind, and none of their ids is the same."""
    if ids_of(one) & ids_of(other):
        return False
    return bool((one.vat_id and other.vat_id) or (one.tax_ids and other.tax_ids and not (one.vat_id or other.vat_id)))
