"""Labelled documents: ``<stem>.truth.json`` beside each file, and how our invoice maps to its keys.

A key that is absent means "not labelled", a key with null "checked: not printed". ``_meta.visible_in_text_layer`` names
the values that a PDF's text really shows; a page can only be scored on those.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.schema import Invoice, LineItem, TaxLine

SUFFIX = ".truth.json"
HEADER_KEYS = (
    "invoice_number",
    "issue_date",
    "due_date",
    "currency",
    "seller_name",
    "seller_vat_id",
    "buyer_name",
    "purchase_order",
    "total_net",
    "total_tax",
    "total_gross",
    "amount_due",
)

_SCALARS: Mapping[str, Callable[[Invoice], object]] = {
    "doc_type": lambda i: i.doc_type,
    "type_code": lambda i: i.type_code,
    "invoice_number": lambda i: i.invoice_number,
    "issue_date": lambda i: i.issue_date,
    "due_date": lambda i: i.due_date,
    "delivery_date": lambda i: i.delivery_date,
    "currency": lambda i: i.currency,
    "seller_name": lambda i: i.seller.name,
    "seller_vat_id": lambda i: i.seller.vat_id,
    "seller_tax_id": lambda i: i.seller.tax_ids[0].value if i.seller.tax_ids else None,
    "buyer_name": lambda i: i.buyer.name,
    "buyer_vat_id": lambda i: i.buyer.vat_id,
    "buyer_reference": lambda i: i.buyer_reference,
    "purchase_order": lambda i: i.po_numbers[0] if i.po_numbers else None,
    "payment_iban": lambda i: next((a.iban for a in i.payment_accounts if a.iban), None),
    "sum_lines_net": lambda i: i.sum_lines_net,
    "allowance_total": lambda i: i.allowance_total,
    "charge_total": lambda i: i.charge_total,
    "total_net": lambda i: i.total_net,
    "total_tax": lambda i: i.total_tax,
    "total_gross": lambda i: i.total_gross,
    "prepaid": lambda i: i.paid_amount,
    "rounding": lambda i: i.rounding,
    "amount_due": lambda i: i.amount_due,
    "previous_balance": lambda i: i.previous_balance,
}
_LINE: Mapping[str, Callable[[LineItem], object]] = {
    "line_id": lambda line: line.line_id,
    "description": lambda line: line.description,
    "quantity": lambda line: line.quantity,
    "unit": lambda line: line.unit,
    "unit_price": lambda line: line.unit_price,
    "price_base_quantity": lambda line: line.price_base_quantity,
    "line_total": lambda line: line.line_total,
    "tax_rate": lambda line: line.tax_rate,
    "tax_category": lambda line: line.tax_category,
    "item_id": lambda line: line.item_code,
}
_TAX: Mapping[str, Callable[[TaxLine], object]] = {
    "category": lambda tax: tax.category,
    "rate": lambda tax: tax.rate,
    "base": lambda tax: tax.base,
    "amount": lambda tax: tax.amount,
    "exemption_reason": lambda tax: tax.exemption_reason,
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document with its truth. ``name`` is its path below the folder."""

    name: str
    path: Path
    truth: dict[str, Any]

    @property
    def visible(self) -> Mapping[str, Any] | None:
        """Visibility of the truth's values on the page, by truth key; ``None`` where nobody looked."""
        meta = self.truth.get("_meta") or {}
        visible = meta.get("visible_in_text_layer")
        return visible if isinstance(visible, dict) else None


def labelled_documents(folder: Path) -> Iterator[Labelled]:
    """Every file with a truth beside it. Of a PDF and an XML with one stem, the truth belongs to the PDF."""
    for truth_path in sorted(folder.rglob(f"*{SUFFIX}")):
        stem = truth_path.name.removesuffix(SUFFIX)
        if path := _document_of(truth_path, stem):
            yield Labelled(path.relative_to(folder).as_posix(), path, _load(truth_path))


def unlabelled_documents(folder: Path) -> Iterator[Path]:
    """Every other document: read and counted, but not scored."""
    labelled = {document.path for document in labelled_documents(folder)}
    stems = {path.with_suffix("") for path in labelled}
    for path in sorted(folder.rglob("*")):
        ignored = path.name.endswith((SUFFIX, ".csv", ".md")) or path.name.startswith(".")
        if path.is_file() and not ignored and path not in labelled and path.with_suffix("") not in stems:
            yield path


def truth_values(invoice: Invoice) -> dict[str, object]:
    """Our invoice under the truth's keys."""
    return {key: get(invoice) for key, get in _SCALARS.items()}


def line_values(line: LineItem) -> dict[str, object]:
    return {key: get(line) for key, get in _LINE.items()}


def tax_values(tax: TaxLine) -> dict[str, object]:
    return {key: get(tax) for key, get in _TAX.items()}


def _document_of(truth_path: Path, stem: str) -> Path | None:
    candidates = [p for p in truth_path.parent.glob(f"{_escaped(stem)}.*") if p != truth_path and p.is_file()]
    candidates += list(truth_path.parent.glob(f"{_escaped(stem)}_p1.*"))
    order = {".pdf": 0, ".xml": 1}
    return min(candidates, key=lambda p: (order.get(p.suffix.lower(), 2), p.name), default=None)


def _escaped(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)


def _load(path: Path) -> dict[str, Any]:
    try:
        truth = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ConfigurationError(f"{path} is no JSON: {error}") from None
    if not isinstance(truth, dict):
        raise ConfigurationError(f"{path} must hold one JSON object")
    return truth
