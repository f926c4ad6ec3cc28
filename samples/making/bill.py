"""What a made-up invoice says. Every sum follows from the lines, unless a sample is meant to be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

DocType = Literal["invoice", "credit_note"]
CENT = Decimal("0.01")


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A company that does not exist. ``vat_id`` and ``iban`` pass their check digits."""

    name: str
    address: tuple[str, ...]
    country: str
    vat_id: str | None = None
    tax_id: str | None = None
    iban: str | None = None
    bic: str | None = None
    bank: str | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    description: str
    quantity: Decimal
    unit_price: Decimal
    rate: Decimal
    unit: str = ""
    code: str = ""

    @property
    def total(self) -> Decimal:
        return rounded(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class Extra:
    """A discount or charge on the whole invoice; ``amount`` is positive."""

    is_charge: bool
    label: str
    amount: Decimal
    rate: Decimal

    @property
    def signed(self) -> Decimal:
        return self.amount if self.is_charge else -self.amount


@dataclass(frozen=True, slots=True)
class Tax:
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """``tax_inclusive``: unit prices and line totals hold the tax. ``misprint`` is added to the printed gross."""

    language: str
    currency: str
    number: str
    issued: date
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    due: date | None = None
    delivered: date | None = None
    order: str | None = None
    customer: str | None = None
    preceding: str | None = None
    doc_type: DocType = "invoice"
    extras: tuple[Extra, ...] = ()
    paid: Decimal | None = None
    previous: Decimal | None = None
    tax_inclusive: bool = False
    misprint: Decimal = Decimal(0)
    terms: str = ""
    notes: tuple[str, ...] = ()

    @property
    def line_sum(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def allowances(self) -> Decimal:
        return sum((e.amount for e in self.extras if not e.is_charge), Decimal(0))

    @property
    def charges(self) -> Decimal:
        return sum((e.amount for e in self.extras if e.is_charge), Decimal(0))

    @property
    def taxes(self) -> tuple[Tax, ...]:
        """One for each rate, the highest first."""
        sums: dict[Decimal, Decimal] = {}
        for rate, amount in [(ln.rate, ln.total) for ln in self.lines] + [(e.rate, e.signed) for e in self.extras]:
            sums[rate] = sums.get(rate, Decimal(0)) + amount
        return tuple(self._tax(rate, sums[rate]) for rate in sorted(sums, reverse=True))

    def _tax(self, rate: Decimal, amount: Decimal) -> Tax:
        base = rounded(amount * 100 / (100 + rate)) if self.tax_inclusive else amount
        return Tax(rate, base, amount - base if self.tax_inclusive else rounded(base * rate / 100))

    @property
    def net(self) -> Decimal:
        return sum((tax.base for tax in self.taxes), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return sum((tax.amount for tax in self.taxes), Decimal(0))

    @property
    def gross(self) -> Decimal:
        return self.net + self.tax + self.misprint

    @property
    def amount_due(self) -> Decimal:
        return self.gross - (self.paid or 0) + (self.previous or 0)
