"""Names of fields for people: over a value, and within a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from invoice_llm.invoice.fields import field_at
from invoice_llm.invoice.paths import bare, index_in, leaf, top

_GROUPS: Mapping[str, str] = {
    "lines": "Lines",
    "taxes": "Taxes",
    "allowances_charges": "Discounts and charges",
    "payment_accounts": "Bank account",
    "seller": "Supplier",
    "buyer": "Buyer",
    "payee": "Payee",
    "ship_to": "Place of delivery",
}


def title_of(path: str) -> str:
    """The name over the value at a path, for people: ``Total of line 3`` for ``lines[2].line_total``."""
    field = field_at(path)
    name = field.title if field else _GROUPS.get(bare(path)) or _as_words(leaf(bare(path))).capitalize()
    index = index_in(path, "lines")
    return name if index is None or field is None else f"{name} of line {index + 1}"


def spoken_name(path: str) -> str:
    """A field within a sentence, as a clerk would call it: ``lines[2].line_total`` is the amount of line 3."""
    field = field_at(path)
    if field is None:
        page = index_in(path, "pages")
        return _as_words(path) if page is None else f"page {page + 1}"
    rows = top(path)
    index = index_in(path, rows)
    if index is None:
        return field.spoken
    return f"{field.spoken} of line {index + 1}" if rows == "lines" else f"{field.spoken} {index + 1}"


def _as_words(path: str) -> str:
    return path.replace("_", " ").replace(".", " ")
