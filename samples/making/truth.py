"""The truth beside each document, and which of its values the page really shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from samples.making.bill import Bill
from samples.making.words import Words

MONEY = (
    "sum_lines_net", "allowance_total", "charge_total", "total_net", "total_tax", "total_gross", "prepaid",
    "previous_balance", "amount_due",
)  # fmt: skip
_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


def truth_of(bill: Bill, words: Words, drawn: Sequence[str], outcome: str, reasons: Sequence[str]) -> dict[str, Any]:
    """``drawn`` are the strings on the page; none for a document without a text layer."""
    return {
        **_header(bill),
        **_sums(bill),
        "tax_breakdown": [
            {"rate": f"{t.rate:f}", "base": f"{t.base:.2f}", "amount": f"{t.amount:.2f}"} for t in bill.taxes
        ],
        "line_items": [_line(bill, index, _columns(words, drawn)) for index in range(len(bill.lines))],
        "expected": {"outcome": outcome, "reasons": list(reasons)},
        "_meta": {
            "source": "made by samples/make_samples.py; all companies are invented",
            "visible_in_text_layer": _visible(bill, words, drawn),
        },
    }


def _header(bill: Bill) -> dict[str, Any]:
    days = {"issue_date": bill.issued, "due_date": bill.due, "delivery_date": bill.delivered}
    return {
        "doc_type": bill.doc_type,
        "invoice_number": bill.number,
        **{key: day.isoformat() if day else None for key, day in days.items()},
        "currency": bill.currency,
        "seller_name": bill.seller.name,
        "seller_vat_id": _compact(bill.seller.vat_id),
        **({"seller_tax_id": bill.seller.tax_id} if bill.seller.tax_id else {}),
        "buyer_name": bill.buyer.name,
        "purchase_order": bill.order,
        "payment_iban": _compact(bill.seller.iban),
    }


def _sums(bill: Bill) -> dict[str, Any]:
    """``amount_due`` is what is to be paid, printed apart or as the total."""
    values: dict[str, Decimal | None] = {
        "sum_lines_net": None if bill.tax_inclusive else bill.line_sum,
        "allowance_total": bill.allowances if bill.extras else None,
        "charge_total": bill.charges if bill.extras else None,
        "total_net": bill.net,
        "total_tax": bill.tax,
        "total_gross": bill.gross,
        "prepaid": bill.paid,
        "previous_balance": bill.previous,
        "amount_due": bill.amount_due,
    }
    shown: dict[str, Any] = {key: None if value is None else f"{value:.2f}" for key, value in values.items()}
    return {**shown, "prices_include_tax": bill.tax_inclusive}


def _columns(words: Words, drawn: Sequence[str]) -> frozenset[str]:
    """Which of the columns that not every layout has are there; e-invoice data and pictures have all."""
    titles = {"line_id": "Pos.", "tax_rate": words["rate"]}
    return frozenset(key for key, title in titles.items() if not drawn or title in drawn)


def _line(bill: Bill, index: int, columns: frozenset[str]) -> dict[str, Any]:
    line = bill.lines[index]
    optional = {"line_id": str(index + 1), "tax_rate": f"{line.rate:f}"}
    return {
        **{key: value for key, value in optional.items() if key in columns},
        "description": line.description,
        "quantity": f"{line.quantity:f}",
        "unit_price": f"{line.unit_price:.2f}",
        "line_total": f"{line.total:.2f}",
        **({"unit": line.unit} if line.unit else {}),
        **({"item_id": line.code} if line.code else {}),
    }


def _visible(bill: Bill, words: Words, drawn: Sequence[str]) -> dict[str, Any]:
    page = _flat(" ".join(drawn))
    facts: Mapping[str, Any] = {**_header(bill), **_sums(bill)}
    visible: dict[str, Any] = {}
    for key, value in facts.items():
        if key in ("doc_type", "prices_include_tax") or value is None:
            continue
        visible[key] = any(_flat(form) in page for form in forms(key, value, words))
    seen = [_flat(line.description) in page for line in bill.lines]
    totals = [_flat(words.number(line.total)) in page for line in bill.lines]
    visible["line_items"] = {"n": len(seen), "descriptions_visible": sum(seen), "totals_visible": sum(totals)}
    return visible


def forms(key: str, value: str, words: Words) -> list[str]:
    """How a truth value may stand on the page."""
    if key in MONEY:
        return [words.number(Decimal(value))]
    if key.endswith("_date"):
        return [words.day(date.fromisoformat(value)), f"{date.fromisoformat(value):%d/%m/%Y}"]
    return [_SIGNS[value], value] if key == "currency" else [value]


def _flat(text: str) -> str:
    return "".join(text.split())


def _compact(text: str | None) -> str | None:
    return text.replace(" ", "") if text else None
