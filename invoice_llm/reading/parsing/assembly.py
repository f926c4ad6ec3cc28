"""From what is printed to what is meant: each string parsed in the document's own convention."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from invoice_llm.invoice.amounts import parse_amount, parse_quantity, parse_rate
from invoice_llm.invoice.field import FieldType
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.printed import PrintedCharge, PrintedInvoice, PrintedLine, PrintedParty, PrintedTax
from invoice_llm.invoice.schema import (
    Address,
    AllowanceCharge,
    ChargeKind,
    Invoice,
    LineItem,
    Party,
    PaymentAccount,
    PrecedingInvoice,
    TaxId,
    TaxLine,
)
from invoice_llm.reading.parsing.convention import Convention, read_convention
from invoice_llm.reading.parsing.origin import Origin
from invoice_llm.vocabulary.currency import parse_currency, without_currency
from invoice_llm.vocabulary.dates import parse_date
from invoice_llm.vocabulary.folding import folded
from invoice_llm.vocabulary.words import pattern

_CHARGES: Mapping[ChargeKind, tuple[str, ...]] = {
    "discount": ("early_discount", "discount"),
    "shipping": ("shipping",),
    "deposit": ("deposit",),
    "tip": ("tip",),
    "service": ("service",),
    "fee": ("fee",),
}
"""The lists of words that tell what a charge is for, the first that fits."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The invoice, each of its values as printed by path, and what was hard to read by path."""

    invoice: Invoice
    quotes: dict[str, str]
    problems: dict[str, tuple[Reason, ...]]


@dataclass(slots=True)
class _Reader:
    """Parses strings and notes, by path, what they were and what was wrong with them."""

    convention: Convention
    quotes: dict[str, str] = field(default_factory=dict)
    problems: dict[str, tuple[Reason, ...]] = field(default_factory=dict)

    def text(self, path: str, printed: str | None) -> str | None:
        text = " ".join(printed.split()) if printed else ""
        if text:
            self.quotes[path] = text
        return text or None

    def amount(self, path: str, printed: str | None) -> Decimal | None:
        """An amount of money, with as many decimals as the currency has."""
        return self._amount(path, printed, self.convention.decimals)

    def price(self, path: str, printed: str | None) -> Decimal | None:
        """A price of one piece, which may have more decimals than its currency."""
        return self._amount(path, printed, 0 if self.convention.decimals == 0 else None)

    def _amount(self, path: str, printed: str | None, decimals: int | None) -> Decimal | None:
        if not (text := self.text(path, printed)):
            return None
        amount = parse_amount(without_currency(text), self.convention.mark, decimals)
        if amount is None:
            self.problems[path] = (Reason.UNPARSABLE_VALUE,)
            return None
        if amount.ambiguous:
            self.problems[path] = (Reason.AMBIGUOUS_AMOUNT,)
        return amount.value

    def rate(self, path: str, printed: str | None) -> Decimal | None:
        return parse_rate(text) if (text := self.text(path, printed)) else None

    def day(self, path: str, printed: str | None) -> date | None:
        """A date; words such as 'upon receipt' are none and no problem."""
        text = self.text(path, printed)
        if not text or not re.search(r"\d", text):
            self.quotes.pop(path, None)
            return None
        parsed = parse_date(text, order=self.convention.order, language=self.convention.language)
        if parsed is None:
            self.problems[path] = (Reason.UNPARSABLE_VALUE,)
            return None
        if parsed.ambiguous:
            self.problems[path] = (Reason.AMBIGUOUS_DATE,)
        return parsed.value

    def identifier(self, path: str, printed: str | None) -> str | None:
        text = self.text(path, printed)
        return re.sub(r"\s+", "", text).upper() if text else None


_PARSERS: Mapping[FieldType, Callable[[_Reader, str, str | None], object]] = {
    "reference": _Reader.text,
    "text": _Reader.text,
    "words": _Reader.text,
    "date": _Reader.day,
    "amount": _Reader.amount,
}
_PLAIN = {field.path: _PARSERS[field.type] for field in FIELDS if field.is_plain and field.type in _PARSERS}
"""The values of the invoice itself, each with how its text is read."""


def assemble(printed: PrintedInvoice, text: str) -> Assembled:
    """Parse what a reader copied from ``text``, whose convention is read for it alone."""
    return assemble_in(read_convention(text, printed.language, Origin.of_answer(printed)), printed)


def assemble_in(convention: Convention, printed: PrintedInvoice) -> Assembled:
    """Parse what a reader copied from a text of this convention. Nothing is filled in that is not printed; a currency
    that the reader did not name is taken from beside the amounts of the text."""
    read = _Reader(convention)
    plain: dict[str, Any] = {path: parse(read, path, getattr(printed, path)) for path, parse in _PLAIN.items()}
    charges = tuple(_charge(read, f"allowances_charges[{i}]", c) for i, c in enumerate(printed.allowances_charges))
    invoice = Invoice(
        **plain,
        doc_type=printed.doc_type,
        language=printed.language,
        currency=_currency(read, printed.currency),
        seller=_party(read, "seller", printed.seller),
        buyer=_party(read, "buyer", printed.buyer),
        po_numbers=tuple(filter(None, [read.text("po_numbers[0]", printed.purchase_order)])),
        preceding_invoices=_preceding(read, printed.preceding_invoice),
        payment_accounts=_accounts(read, printed),
        prices_include_tax=printed.prices_include_tax,
        allowances_charges=charges,
        allowance_total=_sum(c.amount for c in charges if not c.is_charge),
        charge_total=_sum(c.amount for c in charges if c.is_charge),
        taxes=tuple(_tax(read, f"taxes[{i}]", tax) for i, tax in enumerate(printed.taxes)),
        lines=tuple(_line(read, f"lines[{i}]", line) for i, line in enumerate(printed.lines)),
    )
    return Assembled(invoice, read.quotes, read.problems)


def _currency(read: _Reader, printed: str | None) -> str | None:
    """Currency that the reader copied, if it is one; else what stands beside the amounts of the page."""
    if text := read.text("currency", printed):
        if code := parse_currency(text, country=read.convention.country):
            return code
        del read.quotes["currency"]
    return read.convention.currency


def _party(read: _Reader, path: str, printed: PrintedParty) -> Party:
    tax_id = read.text(f"{path}.tax_ids[0]", printed.tax_id)
    return Party(
        name=read.text(f"{path}.name", printed.name),
        vat_id=read.identifier(f"{path}.vat_id", printed.vat_id),
        tax_ids=(TaxId(scheme="LOCAL", value=tax_id),) if tax_id else (),
        address=Address(text=read.text(f"{path}.address", printed.address)),
    )


def _accounts(read: _Reader, printed: PrintedInvoice) -> tuple[PaymentAccount, ...]:
    iban = read.identifier("payment_accounts[0].iban", printed.iban)
    bic = read.identifier("payment_accounts[0].bic", printed.bic)
    return (PaymentAccount(iban=iban, bic=bic),) if iban or bic else ()


def _preceding(read: _Reader, printed: str | None) -> tuple[PrecedingInvoice, ...]:
    number = read.text("preceding_invoices[0].number", printed)
    return (PrecedingInvoice(number=number),) if number else ()


def _charge(read: _Reader, path: str, printed: PrintedCharge) -> AllowanceCharge:
    amount = read.amount(f"{path}.amount", printed.amount)
    return AllowanceCharge(
        is_charge=printed.kind == "charge",
        kind=_charge_kind(printed),
        reason=read.text(f"{path}.reason", printed.reason),
        amount=None if amount is None else abs(amount),
    )


def _charge_kind(printed: PrintedCharge) -> ChargeKind:
    reason = folded(printed.reason or "")
    named = (kind for kind, words in _CHARGES.items() if pattern(*words).search(reason))
    return next(named, "discount" if printed.kind == "allowance" else "other")


def _tax(read: _Reader, path: str, printed: PrintedTax) -> TaxLine:
    return TaxLine(
        rate=read.rate(f"{path}.rate", printed.rate),
        base=read.amount(f"{path}.base", printed.base),
        amount=read.amount(f"{path}.amount", printed.amount),
    )


def _line(read: _Reader, path: str, printed: PrintedLine) -> LineItem:
    total = read.amount(f"{path}.line_total", printed.line_total)
    is_payment = total is not None and total < 0 and pattern("payment_row").search(folded(printed.description or ""))
    quantity, unit = _quantity(read, path, printed)
    return LineItem(
        kind="payment" if is_payment else "item",
        description=read.text(f"{path}.description", printed.description),
        item_code=read.text(f"{path}.item_code", printed.item_code),
        quantity=quantity,
        unit=unit,
        unit_price=read.price(f"{path}.unit_price", printed.unit_price),
        tax_rate=read.rate(f"{path}.tax_rate", printed.tax_rate),
        line_total=total,
    )


def _quantity(read: _Reader, path: str, printed: PrintedLine) -> tuple[Decimal | None, str | None]:
    """A quantity may be printed with its unit ('3 hrs')."""
    unit = read.text(f"{path}.unit", printed.unit)
    text = read.text(f"{path}.quantity", printed.quantity)
    parsed = parse_quantity(text, read.convention.mark) if text else None
    return (None, unit) if parsed is None else (parsed[0].value, unit or parsed[1])


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
