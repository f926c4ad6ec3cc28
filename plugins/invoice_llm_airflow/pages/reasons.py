"""Why a document is where it is, in whole sentences; and which of its values that is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoice_llm_airflow.pages import wording
from invoice_llm_airflow.pages.notation import Notation

_ABOUT = {
    "SUM_MISMATCH": "total_gross",
    "TAX_MISMATCH": "total_tax",
    "TAX_BASIS_UNCLEAR": "prices_include_tax",
    "DATE_ORDER": "due_date",
    "CURRENCY_UNCLEAR": "currency",
    "SIGN_UNCLEAR": "total_gross",
    "ACCOUNT_CHANGED": "payment_accounts[0].iban",
    "SELLER_IS_US": "seller.name",
    "PARTIES_SAME": "seller.name",
    "NO_PRECEDING_INVOICE": "preceding_invoices[0].number",
    "DUPLICATE_INVOICE": "invoice_number",
}


def why(record: Mapping[str, Any], notation: Notation) -> list[str]:
    """The record's own sentence says more than the first reason's."""
    codes = [code for code in record.get("reasons") or () if code != "LOW_CONFIDENCE"] or record.get("reasons") or ()
    said = [wording.sentence(code) for code in codes]
    if detail := record.get("detail"):
        said = [detail, *(sentence for sentence in said[1:] if sentence.rstrip(".") not in detail)]
    return list(dict.fromkeys(map(notation.said, said)))


def by_field(record: Mapping[str, Any], notation: Notation) -> dict[str, str]:
    """The sentence of each reason at the value that a person looks at first because of it."""
    said: dict[str, str] = {}
    for index, code in enumerate(record.get("reasons") or ()):
        if path := _ABOUT.get(code):
            detail = record.get("detail") if index == 0 else None
            said.setdefault(path, notation.said(detail or wording.sentence(code)))
    return said
