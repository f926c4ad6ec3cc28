"""Why a document is where it is, in whole sentences; and which of its values that is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoice_llm_airflow.pages.text import wording
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.run_names import with_run_names

if TYPE_CHECKING:
    from invoice_llm.invoice.record import Record

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
    "POSSIBLE_DUPLICATE": "invoice_number",
}


def why(record: Record, notation: Notation) -> list[str]:
    """One sentence a reason, the record's own where it has one."""
    said = by_reason(record)
    told = [sentence for code, sentence in said.items() if code != "LOW_CONFIDENCE"] or list(said.values())
    return list(dict.fromkeys(spoken(sentence, notation) for sentence in told))


def by_field(record: Record, notation: Notation) -> dict[str, str]:
    """The sentence of each reason at the value that a person looks at first because of it."""
    said: dict[str, str] = {}
    for code, sentence in by_reason(record).items():
        if path := _ABOUT.get(code):
            said.setdefault(path, spoken(sentence, notation))
    return said


def by_reason(record: Record) -> dict[str, str]:
    """The part of the record's detail that is about each reason; the reason's own sentence where there is none.

    The detail is the sentences of the reasons one after the other, some with the values they are about; what stands
    before the first of them, or what none of them is like, belongs to the first reason.
    """
    codes = list(record.reasons)
    detail = record.detail or ""
    if not codes:
        return {"": detail} if detail else {}
    starts = {code: detail.find(wording.sentence(code).rstrip(".")) for code in codes}
    found = sorted((start, code) for code, start in starts.items() if start >= 0)
    ends = [*(start for start, _ in found[1:]), len(detail)]
    said = {code: detail[start:end].strip() for (start, code), end in zip(found, ends, strict=False)}
    before = detail[: found[0][0]].strip() if found else detail
    if before:
        first = codes[0]
        said[first] = f"{before} {said[first]}" if first in said else before
    return {code: said.get(code) or wording.sentence(code) for code in codes}


def spoken(sentence: str, notation: Notation) -> str:
    """With numbers, days and the names of runs as the reader knows them."""
    return notation.said(with_run_names(sentence, notation))
