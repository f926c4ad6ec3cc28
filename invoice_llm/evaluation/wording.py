"""Wording of a report for people: fields, routes, outcomes, shares."""

from __future__ import annotations

from collections.abc import Mapping

from invoice_llm.evaluation.comparison import Comparison, FigureChange
from invoice_llm.invoice.outcome import Outcome, Tone, reason_of

ROUTES = {
    "auto": "as at night: e-invoice data where there are any, else the page",
    "text": "pages alone, embedded e-invoice data ignored",
    "ocr": "every page as a picture, read by OCR",
}
_CLASSES: Mapping[Tone, str] = {"good": "ok", "warn": "warn", "info": "info", "quiet": "info", "bad": "bad"}
_FIELDS = {
    "doc_type": "Kind of document",
    "type_code": "Type code",
    "issue_date": "Invoice date",
    "seller_name": "Supplier",
    "seller_vat_id": "Supplier's VAT id",
    "seller_tax_id": "Supplier's tax number",
    "buyer_name": "Buyer",
    "buyer_vat_id": "Buyer's VAT id",
    "payment_iban": "IBAN",
    "sum_lines_net": "Sum of the lines",
    "total_net": "Net",
    "total_tax": "Tax",
    "total_gross": "Total",
    "line_id": "Number",
    "line_total": "Amount",
    "item_id": "Article number",
    "base": "Net amount",
}


def field_label(key: str) -> str:
    """``line_items.unit_price`` is "Unit price"; the list it belongs to is a heading."""
    last = key.rpartition(".")[2]
    return _FIELDS.get(last, last.replace("_", " ").capitalize())


def reason_label(code: str) -> str:
    """The sentence of a reason code; the code itself where it is newer than this program."""
    try:
        return reason_of(code).sentence
    except KeyError:
        return code


def tone(outcome: Outcome) -> str:
    """The CSS class of an outcome in a report, where a document that was not read counts as a fault."""
    return _CLASSES[outcome.tone] if outcome.is_final else "bad"


def percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.1f} %"


def points(difference: float | None) -> str:
    """A difference of shares in percentage points, with its sign."""
    if difference is None:
        return ""
    return "0.0" if abs(difference) < 0.0005 else f"{100 * difference:+.1f}".replace("-", "−")


def between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{points(low)} to {points(high)}"


def label(change: FigureChange) -> str:
    return change.label if change.name != change.label.replace(" ", "_") else field_label(change.name)


def verdict(change: FigureChange) -> str:
    """Empty where nothing holds."""
    if not change.significant:
        return ""
    return "worse" if change.is_drop else "better"


def conclusion(comparison: Comparison) -> str:
    """The one sentence that counts."""
    drops, gains = (_listed(changes) for changes in (comparison.drops, comparison.gains))
    if drops and gains:
        return f"Significantly worse: {drops}. Significantly better: {gains}."
    if drops or gains:
        return f"Significantly {'worse' if drops else 'better'}: {drops or gains}."
    return "No significant difference."


def _listed(changes: tuple[FigureChange, ...]) -> str:
    return ", ".join(label(change) for change in changes)


def basis(comparison: Comparison) -> str:
    """Sentence that names the documents compared, and those left out."""
    said = [f"{comparison.documents} labelled documents of {comparison.suppliers} suppliers, read in both."]
    if comparison.unpaired:
        said.append(f"{len(comparison.unpaired)} are in one evaluation only and do not count.")
    if comparison.unread:
        said.append(f"{len(comparison.unread)} were deferred or failed in one of them and do not count.")
    return " ".join([*said, *comparison.notes])
