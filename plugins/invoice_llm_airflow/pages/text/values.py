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

Kind = Literal["text", "amount", "number", "rate", "day", "yes", "kind", "currency"]
_KINDS: Mapping[FieldType, Kind] = {
    "amount": "amount",
    "number": "number",
    "rate": "rate",
    "currency": "currency",
    "date": "day",
    "flag": "yes",
    "doc_type": "kind",
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
        if not text or kind in ("text", "currency"):
            return units.named(text) if leaf(path) == "unit" else text
        if kind in ("amount", "number", "rate"):
            return notation.decimal(Decimal(text), currency, least=None if kind == "amount" else 0)
        if kind == "day":
            return notation.day(date.fromisoformat(text))
    except (InvalidOperation, ValueError):
        return text
    return t(wording.KINDS.get(text, "yes" if text.lower() == "true" else "no"))


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
