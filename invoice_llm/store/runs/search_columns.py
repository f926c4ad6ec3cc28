"""What of a record is copied into columns, so that documents can be found, sorted and counted by it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from invoice_llm.invoice.outcome import PAYABLE, Outcome

Json = Mapping[str, Any]
PERSON = "person"
XML = "xml"
_LARGEST = 2**63 - 1
_LONGEST = 100
"""Characters. An index takes no longer text, and a hostile document may have any."""
_SETTLED = (*PAYABLE, str(Outcome.DUPLICATE))


def searchable(record: Json) -> dict[str, Any]:
    """The columns of ``found`` below its record; what the record does not have is ``None``."""
    invoice: Json = record.get("invoice") or {}
    seller: Json = invoice.get("seller") or {}
    reasons = record.get("reasons") or ()
    return {
        "supplier": _cut(seller.get("name")),
        "supplier_key": squeezed(seller.get("vat_id")) or squeezed(seller.get("name")),
        "number": _cut(invoice.get("invoice_number")),
        "number_key": squeezed(invoice.get("invoice_number")),
        "search_key": _searched(record, invoice, seller),
        "issue_date": _day(invoice.get("issue_date")),
        "due_date": _day(invoice.get("due_date")),
        "currency": _cut(invoice.get("currency")),
        "total_micros": micros(invoice.get("total_gross")),
        "confidence": record.get("confidence"),
        "reason": str(reasons[0]) if reasons else None,
        "invoice_model": record.get("invoice_model"),
        "llm_model": record.get("llm_model"),
        "settled_by": _settled_by(record),
        "calls": record.get("calls"),
        "cost_micros": micros(record.get("cost_usd")),
        "reviewed_by": record.get("reviewed_by"),
    }


def squeezed(text: str | None) -> str | None:
    """Letters and digits alone, in one case and without accents; ``None`` where nothing is left."""
    plain = unicodedata.normalize("NFKD", (text or "")[:_LONGEST]).casefold()
    return _cut(re.sub(r"[\W_]", "", plain)) or None


def _searched(record: Json, invoice: Json, seller: Json) -> str | None:
    """All that a person may look for, with blanks between, so that nothing is found across two of them."""
    texts = (invoice.get("invoice_number"), seller.get("name"), seller.get("vat_id"), record.get("document"))
    return " ".join(filter(None, map(squeezed, texts)))[: 3 * _LONGEST] or None


def micros(amount: str | None) -> int | None:
    """Millionths of an amount; ``None`` for one that no column can hold."""
    if amount is None:
        return None
    try:
        value = int(Decimal(amount).scaleb(6))
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return value if abs(value) <= _LARGEST else None


def _cut(text: str | None) -> str | None:
    return None if text is None else text[:_LONGEST]


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None


def _settled_by(record: Json) -> str | None:
    """Who read what stands in the record. A reading by nobody's model is that of e-invoice data."""
    if record.get("reviewed_by"):
        return PERSON
    if record.get("outcome") not in _SETTLED or not record.get("invoice"):
        return None
    return record.get("llm_model") or XML
