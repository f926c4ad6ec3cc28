"""Who sells and who buys: two companies, of which only the buyer may be ours; their ids with right check digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Literal

from invoice_llm.invoice.checks.finding import Finding, quoted, undecided
from invoice_llm.invoice.checks.known import OwnCompany, folded_id, folded_name
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party

_VAT_ID = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[0-9A-Z+*]{0,2}\d{5}"
)
"""A country and figures; 'SIRET 362...' begins like Slovenia's but is none, and 'DE 37/302/30168' is a tax number."""
_SCHEMES = {
    "GSTIN": "stdnum.in_.gstin",
    "PAN": "stdnum.in_.pan",
    "ABN": "stdnum.au.abn",
    "EIN": "stdnum.us.ein",
    "SIRET": "stdnum.fr.siret",
}
"""Kinds of tax numbers that can be judged, and by what."""


def are_two(invoice: Invoice) -> Finding:
    """A supplier does not bill itself."""
    seller, buyer = invoice.seller, invoice.buyer
    fields = ("seller.name", "buyer.name")
    if seller.vat_id and folded_id(seller.vat_id) == folded_id(buyer.vat_id):
        fields, said = ("seller.vat_id", "buyer.vat_id"), f"both have the VAT id {quoted(seller.vat_id)}"
        return Finding("X-PARTY", Reason.PARTIES_SAME, fields, said, False)
    if not seller.name or not buyer.name:
        return undecided("X-PARTY", Reason.PARTIES_SAME, *fields)
    same = folded_name(seller.name) == folded_name(buyer.name)
    said = f"both are called {quoted(seller.name)}" if same else "supplier and buyer are two"
    return Finding("X-PARTY", Reason.PARTIES_SAME, fields, said, not same)


def seller_is_not_us(invoice: Invoice, own: OwnCompany) -> Finding:
    """We are the buyer. Where the supplier has our name or an id of ours, the two were read the wrong way round."""
    known = own.names or own.vat_ids or own.ids
    if not known or not (invoice.seller.name or invoice.seller.vat_id):
        return undecided("X-OWN", Reason.SELLER_IS_US, "seller.name", "seller.vat_id")
    field = own.seen_in(invoice.seller)
    said = f"the supplier's {_SPOKEN[field]} is our own" if field else "the supplier is not our own company"
    return Finding("X-OWN", Reason.SELLER_IS_US, (f"seller.{field or 'name'}",), said, field is None)


_SPOKEN = {"name": "name", "vat_id": "VAT id", "legal_id": "register number", "tax_ids": "tax number"}


def vat_rule(role: Literal["seller", "buyer"]) -> Callable[[Invoice], Finding]:
    """The check digits of a VAT id of the Union."""
    rule = "X-VAT" if role == "seller" else "X-VAT-BUYER"
    field = f"{role}.vat_id"

    def has_check_digits(invoice: Invoice) -> Finding:
        party: Party = getattr(invoice, role)
        number = party.vat_id
        if not number or not _VAT_ID.match(re.sub(r"[\s.-]", "", number).upper()):
            return undecided(rule, Reason.BAD_CHECK_DIGIT, field, severity="warning")
        ok = _is_valid("stdnum.eu.vat", number)
        said = f"the {'supplier' if role == 'seller' else role}'s VAT id {quoted(number)}"
        return Finding(rule, Reason.BAD_CHECK_DIGIT, (field,), said, ok, "warning", (field,) if ok else ())

    return has_check_digits


def tax_ids_are_right(invoice: Invoice) -> Finding:
    """The check digits of the supplier's tax numbers whose kind is known."""
    judged = [*_judged(invoice.seller)]
    if not judged:
        return undecided("X-TAX-ID", Reason.BAD_CHECK_DIGIT, "seller.tax_ids", severity="warning")
    wrong = [(path, said) for path, said, ok in judged if not ok]
    if wrong:
        said = ", ".join(said for _, said in wrong)
        fields = tuple(path for path, _ in wrong)
        return Finding("X-TAX-ID", Reason.BAD_CHECK_DIGIT, fields, f"the supplier's {said}", False, "warning")
    paths = tuple(path for path, _, _ in judged)
    return Finding("X-TAX-ID", Reason.BAD_CHECK_DIGIT, paths, "the supplier's tax numbers", True, "warning", paths)


def _judged(party: Party) -> Iterator[tuple[str, str, bool]]:
    for at, tax_id in enumerate(party.tax_ids):
        if judge := _SCHEMES.get(tax_id.scheme.upper()):
            yield (
                f"seller.tax_ids[{at}].value",
                quoted(f"{tax_id.scheme} {tax_id.value}"),
                _is_valid(judge, tax_id.value),
            )


def _is_valid(judge: str, number: str) -> bool:
    """Loaded when first used: a task that checks nothing does not pay for it."""
    return bool(import_module(judge).is_valid(number))
