"""The invoice as EN 16931 means it: short names, BT/BG terms beside them, money as ``Decimal``.

Two rules: every leaf may be ``None`` and ``None`` is right when nothing is printed; evidence (where a value
stands) is kept apart, in :mod:`invoice_llm.invoice.evidence`. JSON shows money as strings.

Source: EN 16931-1:2017 with the BT/BG numbering of CEN/TC 434. Fields without a number are additions that
invoices outside the European VAT area need.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Money = Annotated[Decimal, Field(max_digits=22, decimal_places=8)]
DocType = Literal["invoice", "credit_note", "debit_note", "proforma", "receipt", "statement", "reminder", "other"]
LineKind = Literal["item", "sub_item", "info", "header", "payment"]
ChargeKind = Literal["discount", "shipping", "service", "tip", "deposit", "fee", "rounding", "other"]


def _filled(own: Any) -> Any:
    """A value that was taken out of an invoice leaves nothing behind."""
    return {name: text for name, text in own.items() if text is not None} if isinstance(own, Mapping) else own


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Address(_Part):
    """BG-5, BG-8, BG-12, BG-15."""

    line1: str | None = None  # BT-35, 50
    line2: str | None = None  # BT-36, 51
    city: str | None = None  # BT-37, 52
    postal_code: str | None = None  # BT-38, 53
    region: str | None = None  # BT-39, 54
    country_code: str | None = None  # BT-40, 55; ISO 3166-1 alpha-2
    text: str | None = None  # as printed


class TaxId(_Part):
    """BT-32 and its relatives elsewhere."""

    scheme: str  # VAT, GST, GSTIN, ABN, EIN, PAN, NIF, SIRET, KVK, LOCAL
    value: str


class Party(_Part):
    """BG-4 seller, BG-7 buyer, BG-10 payee, BG-13 ship-to."""

    name: str | None = None  # BT-27, 44, 59, 70
    trading_name: str | None = None  # BT-28, 45
    vat_id: str | None = None  # BT-31, 48
    tax_ids: tuple[TaxId, ...] = ()  # BT-32
    legal_id: str | None = None  # BT-30, 47
    ids: tuple[str, ...] = ()  # BT-29, 46
    address: Address = Address()
    email: str | None = None  # BT-43
    phone: str | None = None  # BT-42
    website: str | None = None


class PaymentAccount(_Part):
    """BG-17."""

    iban: str | None = None  # BT-84
    account_number: str | None = None  # BT-84 where it is no IBAN
    routing: str | None = None
    bic: str | None = None  # BT-86
    account_name: str | None = None  # BT-85
    bank_name: str | None = None
    reference: str | None = None  # BT-83
    means: str | None = None  # BT-81, UNTDID 4461
    mandate_id: str | None = None  # BT-89


class TaxLine(_Part):
    """BG-23."""

    tax_type: str = "VAT"
    category: str | None = None  # BT-118, UNTDID 5305: S Z E AE K G O L M
    rate: Decimal | None = None  # BT-119, percent
    base: Money | None = None  # BT-116
    amount: Money | None = None  # BT-117
    exemption_reason: str | None = None  # BT-120


class AllowanceCharge(_Part):
    """BG-20, BG-21 for the document; BG-27, BG-28 for a line. ``amount`` is positive; ``is_charge`` is its sign."""

    is_charge: bool
    kind: ChargeKind = "other"
    reason: str | None = None  # BT-97, 104
    amount: Money | None = None  # BT-92, 99
    base: Money | None = None  # BT-93, 100
    percent: Decimal | None = None  # BT-94, 101
    tax_rate: Decimal | None = None  # BT-96, 103


class LineItem(_Part):
    """BG-25. ``line_total`` is net unless the invoice's ``prices_include_tax`` is true."""

    line_id: str | None = None  # BT-126
    kind: LineKind = "item"
    parent_line_id: str | None = None
    description: str | None = None  # BT-153
    details: str | None = None  # BT-154
    item_code: str | None = None  # BT-155
    buyer_item_code: str | None = None  # BT-156
    gtin: str | None = None  # BT-157
    commodity_code: str | None = None  # BT-158
    quantity: Decimal | None = None  # BT-129
    unit: str | None = None  # BT-130, UN/ECE Rec 20 or as printed
    unit_price: Decimal | None = None  # BT-146
    price_base_quantity: Decimal | None = None  # BT-149
    gross_unit_price: Decimal | None = None  # BT-148
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    line_total: Money | None = None  # BT-131
    tax_rate: Decimal | None = None  # BT-152
    tax_category: str | None = None  # BT-151
    period_start: date | None = None  # BT-134
    period_end: date | None = None  # BT-135
    po_line: str | None = None  # BT-132


class PrecedingInvoice(_Part):
    """BG-3: BT-25 and BT-26."""

    number: str
    issue_date: date | None = None


class Invoice(_Part):
    """One invoice or credit note."""

    doc_type: DocType = "invoice"
    type_code: str | None = None  # BT-3, UNTDID 1001
    invoice_number: str | None = None  # BT-1
    issue_date: date | None = None  # BT-2
    due_date: date | None = None  # BT-9
    tax_point_date: date | None = None  # BT-7
    delivery_date: date | None = None  # BT-72
    period_start: date | None = None  # BT-73
    period_end: date | None = None  # BT-74
    currency: str | None = None  # BT-5, ISO 4217
    tax_currency: str | None = None  # BT-6
    seller: Party = Party()  # BG-4
    buyer: Party = Party()  # BG-7
    payee: Party | None = None  # BG-10
    ship_to: Party | None = None  # BG-13
    po_numbers: tuple[str, ...] = ()  # BT-13
    buyer_reference: str | None = None  # BT-10
    contract_ref: str | None = None  # BT-12
    project_ref: str | None = None  # BT-11
    delivery_note_ref: str | None = None  # BT-16
    customer_number: str | None = None
    preceding_invoices: tuple[PrecedingInvoice, ...] = ()
    lines: tuple[LineItem, ...] = ()
    taxes: tuple[TaxLine, ...] = ()
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    sum_lines_net: Money | None = None  # BT-106
    allowance_total: Money | None = None  # BT-107
    charge_total: Money | None = None  # BT-108
    total_net: Money | None = None  # BT-109
    total_tax: Money | None = None  # BT-110
    total_gross: Money | None = None  # BT-112
    paid_amount: Money | None = None  # BT-113
    rounding: Money | None = None  # BT-114
    amount_due: Money | None = None  # BT-115
    previous_balance: Money | None = None
    prices_include_tax: bool | None = None
    payment_terms: str | None = None  # BT-20
    payment_accounts: tuple[PaymentAccount, ...] = ()  # BG-16, BG-17
    notes: tuple[str, ...] = ()  # BT-22
    language: str | None = None  # ISO 639-1
    own: Annotated[dict[str, str], BeforeValidator(_filled)] = Field(default_factory=dict)  # own_fields
