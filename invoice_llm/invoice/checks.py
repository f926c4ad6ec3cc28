"""What has to hold in an invoice: coded statements, each true, false, or not to be decided from what is there.

Rule numbers are those of EN 16931 (BR-CO-...); ``X-...`` are ours. Amounts come from the page, so a difference of a
cent a line is rounding, not an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from stdnum import iban
from stdnum.eu import vat

from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, LineItem

_EU_VAT = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[0-9A-Z+*]{0,2}\d{5}"
)
"""A country and figures; 'SIRET 362...' begins like Slovenia's but is none."""
CENT = Decimal("0.01")
_LEAST = Decimal("0.02")
_EARLY = timedelta(days=2)
"""A document from a later time zone, or dated for tomorrow, is not from the future."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule over one invoice. ``ok`` is ``None`` where the values it needs are not there.

    ``sentence`` says for people what is wrong when ``ok`` is false; it follows the reason's own sentence.
    """

    rule: str
    reason: Reason
    fields: tuple[str, ...]
    sentence: str
    ok: bool | None


def check(invoice: Invoice, *, today: date) -> tuple[Finding, ...]:
    """Every rule, in a fixed order."""
    return tuple(rule(invoice, today) for rule in _RULES)


def tolerance(invoice: Invoice) -> Decimal:
    """How far sums may be apart: a cent a line, two at least."""
    return max(CENT * len(invoice.lines), _LEAST)


def _finding(rule: str, reason: Reason, fields: str, sentence: str, ok: bool | None) -> Finding:
    return Finding(rule, reason, tuple(fields.split()), sentence, ok)


def _close(invoice: Invoice, left: Decimal, right: Decimal) -> bool:
    return abs(left - right) <= tolerance(invoice)


def line_sum(invoice: Invoice) -> Decimal | None:
    """The lines that count, added up; ``None`` if there is none or one has no amount."""
    amounts = [line.line_total for line in invoice.lines if line.kind == "item"]
    return sum((a for a in amounts if a is not None), Decimal(0)) if amounts and None not in amounts else None


def _lines(invoice: Invoice, _: date) -> Finding:
    """BR-CO-10, widened: printed lines may add up to the subtotal, the net total or, with tax in them, the gross."""
    total = line_sum(invoice)
    charges = (invoice.charge_total or Decimal(0)) - (invoice.allowance_total or Decimal(0))
    targets = [invoice.sum_lines_net, invoice.total_net, invoice.total_gross]
    known = [target for target in targets if target is not None]
    ok = None
    if total is not None and known:
        ok = any(_close(invoice, total, t) or _close(invoice, total + charges, t) for t in known)
    return _finding(
        "BR-CO-10",
        Reason.LINES_MISMATCH,
        "lines sum_lines_net",
        "their sum is neither the subtotal nor the total",
        ok,
    )


def _net(invoice: Invoice, _: date) -> Finding:
    ok = None
    if invoice.sum_lines_net is not None and invoice.total_net is not None:
        charges = (invoice.charge_total or Decimal(0)) - (invoice.allowance_total or Decimal(0))
        candidates = (invoice.sum_lines_net, invoice.sum_lines_net + charges)
        ok = any(_close(invoice, candidate, invoice.total_net) for candidate in candidates)
        if invoice.prices_include_tax and not ok:
            ok = None
    return _finding(
        "BR-CO-13",
        Reason.SUM_MISMATCH,
        "sum_lines_net total_net",
        "lines, discounts and charges do not make the net total",
        ok,
    )


def _taxes(invoice: Invoice, _: date) -> Finding:
    amounts = [tax.amount for tax in invoice.taxes]
    ok = None
    if invoice.total_tax is not None and amounts and None not in amounts:
        ok = _close(invoice, sum((a for a in amounts if a is not None), Decimal(0)), invoice.total_tax)
    return _finding("BR-CO-14", Reason.TAX_MISMATCH, "total_tax taxes", "the taxes do not add up to the total tax", ok)


def _gross(invoice: Invoice, _: date) -> Finding:
    """BR-CO-15; where no total tax is printed, with the taxes by rate."""
    tax, tax_fields = _all_tax(invoice)
    ok = None
    if invoice.total_net is not None and tax is not None and invoice.total_gross is not None:
        ok = _close(invoice, invoice.total_net + tax, invoice.total_gross)
    fields = f"total_net {tax_fields} total_gross"
    return _finding("BR-CO-15", Reason.SUM_MISMATCH, fields, "net and tax do not make the total", ok)


def _all_tax(invoice: Invoice) -> tuple[Decimal | None, str]:
    """The whole tax, and the fields that it comes from."""
    amounts = [tax.amount for tax in invoice.taxes]
    if invoice.total_tax is not None or not amounts or None in amounts:
        return invoice.total_tax, "total_tax"
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    return total, " ".join(f"taxes[{index}].amount" for index in range(len(amounts)))


def _due(invoice: Invoice, _: date) -> Finding:
    """BR-CO-16, with what is still owed from earlier."""
    ok = None
    if invoice.amount_due is not None and invoice.total_gross is not None:
        paid = abs(invoice.paid_amount or Decimal(0))
        expected = invoice.total_gross - paid + (invoice.rounding or 0) + (invoice.previous_balance or 0)
        ok = _close(invoice, abs(expected), abs(invoice.amount_due))
    fields = "total_gross paid_amount amount_due"
    return _finding("BR-CO-16", Reason.SUM_MISMATCH, fields, "the total less what is paid is not the amount due", ok)


def _tax_rates(invoice: Invoice, _: date) -> Finding:
    complete = [t for t in invoice.taxes if t.rate is not None and t.base is not None and t.amount is not None]
    ok = None
    if complete:
        ok = all(_close(invoice, t.base * t.rate / 100, t.amount) for t in complete)  # type: ignore[operator, arg-type]
    return _finding("BR-CO-17", Reason.TAX_MISMATCH, "taxes", "a tax is not its rate of its base", ok)


def _products(invoice: Invoice, _: date) -> Finding:
    """Quantity times price, with the line's own discounts, is the line's amount."""
    wrong = [line for line in invoice.lines if line.kind == "item" and _multiplies(line) is False]
    known = [line for line in invoice.lines if line.kind == "item" and _multiplies(line) is not None]
    ok = None if not known else not wrong
    return _finding("X-QTY", Reason.LINES_MISMATCH, "lines", "quantity times price is not a line's amount", ok)


def _multiplies(line: LineItem) -> bool | None:
    if not line.quantity or line.unit_price is None or line.line_total is None:
        return None
    product = line.quantity * line.unit_price / (line.price_base_quantity or 1)
    for part in line.allowances_charges:
        product += (part.amount or 0) if part.is_charge else -(part.amount or 0)
    return abs(product - line.line_total) <= max(_LEAST, abs(line.line_total) * Decimal("0.005"))


def _dates(invoice: Invoice, today: date) -> Finding:
    ok = None
    if invoice.issue_date is not None:
        ok = invoice.issue_date <= today + _EARLY
        if invoice.due_date is not None:
            ok = ok and invoice.due_date >= invoice.issue_date
    fields = "issue_date due_date"
    return _finding("X-DATE", Reason.DATE_ORDER, fields, "due before it was issued, or issued in the future", ok)


def _iban(invoice: Invoice, _: date) -> Finding:
    numbers = [account.iban for account in invoice.payment_accounts if account.iban]
    ok = all(iban.is_valid(number, check_country=False) for number in numbers) if numbers else None
    return _finding("X-IBAN", Reason.BAD_CHECK_DIGIT, "payment_accounts", "the IBAN", ok)


def _vat_id(invoice: Invoice, _: date) -> Finding:
    number = invoice.seller.vat_id
    ok = None
    if number and _EU_VAT.match(number):
        ok = bool(vat.is_valid(number))
    return _finding("X-VAT", Reason.BAD_CHECK_DIGIT, "seller.vat_id", "the supplier's VAT id", ok)


def _parties(invoice: Invoice, _: date) -> Finding:
    seller, buyer = invoice.seller, invoice.buyer
    ok = None
    if seller.name and buyer.name:
        ok = seller.name.casefold() != buyer.name.casefold()
    if seller.vat_id and seller.vat_id == buyer.vat_id:
        ok = False
    fields = "seller.name buyer.name"
    return _finding("X-PARTY", Reason.PARTIES_SAME, fields, "one name or VAT id for both", ok)


def _corrected(invoice: Invoice, _: date) -> Finding:
    ok = None if invoice.doc_type != "credit_note" else bool(invoice.preceding_invoices)
    fields = "preceding_invoices"
    return _finding("BR-55", Reason.NO_PRECEDING_INVOICE, fields, "no number is given", ok)


_RULES: tuple[Callable[[Invoice, date], Finding], ...] = (
    _lines,
    _net,
    _taxes,
    _gross,
    _due,
    _tax_rates,
    _products,
    _dates,
    _iban,
    _vat_id,
    _parties,
    _corrected,
)
