"""The values of a record as people read them: names for paths, and each value in the reader's notation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from invoice_llm.invoice.paths import leaves
from invoice_llm_airflow.pages.text import units, wording
from invoice_llm_airflow.pages.text.notation import Notation

if TYPE_CHECKING:
    from invoice_llm.invoice.evidence import Evidence
    from invoice_llm.invoice.record import Record

Kind = Literal["text", "amount", "number", "rate", "day", "yes", "kind", "currency"]
_AMOUNTS = (
    *("total_net", "total_tax", "total_gross", "sum_lines_net", "allowance_total", "charge_total", "paid_amount"),
    *("rounding", "amount_due", "previous_balance", "amount", "base", "line_total", "unit_price", "gross_unit_price"),
)
_DAYS = ("issue_date", "due_date", "tax_point_date", "delivery_date", "period_start", "period_end")
_RATES = ("rate", "tax_rate", "percent")
_NUMBERS = ("quantity", "price_base_quantity")
_LEFT_OUT = (
    *("language", "kind", "is_charge", "tax_type", "type_code", "scheme", "parent_line_id", "line_id"),
    *("category", "tax_category", "means"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One value; ``evidence`` is that of the record, ``None`` where there is none."""

    path: str
    name: str
    text: str
    evidence: Evidence | None


def kind_of(path: str) -> Kind:
    """What sort of value stands at a path."""
    name = path.rpartition(".")[2]
    if name in _AMOUNTS:
        return "amount"
    if name in _DAYS:
        return "day"
    if name in _RATES:
        return "rate"
    if name in _NUMBERS:
        return "number"
    return {"prices_include_tax": "yes", "doc_type": "kind", "currency": "currency"}.get(name, "text")  # type: ignore[return-value]


def written(path: str, value: object, notation: Notation, currency: str | None = None) -> str:
    """One value in the reader's notation; empty for one that is not there."""
    text = "" if value is None else str(value)
    kind = kind_of(path)
    try:
        if not text or kind in ("text", "currency"):
            return units.named(text) if path.endswith(".unit") else text
        if kind in ("amount", "number", "rate"):
            return notation.decimal(Decimal(text), currency, least=None if kind == "amount" else 0)
        if kind == "day":
            return notation.day(date.fromisoformat(text))
    except (InvalidOperation, ValueError):
        return text
    return wording.KINDS.get(text, "yes" if text.lower() == "true" else "no")


def shown_values(record: Record | None, notation: Notation) -> list[Shown]:
    """All that is there, in the order of the schema."""
    if record is None or record.invoice is None:
        return []
    currency = record.invoice.currency
    return [
        Shown(path, wording.field(path), written(path, value, notation, currency), record.evidence.get(path))
        for path, value in leaves(record.invoice.model_dump())
        if path.rpartition(".")[2] not in _LEFT_OUT
    ]
