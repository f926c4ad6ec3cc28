"""Words for codes: no page shows a name that only this program knows."""

from __future__ import annotations

from invoice_llm.invoice.outcome import reason_of
from invoice_llm_airflow.pages.text.field_names import field, spoken

__all__ = ["field", "spoken"]

OUTCOMES = {
    "accepted": "accepted",
    "review": "waiting for review",
    "duplicate": "duplicate",
    "rejected": "rejected",
    "deferred": "taken up next run",
    "failed": "failed",
}
TONES = {
    "accepted": "good",
    "review": "warn",
    "duplicate": "info",
    "rejected": "quiet",
    "deferred": "info",
    "failed": "bad",
}
_SHORT = {
    "NO_TEXT": "A picture that could not be read",
    "LOW_TEXT_QUALITY": "Scan hard to read",
    "HIDDEN_TEXT": "Hidden text in the file",
    "SEVERAL_INVOICES": "Maybe several invoices in one file",
    "OTHER_LABELLED": "Another value under the same label",
    "POSSIBLE_DUPLICATE": "Like an earlier invoice",
    "NOT_AN_INVOICE": "Maybe not an invoice",
    "NOT_READ": "A printed value was not read",
    "REFUSED": "Not to be paid",
    "NOT_ON_PAGE": "A value is not on the page",
    "MISSING_FIELD": "A value is missing",
    "UNPARSABLE_VALUE": "A value could not be understood",
    "AMBIGUOUS_DATE": "Date can be read two ways",
    "AMBIGUOUS_AMOUNT": "Amount can be read two ways",
    "WEAK_LABEL": "A value has no label",
    "READINGS_DISAGREE": "Two readings differ",
    "SUM_MISMATCH": "Sums on the page do not agree",
    "LINES_MISMATCH": "Lines do not add up",
    "TAX_MISMATCH": "Tax is not its rate",
    "DATE_ORDER": "Dates out of order",
    "BAD_CHECK_DIGIT": "Account or tax number has a typing error",
    "PAGE_XML_DISAGREE": "Page and e-invoice differ",
    "NO_PRECEDING_INVOICE": "Credit note without its invoice",
    "SIGN_UNCLEAR": "Sign of the amounts unclear",
    "TAX_BASIS_UNCLEAR": "With or without tax unclear",
    "CURRENCY_UNCLEAR": "Currency not sure",
    "PERIOD_UNLIKELY": "Billing period unlikely",
    "ROWS_DIFFER": "Lines may be missing",
    "ACCOUNT_CHANGED": "Bank account changed",
    "SELLER_IS_US": "Supplier and buyer swapped",
    "PARTIES_SAME": "Supplier and buyer the same",
    "LOW_CONFIDENCE": "Evidence too weak",
    "VALIDATION_DOUBTS": "Second check found a doubt",
    "DUPLICATE_INVOICE": "Possible duplicate",
    "DUPLICATE_FILE": "Same file twice",
    "SEEN_BEFORE": "Processed before",
    "EMPTY_FILE": "Empty file",
    "ENCRYPTED": "Locked with a password",
    "UNREADABLE_FILE": "Damaged file",
    "UNSUPPORTED_FILE": "Kind of file not read",
    "TOO_LARGE": "Too large",
    "PARSE_TIMEOUT": "Reading took too long",
    "PARSE_CRASHED": "Reading it failed",
    "BUDGET_REACHED": "Budget used up",
    "BREAKER_OPEN": "Model service down",
    "PROVIDER_FAILED": "Model service did not answer",
    "ODD_ANSWER": "Model's answer of no use",
    "INTERNAL_ERROR": "Fault of this program",
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
CIRCUITS = {"closed": "up", "open": "down", "half_open": "being tried"}


def reason(code: str | None) -> str:
    """A few words for a list."""
    return "" if code is None else _SHORT.get(code) or sentence(code)


def sentence(code: str) -> str:
    try:
        return reason_of(code).sentence
    except KeyError:
        return spoken(code)


def outcome(name: str | None) -> str:
    return "being read" if name is None else OUTCOMES.get(name) or spoken(name)


def tone(name: str | None) -> str:
    return TONES.get(name or "", "info")


def operation(name: str) -> str:
    return _OPERATIONS.get(name) or spoken(name)


def status(name: str) -> str:
    return _STATUSES.get(name) or spoken(name)


def step(name: str) -> str:
    return _STEPS.get(name) or spoken(name)


def action(name: str) -> str:
    return _ACTIONS.get(name) or spoken(name)


def source(name: str) -> str:
    return _SOURCES.get(name) or spoken(name)


def model(name: str | None) -> str:
    """Names of the provider's models are known to the people who pay for them, so they stay."""
    return "" if name is None else _MODELS.get(name, name)


def reader(name: str) -> str:
    """A model in a sentence."""
    return f"the {_MODELS[name]}" if name in ("embedded-label-reader", "xml") else model(name)


def layout(name: str | None) -> str:
    """An invoice model's name is that of a folder that people made."""
    return "any supplier" if name == "generic_fallback" else name or ""
