"""Amounts, tax categories, allowances and charges in UBL."""

from __future__ import annotations

from decimal import Decimal

from invoice_llm.documents.einvoice.output.building import Part, basic, group
from invoice_llm.invoice.schema import AllowanceCharge

REASON_CODES = {"shipping": "FC", "service": "ADR"}
_NO_CURRENCY = "XXX"
"""ISO 4217's code for none; every amount has to name one."""


def allowance_charge(charge: AllowanceCharge, currency: str | None) -> Part:
    """An allowance or a charge; one without an amount is none."""
    if charge.amount is None:
        return None
    return group(
        "AllowanceCharge",
        basic("ChargeIndicator", charge.is_charge),
        basic("AllowanceChargeReasonCode", REASON_CODES.get(charge.kind) if charge.is_charge else None),
        basic("AllowanceChargeReason", charge.reason),
        basic("MultiplierFactorNumeric", charge.percent),
        amount_leaf("Amount", charge.amount, currency),
        amount_leaf("BaseAmount", charge.base, currency),
        category("TaxCategory", None, charge.tax_rate),
    )


def category(name: str, code: str | None, rate: Decimal | None, scheme: str = "VAT", reason: str | None = None) -> Part:
    if code is None and rate is None and reason is None:
        return None
    return group(
        name,
        basic("ID", code),
        basic("Percent", rate),
        basic("TaxExemptionReason", reason),
        group("TaxScheme", basic("ID", scheme)),
    )


def amount_leaf(name: str, amount: Decimal | None, currency: str | None) -> Part:
    """An amount, which in UBL always names its currency."""
    return basic(name, amount, currencyID=currency or _NO_CURRENCY)
