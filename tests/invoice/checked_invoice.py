"""Invoices for the tests of the checks, and what one rule says about one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from invoice_llm.invoice.checks import Finding, Known, check
from invoice_llm.invoice.schema import Invoice, LineItem

TODAY = date(2026, 3, 10)


def finding(rule: str, **values: Any) -> Finding:
    return finding_with(Known(), rule, **values)


def finding_with(known: Known, rule: str, /, **values: Any) -> Finding:
    (found,) = [f for f in check(Invoice(**values), today=TODAY, known=known) if f.rule == rule]
    return found


def lines(*totals: str | None, **more: Any) -> tuple[LineItem, ...]:
    return tuple(LineItem(line_total=None if total is None else Decimal(total), **more) for total in totals)


def line(total: str | None, description: str | None = None, **more: Any) -> LineItem:
    return LineItem(line_total=None if total is None else Decimal(total), description=description, **more)


def item(quantity: str, price: str, total: str, **more: Any) -> LineItem:
    return LineItem(quantity=Decimal(quantity), unit_price=Decimal(price), line_total=Decimal(total), **more)


def money(**amounts: str) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in amounts.items()}
