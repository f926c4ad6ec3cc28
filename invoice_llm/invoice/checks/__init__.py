"""Checks of an invoice: coded statements, each true, false, or not to be decided from what is there.

Rule numbers are those of EN 16931 (``BR-...``); ``X-...`` are ours. How far amounts may be apart stands in
:mod:`invoice_llm.invoice.tolerances`. Nothing here reads a page, a clock or a database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from invoice_llm.invoice.checks import accounts, charges, credit_notes, currencies, days, lines, parties, taxes, totals
from invoice_llm.invoice.checks.blocking import blocking
from invoice_llm.invoice.checks.counting import line_sum
from invoice_llm.invoice.checks.finding import Finding, Severity
from invoice_llm.invoice.checks.known import Known, OwnCompany
from invoice_llm.invoice.checks.lines import line_basis
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.tolerances import of_lines

__all__ = [
    "ARITHMETIC",
    "Finding",
    "Known",
    "OwnCompany",
    "Severity",
    "blocking",
    "check",
    "check_sums",
    "line_basis",
    "line_sum",
    "tolerance",
]

ARITHMETIC = ("BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15", "BR-CO-16", "BR-CO-17", "X-QTY", "X-RATE")
"""The rules that compare amounts with what was calculated from others."""

_SUMS: tuple[Callable[[Invoice], Finding], ...] = (
    lines.lines_add_up,
    totals.make_net,
    taxes.taxes_add_up,
    totals.make_gross,
    totals.make_due,
    taxes.are_their_rates,
    taxes.is_the_only_rate,
    lines.multiply,
)
_RULES: tuple[Callable[[Invoice], Finding], ...] = (
    lines.lines_add_up,
    charges.allowances_add_up,
    charges.charges_add_up,
    totals.make_net,
    taxes.taxes_add_up,
    totals.make_gross,
    totals.make_due,
    taxes.are_their_rates,
    *(taxes.base_rule(category) for category in taxes.CATEGORIES),
    taxes.have_rates_above_zero,
    *(taxes.free_rule(category) for category in taxes.WITHOUT_TAX),
    taxes.is_the_only_rate,
    lines.multiply,
    lines.say_their_basis,
    days.is_due_after_issue,
    days.periods_are_likely,
    accounts.ibans_are_right,
    accounts.banks_digits_are_right,
    parties.vat_rule("seller"),
    parties.vat_rule("buyer"),
    parties.tax_ids_are_right,
    parties.are_two,
    currencies.is_known,
    credit_notes.name_their_invoice,
    credit_notes.have_one_sign,
)


def check(invoice: Invoice, *, today: date, known: Known | None = None) -> tuple[Finding, ...]:
    """Every rule, in a fixed order. ``known`` adds what the invoice alone does not say: who we are, the supplier's
    accounts, the number of printed rows; a rule that needs what is not known decides nothing."""
    known = known or Known()
    return (
        *(rule(invoice) for rule in _RULES),
        days.is_issued_by(invoice, today),
        lines.are_all_read(invoice, known),
        parties.seller_is_not_us(invoice, known.own),
        accounts.are_the_known_ones(invoice, known.accounts),
    )


def check_sums(invoice: Invoice) -> tuple[Finding, ...]:
    """The ``ARITHMETIC`` rules alone, in the order of :func:`check`."""
    return tuple(rule(invoice) for rule in _SUMS)


def tolerance(invoice: Invoice) -> Decimal:
    """Tolerance of sums over the lines: a minor unit a line, two at least."""
    return of_lines(invoice)
