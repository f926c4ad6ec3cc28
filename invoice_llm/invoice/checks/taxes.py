"""The taxes: each its rate of its base, all together the total tax, each base the lines of its rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from invoice_llm.invoice.checks.finding import Finding, plain, shown, undecided
from invoice_llm.invoice.checks.lines import line_basis
from invoice_llm.invoice.checks.partly_taxed import is_rate_of_a_part
from invoice_llm.invoice.concern import Value
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice, LineItem, TaxLine
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.tolerances import of_lines, of_sum

CATEGORIES = {"S": "BR-S", "Z": "BR-Z", "E": "BR-E", "AE": "BR-AE", "K": "BR-IC", "G": "BR-G", "O": "BR-O"}
"""UNTDID 5305 codes and what EN 16931 calls their rules: standard, zero, exempt, reverse charge, within the Union,
export, out of scope."""
WITHOUT_TAX = tuple(code for code in CATEGORIES if code != "S")


def taxes_add_up(invoice: Invoice) -> Finding:
    """BR-CO-14."""
    amounts = [tax.amount for tax in invoice.taxes]
    if invoice.total_tax is None or not amounts or None in amounts:
        return undecided("BR-CO-14", Reason.TAX_MISMATCH, "total_tax", "taxes")
    made = sum((amount for amount in amounts if amount is not None), Decimal(0))
    ok = abs(made - invoice.total_tax) <= of_sum(invoice, len(amounts))
    values = {"made": shown(invoice, made), "total": shown(invoice, invoice.total_tax)}
    supports = (*(f"taxes[{at}].amount" for at in range(len(amounts))), "total_tax") if ok else ()
    fields, says = ("total_tax", "taxes"), Statement.TAXES_SUM
    return Finding("BR-CO-14", Reason.TAX_MISMATCH, fields, says, ok, supports=supports, values=values)


def are_their_rates(invoice: Invoice) -> Finding:
    """BR-CO-17."""
    judged = [(at, tax) for at, tax in enumerate(invoice.taxes) if _due(tax) is not None and tax.amount is not None]
    if not judged:
        return undecided("BR-CO-17", Reason.TAX_MISMATCH, "taxes")
    wrong = [(at, tax) for at, tax in judged if not _is_its_rate(invoice, tax)]
    if not wrong:
        paths = tuple(f"taxes[{at}].{name}" for at, _ in judged for name in ("rate", "base", "amount"))
        says = Statement.TAX_IS_RATE if len(judged) == 1 else Statement.TAXES_ARE_RATES
        return Finding("BR-CO-17", Reason.TAX_MISMATCH, ("taxes",), says, True, supports=paths)
    tax = wrong[0][1]
    fields = tuple(f"taxes[{at}].{name}" for at, _ in wrong for name in ("rate", "base", "amount"))
    values = _compared(invoice, tax)
    return Finding("BR-CO-17", Reason.TAX_MISMATCH, fields, Statement.RATE, False, values=values)


def _due(tax: TaxLine) -> Decimal | None:
    return None if tax.rate is None or tax.base is None else tax.rate * tax.base / 100


def _is_its_rate(invoice: Invoice, tax: TaxLine) -> bool:
    due = _due(tax)
    return due is not None and tax.amount is not None and abs(due - tax.amount) <= of_lines(invoice)


def _compared(invoice: Invoice, tax: TaxLine) -> dict[str, Value]:
    assert tax.rate is not None
    assert tax.base is not None
    assert tax.amount is not None
    return {
        "rate": plain(tax.rate),
        "base": shown(invoice, tax.base),
        "made": shown(invoice, tax.rate * tax.base / 100, most=4),
        "tax": shown(invoice, tax.amount),
    }


def is_the_only_rate(invoice: Invoice) -> Finding:
    """Checks a single rate that is printed without a base: the tax is that rate of the net total. Undecided where it is
    that rate of some lines or charges, as the others may bear none."""
    fields = ("taxes[0].rate", "total_net", "total_tax")
    tax = invoice.taxes[0] if len(invoice.taxes) == 1 else TaxLine()
    amount = tax.amount if tax.amount is not None else invoice.total_tax
    if tax.rate is None or tax.base is not None or invoice.total_net is None or amount is None:
        return undecided("X-RATE", Reason.TAX_MISMATCH, *fields, severity="warning")
    whole = tax.model_copy(update={"base": invoice.total_net, "amount": amount})
    ok = _is_its_rate(invoice, whole)
    if not ok and is_rate_of_a_part(invoice, tax.rate, amount):
        return undecided("X-RATE", Reason.TAX_MISMATCH, *fields, severity="warning")
    supports = fields if ok else ()
    values = _compared(invoice, whole)
    return Finding("X-RATE", Reason.TAX_MISMATCH, fields, Statement.RATE, ok, "warning", supports, values)


def base_rule(category: str) -> Callable[[Invoice], Finding]:
    """BR-S-08 and its like: the base of a category and rate is what its lines and charges come to."""
    rule = f"{CATEGORIES[category]}-08"

    def has_its_lines(invoice: Invoice) -> Finding:
        bases = list(_bases(invoice, category))
        for base, lines, rate in bases:
            if abs(base - lines) > of_lines(invoice):
                values = {"rate": plain(rate), "made": shown(invoice, lines), "base": shown(invoice, base)}
                says = Statement.BASE_DIFFERS
                return Finding(rule, Reason.TAX_MISMATCH, ("taxes", "lines"), says, False, "warning", values=values)
        if bases:
            return Finding(rule, Reason.TAX_MISMATCH, ("taxes", "lines"), Statement.BASES_HOLD, True, "warning")
        return undecided(rule, Reason.TAX_MISMATCH, "taxes", "lines", severity="warning")

    return has_its_lines


def _bases(invoice: Invoice, category: str) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """Base, lines and rate of each tax of a category, where every line and charge says its rate."""
    taxes = [(tax, tax.base) for tax in invoice.taxes if tax.base is not None and _category(tax) == category]
    for tax, base in taxes if taxes and _all_rated(invoice) else ():
        if not _is_shared(invoice, tax.rate):
            rate = tax.rate or Decimal(0)
            yield base, _at_rate(invoice, tax.category, rate), rate


def _is_shared(invoice: Invoice, rate: Decimal | None) -> bool:
    """True where two categories have this rate and charges too, whose category is not known."""
    charges = any((part.tax_rate or 0) == (rate or 0) for part in invoice.allowances_charges)
    return charges and sum((tax.rate or 0) == (rate or 0) for tax in invoice.taxes) > 1


def _category(tax: TaxLine) -> str | None:
    """Pages print a rate and no category: a rate above 0 is standard."""
    return tax.category or ("S" if tax.rate else None)


def _all_rated(invoice: Invoice) -> bool:
    """True where all lines and all charges say what they are and at which rate, with the tax not in them."""
    items = [line for line in invoice.lines if line.kind == "item"]
    rated = all(_is_rated(line) for line in items)
    charges = (invoice.charge_total or 0) - (invoice.allowance_total or 0)
    stated = sum((p.amount or 0) * (1 if p.is_charge else -1) for p in invoice.allowances_charges)
    known = all(part.tax_rate is not None and part.amount is not None for part in invoice.allowances_charges)
    return bool(items) and rated and known and charges == stated and line_basis(invoice) != "gross"


def _is_rated(line: LineItem) -> bool:
    return line.line_total is not None and (line.tax_rate is not None or line.tax_category == "O")


def _at_rate(invoice: Invoice, category: str | None, rate: Decimal) -> Decimal:
    of_lines_ = (
        line.line_total
        for line in invoice.lines
        if line.kind == "item" and (line.tax_rate or 0) == rate and category in (None, line.tax_category or category)
    )
    charges = (
        (part.amount or Decimal(0)) * (1 if part.is_charge else -1)
        for part in invoice.allowances_charges
        if (part.tax_rate or 0) == rate
    )
    return sum((amount for amount in of_lines_ if amount is not None), Decimal(0)) + sum(charges, Decimal(0))


def free_rule(category: str) -> Callable[[Invoice], Finding]:
    """BR-Z-09 and its like: a category without tax has none."""
    rule = f"{CATEGORIES[category]}-09"

    def has_no_tax(invoice: Invoice) -> Finding:
        amounts = [tax.amount for tax in invoice.taxes if tax.category == category and tax.amount is not None]
        if not amounts:
            return undecided(rule, Reason.TAX_MISMATCH, "taxes", severity="warning")
        values = {"category": category, "tax": shown(invoice, sum(amounts, Decimal(0)))}
        says, ok = Statement.WITHOUT_TAX, not any(amounts)
        return Finding(rule, Reason.TAX_MISMATCH, ("taxes",), says, ok, "warning", values=values)

    return has_no_tax


def have_rates_above_zero(invoice: Invoice) -> Finding:
    """BR-S-05: what is taxed at the standard rate has a rate above zero."""
    rates = [line.tax_rate for line in invoice.lines if line.tax_category == "S" and line.tax_rate is not None]
    rates += [tax.rate for tax in invoice.taxes if tax.category == "S" and tax.rate is not None]
    if not rates:
        return undecided("BR-S-05", Reason.TAX_MISMATCH, "taxes", "lines", severity="warning")
    values, says, ok = {"rate": plain(min(rates))}, Statement.RATES_ABOVE_ZERO, min(rates) > 0
    return Finding("BR-S-05", Reason.TAX_MISMATCH, ("taxes", "lines"), says, ok, "warning", values=values)
