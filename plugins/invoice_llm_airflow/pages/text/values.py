"""The values of a record as people read them: names for paths, and each value in the reader's notation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from invoice_llm.invoice.field import FieldType
from invoice_llm.invoice.field_names import title_of
from invoice_llm.invoice.fields import type_at
from invoice_llm.invoice.paths import leaf, leaves
from invoice_llm_airflow.pages.text import units, wording
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation

if TYPE_CHECKING:
    from invoice_llm.invoice.evidence import Evidence
    from invoice_llm.invoice.record import Record

Kind = Literal["text", "reference", "amount", "number", "rate", "day", "yes", "kind", "currency"]
_KINDS: Mapping[FieldType, Kind] = {
    "amount": "amount",
    "number": "number",
    "rate": "rate",
    "currency": "currency",
    "date": "day",
    "flag": "yes",
    "doc_type": "kind",
    **dict.fromkeys(("reference", "vat_id", "tax_id", "iban"), "reference"),
}
"""How a type is written and entered; texts, names and numbers of documents are written as they are."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One value; ``evidence`` is that of the record, ``None`` where there is none."""

    path: str
    name: str
    text: str
    evidence: Evidence | None


def value_kind(path: str) -> Kind:
    """Sort of the value at a path, which decides how it is shown."""
    return _KINDS.get(type_at(path), "text")


def written(path: str, value: object, notation: Notation, currency: str | None = None) -> str:
    """One value in the reader's notation; empty for one that is not there."""
    text = "" if value is None else str(value)
    kind = value_kind(path)
    try:
        if not text or kind in ("text", "reference", "currency"):
            return units.named(text) if leaf(path) == "unit" else text
        if kind in ("amount", "number", "rate"):
            return notation.decimal(Decimal(text), currency, least=None if kind == "amount" else 0)
        if kind == "day":
            return notation.day(date.fromisoformat(text))
    except (InvalidOperation, ValueError):
        return text
    return t(wording.KINDS.get(text, "yes" if text.lower() == "true" else "no"))


def entered(path: str, value: object, notation: Notation, currency: str | None = None) -> str:
    """One value as it stands in its field: what is chosen from a list is its code there, whatever the list calls it."""
    if value_kind(path) in ("yes", "kind"):
        return "" if value is None else str(value).lower() if value_kind(path) == "yes" else str(value)
    return written(path, value, notation, currency)


def shown_values(record: Record | None, notation: Notation) -> list[Shown]:
    """All that is there, in the order of the schema."""
    if record is None or record.invoice is None:
        return []
    currency = record.invoice.currency
    return [
        Shown(path, t(title_of(path)), written(path, value, notation, currency), record.evidence.get(path))
        for path, value in leaves(record.invoice.model_dump())
        if type_at(path) != "code"
    ]
