"""Small invoices read from their page, each with the answer of a reader that makes no mistake."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from benchmarks.chaos.documents import vat_number

_PLACES = (("Bristol", "BS1 4QA"), ("Leeds", "LS1 2AB"), ("York", "YO1 7HH"), ("Bath", "BA1 1LT"))
_TRADES = ("Meadow Tools", "Harbour Linen", "Copper Lane Supplies", "Northern Paper", "Sable Catering", "Elm Lighting")
_WORDS = ("Bath towel", "Desk lamp", "Copy paper", "Hand soap", "Steel bracket", "Coffee beans", "Door handle", "Rope")
_MONTHS = ("January", "February", "March")
_BUYER = "Northgate Hotels Ltd"
_MOST_LINES = 12
_PAGE = """\
{seller:<38}INVOICE
{street} Wharf Street
{city} {code}
VAT No: {vat_id}

Bill to:                              Invoice number: {number}
{buyer:<38}Invoice date: {date}
7 Castle Road                         Your order: {order}
Leeds LS1 2AB

Description                         Qty    Unit price       Amount
{lines}

                                          Net total       {net:>10}
                                          VAT 20%         {tax:>10}
                                          Total       GBP {gross:>10}

Payment within 30 days.
{carrier}"""
_CARRIER = "Delivered by Alder & Finch Trading Ltd\n"
"""The name of a supplier that has a prompt folder: where it stands, a model is asked which layout the invoice has."""


@dataclass(frozen=True, slots=True)
class PaperInvoice:
    """``page`` is its text by lines, ``answer`` what the extraction call answers for it."""

    number: str
    page: str
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Item:
    word: str
    quantity: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        return self.quantity * self.price

    def printed(self) -> str:
        return f"{self.word:<33}{self.quantity:>6}{self.price:>14}{self.total:>13}"


def paper_invoices(count: int, *, seed: int) -> Iterator[PaperInvoice]:
    """``count`` invoices of 1 to 12 lines, each of a supplier of its own; the same seed makes the same ones."""
    chance = random.Random(seed)
    for at in range(count):
        yield _invoice(at, chance)


def _invoice(at: int, chance: random.Random) -> PaperInvoice:
    items = [
        _Item(chance.choice(_WORDS), chance.randint(1, 40), Decimal(chance.randint(100, 9_999)) / 100)
        for _ in range(chance.randint(1, _MOST_LINES))
    ]
    net = sum((item.total for item in items), Decimal(0))
    tax = (net / 5).quantize(Decimal("0.01"))
    city, code = chance.choice(_PLACES)
    head = {
        "seller": f"{chance.choice(_TRADES)} {at} Ltd",
        "vat_id": f"GB {vat_number(at)}",
        "number": f"RC-{at:06d}",
        "date": f"{chance.randint(1, 28)} {chance.choice(_MONTHS)} 2026",
        "order": f"PO-{chance.randint(10_000, 99_999)}",
    }
    sums = {"net": f"{net}", "tax": f"{tax}", "gross": f"{net + tax}"}
    page = _PAGE.format(
        **head,
        **sums,
        street=chance.randint(1, 99),
        city=city,
        code=code,
        buyer=_BUYER,
        lines="\n".join(item.printed() for item in items),
        carrier=_CARRIER if at % 4 == 0 else "",
    )
    return PaperInvoice(head["number"], page, _answer(head, sums, items))


def _answer(head: dict[str, str], sums: dict[str, str], items: list[_Item]) -> dict[str, Any]:
    return {
        "doc_type": "invoice",
        "language": "en",
        "invoice_number": head["number"],
        "issue_date": head["date"],
        "due_date": None,
        "delivery_date": None,
        "currency": "GBP",
        "seller": {"name": head["seller"], "vat_id": head["vat_id"], "tax_id": None, "address": None},
        "buyer": {"name": _BUYER, "vat_id": None, "tax_id": None, "address": None},
        "purchase_order": head["order"],
        "customer_number": None,
        "delivery_note_ref": None,
        "preceding_invoice": None,
        "iban": None,
        "bic": None,
        "prices_include_tax": None,
        "sum_lines_net": None,
        "allowances_charges": [],
        "total_net": sums["net"],
        "taxes": [{"rate": "20%", "base": None, "amount": sums["tax"]}],
        "total_tax": sums["tax"],
        "total_gross": sums["gross"],
        "paid_amount": None,
        "previous_balance": None,
        "amount_due": None,
        "payment_terms": "Payment within 30 days.",
        "lines": [_line(item) for item in items],
    }


def _line(item: _Item) -> dict[str, Any]:
    return {
        "description": item.word,
        "item_code": None,
        "quantity": f"{item.quantity}",
        "unit": None,
        "unit_price": f"{item.price}",
        "tax_rate": None,
        "line_total": f"{item.total}",
    }
