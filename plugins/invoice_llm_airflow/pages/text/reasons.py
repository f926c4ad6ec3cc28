"""Why a document is where it is, in whole sentences; and which of its values that is about."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from invoice_llm.invoice.fields import REQUIRED_FIELDS
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.telling import told_by_reason
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.spelling import PageSpelling

if TYPE_CHECKING:
    from invoice_llm.invoice.record import Record

_ABOUT = {
    Reason.SUM_MISMATCH: "total_gross",
    Reason.TAX_MISMATCH: "total_tax",
    Reason.TAX_BASIS_UNCLEAR: "prices_include_tax",
    Reason.DATE_ORDER: "due_date",
    Reason.CURRENCY_UNCLEAR: "currency",
    Reason.SIGN_UNCLEAR: "doc_type",
    Reason.NOT_AN_INVOICE: "doc_type",
    Reason.ACCOUNT_CHANGED: "payment_accounts[0].iban",
    Reason.CURRENCY_CHANGED: "currency",
    Reason.NUMBER_UNUSUAL: "invoice_number",
    Reason.AMOUNT_UNUSUAL: "total_gross",
    Reason.SELLER_IS_US: "seller.name",
    Reason.BUYER_NOT_US: "buyer.name",
    Reason.PARTIES_SAME: "seller.name",
    Reason.NO_PRECEDING_INVOICE: "preceding_invoices[0].number",
    Reason.DUPLICATE_INVOICE: "invoice_number",
    Reason.POSSIBLE_DUPLICATE: "invoice_number",
}
"""The value that a person looks at first, for the reasons that compare several."""
_MOST = 3


def why(record: Record, notation: Notation) -> list[str]:
    """One sentence a reason; that the evidence is weak only where nothing else is said."""
    said = told_by_reason(record.why, PageSpelling(notation))
    others = [sentence for reason, sentence in said.items() if reason is not Reason.LOW_CONFIDENCE]
    return list(dict.fromkeys(others or said.values()))


def why_besides(record: Record, notation: Notation, marked: Collection[str]) -> list[str]:
    """The sentences of :func:`why` about what is not said at one of the ``marked`` values; that the evidence is weak
    only where nothing is said there either."""
    about = {reason: _fields_of(record, reason) for reason in told_by_reason(record.why)}
    elsewhere = [one for one in record.why if not about[one.reason] & {*marked}]
    if len(elsewhere) < len(record.why):
        elsewhere = [one for one in elsewhere if one.reason is not Reason.LOW_CONFIDENCE]
    return why(record.model_copy(update={"concerns": tuple(elsewhere), "reasons": ()}), notation)


def _fields_of(record: Record, reason: Reason | None) -> set[str]:
    fields = {path for one in record.why if one.reason is reason for path in one.fields}
    return fields | ({_ABOUT[reason]} if reason in _ABOUT else set())


def by_field(record: Record, notation: Notation) -> dict[str, str]:
    """The sentence of each reason at the value that a person looks at first because of it: the one that the table above
    names, unless the reason is about others without which nothing is booked; else those that the reason itself names
    and whose evidence does not say the same. That a value is missing is seen where it is."""
    said: dict[str, str] = {}
    for reason, sentence in told_by_reason(record.why, PageSpelling(notation)).items():
        if reason in (None, Reason.LOW_CONFIDENCE, Reason.MISSING_FIELD):
            continue
        for path in _about(record, reason):
            said.setdefault(path, _doubted(record, path) if reason is Reason.VALIDATION_DOUBTS else sentence)
    return said


def _doubted(record: Record, path: str) -> str:
    """What a second look says of this value alone."""
    about = (one for one in record.why if one.reason is Reason.VALIDATION_DOUBTS and path in one.fields)
    printed = next((one.values.get("printed") for one in about), None)
    return (
        t("A second look reads “{printed}” here.", printed=printed)
        if printed
        else t("A second look did not confirm it.")
    )


def _about(record: Record, reason: Reason) -> list[str]:
    told = {path for one in record.why if one.reason is reason for path in one.fields}
    if reason not in _ABOUT or (told and told <= {*REQUIRED_FIELDS} - {_ABOUT[reason]}):
        return _named(record, reason)
    return [_ABOUT[reason]]


def _named(record: Record, reason: Reason) -> list[str]:
    named = [path for one in record.why if one.reason is reason for path in one.fields]
    spots = record.evidence
    return [path for path in dict.fromkeys(named) if path not in spots or reason not in spots[path].reasons][:_MOST]
