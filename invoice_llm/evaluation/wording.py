"""Wording of a report for people: fields, routes, outcomes, shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoice_llm.evaluation.comparison import Comparison, FigureChange
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.outcome import Outcome, Tone, reason_of
from invoice_llm.invoice.paths import leaf

ROUTES = {
    "auto": "as at night: e-invoice data where there are any, else the page",
    "text": "pages alone, embedded e-invoice data ignored",
    "ocr": "every page as a picture, read by OCR",
}
_CLASSES: Mapping[Tone, str] = {"good": "ok", "warn": "warn", "info": "info", "quiet": "info", "bad": "bad"}
_TITLES = {field.truth: field.title for field in FIELDS if field.truth}


def field_label(key: str) -> str:
    """``line_items.unit_price`` is "Unit price"; the list it belongs to is a heading."""
    return _TITLES.get(key) or leaf(key).replace("_", " ").capitalize()


def reason_label(code: str) -> str:
    """The sentence of a reason code; the code itself where it is newer than this program."""
    try:
        return reason_of(code).sentence
    except KeyError:
        return code


def report_class(outcome: Outcome) -> str:
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


def kept_right(share: str, point: Mapping[str, Any] | None) -> str:
    """The threshold that keeps a share right, as a sentence."""
    wanted = f"{100 * float(share):.0f} %"
    if point is None:
        return f"No threshold keeps {wanted} of the documents right."
    return f"From {point['threshold']:.3f} on, {100 * point['share']:.0f} % of the documents, {wanted} are right."
