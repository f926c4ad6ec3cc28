"""Invoices that hold together, made by hypothesis: with several rates, discounts, charges, payments and currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st

from invoice_llm.invoice.schema import AllowanceCharge, DocType, Invoice, LineItem, Party, PrecedingInvoice, TaxLine
from invoice_llm.invoice.tolerances import minor_unit, of_lines

ISSUED = date(2026, 3, 2)
RATES = tuple(map(Decimal, ("0", "5.5", "7", "10", "19", "20", "25")))


def rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)


def _units(currency: str, least: int, most: int) -> st.SearchStrategy[Decimal]:
    unit = minor_unit(currency)
    return st.integers(least, most).map(lambda count: count * unit)


@st.composite
def _line(draw: st.DrawFn, currency: str, sign: int) -> LineItem:
    quantity = draw(st.integers(1, 400).map(Decimal) | st.integers(11, 9999).map(lambda n: Decimal(n) / 100))
    base = draw(st.sampled_from([None, None, Decimal(1), Decimal(100)]))
    price = draw(_units(currency, 100, 90_000))
    discount = rounded(quantity * price / (base or 1) * draw(st.sampled_from([0, 0, 10])) / 100, currency)
    total = rounded(quantity * price / (base or 1) - discount, currency)
    parts = (AllowanceCharge(is_charge=False, amount=discount),) if discount else ()
    return LineItem(
        quantity=sign * quantity,
        unit_price=price,
        price_base_quantity=base,
        allowances_charges=() if sign < 0 else parts,
        line_total=rounded(-quantity * price / (base or 1), currency) if sign < 0 else total,
        tax_rate=draw(st.sampled_from(RATES)),
    )


@st.composite
def _charge(draw: st.DrawFn, currency: str, lines: Sequence[LineItem]) -> AllowanceCharge:
    return AllowanceCharge(
        is_charge=draw(st.booleans()),
        amount=draw(_units(currency, 1, 90)),
        tax_rate=draw(st.sampled_from(lines)).tax_rate,
    )


def _signed(part: AllowanceCharge) -> Decimal:
    assert part.amount is not None
    return part.amount if part.is_charge else -part.amount


def _taxes(lines: Sequence[LineItem], charges: Sequence[AllowanceCharge], currency: str) -> tuple[TaxLine, ...]:
    bases: dict[Decimal, Decimal] = defaultdict(Decimal)
    for line in lines:
        bases[line.tax_rate or Decimal(0)] += line.line_total or 0
    for charge in charges:
        bases[charge.tax_rate or Decimal(0)] += _signed(charge)
    return tuple(
        TaxLine(category="S" if rate else "Z", rate=rate, base=base, amount=rounded(base * rate / 100, currency))
        for rate, base in bases.items()
    )


def invoices() -> st.SearchStrategy[Invoice]:
    """Amounts as a supplier's program computes them: lines rounded, taxes by rate, totals added up. No discount is
    larger than what it is given on, and no tax so small that it could be rounding."""
    return _any_invoice().filter(_keeps_its_sign).filter(_has_tax_or_none)


def _has_tax_or_none(invoice: Invoice) -> bool:
    tax = abs(invoice.total_tax or Decimal(0))
    return tax == 0 or tax > 4 * of_lines(invoice)


def _keeps_its_sign(invoice: Invoice) -> bool:
    parts = [line.line_total for line in invoice.lines] + [tax.base for tax in invoice.taxes]
    amounts = [amount for amount in (*parts, invoice.total_net, invoice.total_gross) if amount is not None]
    return all(amount > 0 for amount in amounts) or all(amount < 0 for amount in amounts)


@st.composite
def _any_invoice(draw: st.DrawFn) -> Invoice:
    currency = draw(st.sampled_from(["EUR", "EUR", "USD", "JPY", "KWD", "HUF"]))
    doc_type: DocType = draw(st.sampled_from(["invoice", "invoice", "credit_note"]))
    sign = -1 if doc_type == "credit_note" and draw(st.booleans()) else 1
    lines = tuple(draw(st.lists(_line(currency, sign), min_size=1, max_size=12)))
    charges = tuple(draw(st.lists(_charge(currency, lines), max_size=2))) if sign > 0 else ()
    return Invoice(
        doc_type=doc_type,
        currency=currency,
        issue_date=ISSUED,
        due_date=ISSUED + timedelta(days=draw(st.integers(0, 90))),
        period_start=ISSUED - timedelta(days=31),
        period_end=ISSUED - timedelta(days=draw(st.integers(0, 31))),
        seller=Party(name="Harbour Paper Ltd", vat_id="DE136695976"),
        buyer=Party(name="Seaview Hotel"),
        preceding_invoices=(PrecedingInvoice(number="HP-1"),),
        lines=lines,
        allowances_charges=charges,
        **_totals(draw, lines, charges, currency, sign),
    )


def _totals(
    draw: st.DrawFn, lines: Sequence[LineItem], charges: Sequence[AllowanceCharge], currency: str, sign: int
) -> Mapping[str, Any]:
    taxes = _taxes(lines, charges, currency)
    subtotal = sum((line.line_total or Decimal(0) for line in lines), Decimal(0))
    net = subtotal + sum(map(_signed, charges), Decimal(0))
    tax = sum((part.amount or Decimal(0) for part in taxes), Decimal(0))
    paid = draw(st.sampled_from([None, None, rounded(abs(net + tax) / 2, currency)]))
    earlier = draw(st.none() | _units(currency, 1, 9_000)) if sign > 0 else None
    return {
        "taxes": taxes,
        "sum_lines_net": subtotal,
        "allowance_total": sum((c.amount or Decimal(0) for c in charges if not c.is_charge), Decimal(0)),
        "charge_total": sum((c.amount or Decimal(0) for c in charges if c.is_charge), Decimal(0)),
        "total_net": net,
        "total_tax": tax,
        "total_gross": net + tax,
        "paid_amount": paid,
        "previous_balance": earlier,
        "amount_due": net + tax - sign * (paid or 0) + (earlier or 0),
        "prices_include_tax": False,
    }
