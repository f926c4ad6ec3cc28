"""Discounts, charges and deposits of the whole document: what they add to a sum, in each way a page can mean it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from invoice_llm.invoice.checks.finding import Finding, shown, undecided
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.tolerances import of_sum


def charged(invoice: Invoice) -> tuple[Decimal, ...]:
    """Sum of charges less discounts, and the same without deposits, which are payments in advance. What a note with
    negative totals gives back is less a discount that is printed without a sign."""
    total = (invoice.charge_total or Decimal(0)) - (invoice.allowance_total or Decimal(0))
    sums = [total, total + deposits(invoice)]
    if (invoice.total_gross or Decimal(0)) < 0:
        sums += [-amount for amount in sums]
    return tuple(dict.fromkeys(amount for amount in sums if amount))


def deposits(invoice: Invoice) -> Decimal:
    """Sum of the payments in advance that are printed among the discounts."""
    parts = (p.amount for p in invoice.allowances_charges if p.kind == "deposit" and not p.is_charge)
    return sum((amount for amount in parts if amount is not None), Decimal(0))


def allowances_add_up(invoice: Invoice) -> Finding:
    """BR-CO-11."""
    return _add_up(invoice, "BR-CO-11", "allowance_total")


def charges_add_up(invoice: Invoice) -> Finding:
    """BR-CO-12."""
    return _add_up(invoice, "BR-CO-12", "charge_total")


def _add_up(invoice: Invoice, rule: str, name: Literal["allowance_total", "charge_total"]) -> Finding:
    is_charge = name == "charge_total"
    parts = {at: p.amount for at, p in enumerate(invoice.allowances_charges) if p.is_charge is is_charge}
    total = getattr(invoice, name)
    if total is None or not parts or None in parts.values():
        return undecided(rule, Reason.SUM_MISMATCH, name, "allowances_charges", severity="warning")
    made = sum((amount for amount in parts.values() if amount is not None), Decimal(0))
    values = {"kind": name, "made": shown(invoice, made), "total": shown(invoice, total)}
    ok = abs(abs(made) - abs(total)) <= of_sum(invoice, len(parts))  # some print discounts with a minus
    paths = (*(f"allowances_charges[{at}].amount" for at in parts), name) if ok else ()
    fields = (name, "allowances_charges")
    return Finding(rule, Reason.SUM_MISMATCH, fields, Statement.PARTS_SUM, ok, "warning", paths, values)
