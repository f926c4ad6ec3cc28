"""One folding of VAT ids and tax numbers for everything that asks whether two name the same company."""

from __future__ import annotations

import re

from invoice_llm.invoice.checks.known import folded_id
from invoice_llm.invoice.schema import Party

_COUNTRIES = "AT BE BG CHE CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK TR XI"
_BEFORE = re.compile(rf"(?:{_COUNTRIES.replace(' ', '|')})(?=\w*\d{{5}})")
"""Letters of a country before an id that most suppliers print at home without them."""
_BEHIND = re.compile(r"(?<=\d)(?:MVA|MWST|TVA|IVA|B\d\d)$")
"""Register of the tax, or the branch of a company in a tax group."""
_PRINTED_HUNGARIAN = re.compile(r"\d{8}-\d-\d{2}")
_SWEDISH = re.compile(r"(?:SE)?(\d{10})01")


def bare_id(number: str | None) -> str:
    """An id as it is the same with and without its country, its register and the company's office."""
    plain = folded_id(number)
    if swedish := _SWEDISH.fullmatch(plain):
        return swedish[1]
    if _PRINTED_HUNGARIAN.fullmatch((number or "").strip()):
        return plain[:8]
    return _BEHIND.sub("", plain[found.end() :] if (found := _BEFORE.match(plain)) else plain)


def ids_of(party: Party) -> frozenset[str]:
    """Every VAT id and tax number of a party."""
    return frozenset({bare_id(number) for number in (party.vat_id, *(one.value for one in party.tax_ids))} - {""})


def is_other_company(one: Party, other: Party) -> bool:
    """True where both have an id of the same kind, and none of their ids is the same."""
    if ids_of(one) & ids_of(other):
        return False
    return bool((one.vat_id and other.vat_id) or (one.tax_ids and other.tax_ids and not (one.vat_id or other.vat_id)))
