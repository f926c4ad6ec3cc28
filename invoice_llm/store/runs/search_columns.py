"""Columns copied out of a record, so that documents can be found, sorted and counted by them."""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from invoice_llm.invoice.outcome import PAYABLE, Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice

PERSON = "person"
XML = "xml"
SEARCHABLE = (
    "supplier", "supplier_key", "number", "number_key", "search_key", "issue_date", "due_date", "currency",
    "total_micros", "confidence", "reason", "reasons", "invoice_model", "llm_model", "settled_by", "calls",
    "cost_micros", "reviewed_by",
)  # fmt: skip
"""Names of the columns."""
_LARGEST = 2**63 - 1
_LONGEST = 100
"""Characters. An index takes no longer text, and a hostile document may have any."""
_SETTLED = (*PAYABLE, str(Outcome.DUPLICATE))


def searchable(record: Record) -> dict[str, Any]:
    """The columns of ``found`` below its record; what the record does not have is ``None``."""
    invoice = record.invoice or Invoice()
    return {
        "supplier": _cut(invoice.seller.name),
        "supplier_key": squeezed(invoice.seller.vat_id) or squeezed(invoice.seller.name),
        "number": _cut(invoice.invoice_number),
        "number_key": squeezed(invoice.invoice_number),
        "search_key": _searched(record.document, invoice),
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "currency": _cut(invoice.currency),
        "total_micros": micros(invoice.total_gross),
        "confidence": record.confidence,
        "reason": next(iter(record.reasons), None),
        "reasons": json.dumps(record.reasons),
        "invoice_model": record.invoice_model,
        "llm_model": record.llm_model,
        "settled_by": _settled_by(record),
        "calls": record.calls,
        "cost_micros": micros(record.cost_usd),
        "reviewed_by": record.reviewed_by,
    }


def squeezed(text: str | None) -> str | None:
    """Letters and digits alone, in one case and without accents; ``None`` where nothing is left."""
    plain = unicodedata.normalize("NFKD", (text or "")[:_LONGEST]).casefold()
    return _cut(re.sub(r"[\W_]", "", plain)) or None


def _searched(document: str, invoice: Invoice) -> str | None:
    """All that a person may look for, with blanks between, so that nothing is found across two of them."""
    texts = (invoice.invoice_number, invoice.seller.name, invoice.seller.vat_id, document)
    return " ".join(filter(None, map(squeezed, texts)))[: 3 * _LONGEST] or None


def micros(amount: Decimal | str | None) -> int | None:
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


def _settled_by(record: Record) -> str | None:
    """Source of the values: ``person``, a model, or ``xml``. A reading without a model is that of e-invoice data."""
    if record.reviewed_by:
        return PERSON
    if record.outcome not in _SETTLED or record.invoice is None:
        return None
    return record.llm_model or XML
