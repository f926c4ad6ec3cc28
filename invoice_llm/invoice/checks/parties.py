"""Checks of seller and buyer: two companies, of which only the buyer may be ours; their ids with right check digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Literal

from invoice_llm.invoice.checks.company_ids import folded_id
from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.checks.finding import Finding, quoted, undecided
from invoice_llm.invoice.checks.known import OwnCompany
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.invoice.statements import Statement

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
        fields, values = ("seller.vat_id", "buyer.vat_id"), {"vat_id": quoted(seller.vat_id)}
        return Finding("X-PARTY", Reason.PARTIES_SAME, fields, Statement.SAME_VAT_ID, False, values=values)
    if not seller.name or not buyer.name:
        return undecided("X-PARTY", Reason.PARTIES_SAME, *fields)
    same = folded_name(seller.name) == folded_name(buyer.name)
    says, values = (Statement.SAME_NAME, {"name": quoted(seller.name)}) if same else (Statement.TWO_PARTIES, {})
    return Finding("X-PARTY", Reason.PARTIES_SAME, fields, says, not same, values=values)


def seller_is_not_us(invoice: Invoice, own: OwnCompany) -> Finding:
    """We are the buyer. Where the supplier has our name or an id of ours, the two were read the wrong way round."""
    known = own.names or own.vat_ids or own.ids
    if not known or not (invoice.seller.name or invoice.seller.vat_id):
        return undecided("X-OWN", Reason.SELLER_IS_US, "seller.name", "seller.vat_id")
    field = own.seen_in(invoice.seller)
    says, values = (Statement.SELLER_OURS, {"what": field}) if field else (Statement.SELLER_OTHER, {})
    return Finding("X-OWN", Reason.SELLER_IS_US, (f"seller.{field or 'name'}",), says, field is None, values=values)


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
        values, supports = {"party": role, "number": quoted(number)}, (field,) if ok else ()
        return Finding(rule, Reason.BAD_CHECK_DIGIT, (field,), Statement.VAT_ID, ok, "warning", supports, values)

    return has_check_digits


def tax_ids_are_right(invoice: Invoice) -> Finding:
    """The check digits of the supplier's tax numbers whose kind is known."""
    judged = [*_judged(invoice.seller)]
    if not judged:
        return undecided("X-TAX-ID", Reason.BAD_CHECK_DIGIT, "seller.tax_ids", severity="warning")
    wrong = [(path, said) for path, said, ok in judged if not ok]
    if wrong:
        values = {"number": tuple(said for _, said in wrong)}
        fields, says = tuple(path for path, _ in wrong), Statement.TAX_NUMBERS_WRONG
        return Finding("X-TAX-ID", Reason.BAD_CHECK_DIGIT, fields, says, False, "warning", values=values)
    paths, says = tuple(path for path, _, _ in judged), Statement.TAX_NUMBERS_RIGHT
    return Finding("X-TAX-ID", Reason.BAD_CHECK_DIGIT, paths, says, True, "warning", paths)


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
