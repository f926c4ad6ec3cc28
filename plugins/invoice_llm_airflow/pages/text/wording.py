"""Words for codes: no page shows a name that only this program knows."""

from __future__ import annotations

import re

from invoice_llm.invoice.outcome import Outcome, Reason, reason_of
from invoice_llm_airflow.pages.text.language import t

OUTCOMES = {str(one): one.label for one in Outcome}
TONES = {str(one): one.tone for one in Outcome}
_WANT_OF_EVIDENCE = {
    *(Reason.LOW_CONFIDENCE, Reason.MISSING_FIELD, Reason.NOT_ON_PAGE, Reason.WEAK_LABEL, Reason.UNPARSABLE_VALUE),
}
_OPERATIONS = {
    "detect": "Recognise the layout",
    "detection": "Recognise the layout",
    "detect_model": "Recognise the layout",
    "extract": "Read the values",
    "extraction": "Read the values",
    "validate": "Check the values again",
    "validation": "Check the values again",
}
_STATUSES = {"ok": "answered", "odd": "answer of no use", "failed": "failed", "expired": "lost", "held": "under way"}
_STEPS = {
    "detected": "Layout recognised",
    "extracted": "Values read and weighed",
    "confident": "Proposed for acceptance",
    "validated": "Checked a second time",
}
_ACTIONS = {
    "accept": "accepted it",
    "correct": "corrected and accepted it",
    "save": "saved corrections",
    "reject": "rejected it",
    "not_an_invoice": "said it is not an invoice",
    "duplicate_of": "said it is a duplicate",
    "duplicate": "said it is a duplicate",
    "undo": "took the last decision back",
}
_SOURCES = {
    "text": "on the page",
    "ocr": "on the scanned page",
    "xml": "in the e-invoice",
    "vision": "seen on the picture",
    "template": "by the supplier's layout",
    "human": "by a person",
    "derived": "calculated",
}
_READERS = {"embedded-label-reader": "the label reader", "xml": "the e-invoice data"}
_MODELS = {"embedded-label-reader": "label reader", "xml": "e-invoice data", "person": "a person"}
KINDS = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "debit_note": "Debit note",
    "proforma": "Pro forma invoice",
    "receipt": "Receipt",
    "statement": "Statement",
    "reminder": "Reminder",
    "other": "Something else",
}
GENERAL = "generic_fallback"
"""The invoice model of suppliers that have none of their own."""
CIRCUITS = {"closed": "up", "open": "down", "half_open": "being tried"}


def kinds() -> list[tuple[str, str]]:
    """Kinds of documents with their names."""
    return [(code, t(name)) for code, name in KINDS.items()]


def spoken(code: str) -> str:
    """A code as words: ``Not on page`` for ``NOT_ON_PAGE``."""
    words = re.sub(r"[_\W]+", " ", code).strip().lower()
    return words[:1].upper() + words[1:]


def reason(code: str | None) -> str:
    """A few words for a list."""
    if code is None:
        return ""
    try:
        return t(reason_of(code).short)
    except KeyError:
        return spoken(code)


def tells_evidence(code: str | None) -> bool:
    """True where a document waits for want of evidence, so that its share says something; beside what contradicts it
    would only mislead."""
    return code is None or code in _WANT_OF_EVIDENCE


def sentence(code: str) -> str:
    try:
        return t(reason_of(code).sentence)
    except KeyError:
        return spoken(code)


def outcome_label(name: str | None) -> str:
    return t("being read") if name is None else t(OUTCOMES.get(name) or spoken(name))


def tone_class(name: str | None) -> str:
    return TONES.get(name or "", "info")


def operation(name: str) -> str:
    return t(_OPERATIONS.get(name) or spoken(name))


def status(name: str) -> str:
    return t(_STATUSES.get(name) or spoken(name))


def step(name: str) -> str:
    return t(_STEPS.get(name) or spoken(name))


def action(name: str) -> str:
    return t(_ACTIONS.get(name) or spoken(name))


def source(name: str) -> str:
    return t(_SOURCES.get(name) or spoken(name))


def model(name: str | None) -> str:
    """Names of the provider's models are known to the people who pay for them, so they stay."""
    return "" if name is None else t(_MODELS[name]) if name in _MODELS else name


def reader(name: str) -> str:
    """A model in a sentence."""
    return t(_READERS[name]) if name in _READERS else model(name)


def layout(name: str | None) -> str:
    """An invoice model's name is that of a folder that people made."""
    return t("general") if name == GENERAL else name or ""
