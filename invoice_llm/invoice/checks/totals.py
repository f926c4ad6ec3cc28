"""The totals: net from lines and charges, gross from net and tax, due from gross and what is paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from invoice_llm.invoice.checks.charges import charged, deposits
from invoice_llm.invoice.checks.counting import countings, is_payment, payments
from invoice_llm.invoice.checks.finding import Finding, shown, undecided
from invoice_llm.invoice.checks.lines import line_basis
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.tolerances import of_lines, of_sum

ZERO = Decimal(0)


def make_net(invoice: Invoice) -> Finding:
    """BR-CO-13; charges may also be among the lines. A subtotal with tax in it says nothing about the net total."""
    fields = ("sum_lines_net", "total_net")
    subtotal, net = invoice.sum_lines_net, invoice.total_net
    if subtotal is None or net is None:
        return undecided("BR-CO-13", Reason.SUM_MISMATCH, *fields)
    sums = [subtotal, *(subtotal + extra for extra in charged(invoice))]
    ok = any(abs(total - net) <= of_sum(invoice, len(invoice.allowances_charges) + 1) for total in sums)
    values = {"made": shown(invoice, sums[-1]), "total": shown(invoice, net)}
    if not ok and _is_gross(invoice, sums):
        return undecided("BR-CO-13", Reason.SUM_MISMATCH, *fields)
    supports = fields if ok else ()
    return Finding("BR-CO-13", Reason.SUM_MISMATCH, fields, Statement.NET_SUM, ok, supports=supports, values=values)


def _is_gross(invoice: Invoice, sums: list[Decimal]) -> bool:
    """True where the subtotal has the tax in it: it is said so, the lines have, or it makes the total and no line
    speaks against it."""
    basis = line_basis(invoice)
    if basis == "net":
        return False
    gross = invoice.total_gross
    is_total = gross is not None and any(abs(total - gross) <= of_sum(invoice, 2) for total in sums)
    return basis == "gross" or bool(invoice.prices_include_tax) or is_total


def make_gross(invoice: Invoice) -> Finding:
    """BR-CO-15; where no total tax is printed, with the taxes by rate. Charges that are not in the net total, and a
    total that was rounded for payment, come after the tax."""
    tax, tax_fields = all_tax(invoice)
    net, net_fields = _net(invoice)
    gross = invoice.total_gross
    fields = (*net_fields, *tax_fields, "total_gross")
    if net is None or tax is None or gross is None:
        return undecided("BR-CO-15", Reason.SUM_MISMATCH, *fields)
    fitting = [extra for extra in _after_tax(invoice) if abs(net + tax + extra - gross) <= of_sum(invoice, 2)]
    extra = min(fitting, key=abs, default=Decimal(0))
    amounts = {"net": net, "tax": tax, "made": net + tax + extra, "total": gross, **({"extra": extra} if extra else {})}
    values = {name: shown(invoice, amount) for name, amount in amounts.items()}
    supports, says = (fields if fitting else ()), Statement.GROSS_SUM
    return Finding("BR-CO-15", Reason.SUM_MISMATCH, fields, says, bool(fitting), supports=supports, values=values)


def _net(invoice: Invoice) -> tuple[Decimal | None, tuple[str, ...]]:
    """The net total, and the fields that it comes from: where none is printed, the subtotal with charges and
    discounts."""
    extra = (invoice.charge_total or ZERO) - (invoice.allowance_total or ZERO)
    if invoice.total_net is not None or invoice.sum_lines_net is None or not extra:
        return invoice.total_net, ("total_net",)
    places = tuple(f"allowances_charges[{at}].amount" for at, _ in enumerate(invoice.allowances_charges))
    return invoice.sum_lines_net + extra, ("sum_lines_net", *places)


def _after_tax(invoice: Invoice) -> Iterator[Decimal]:
    yield ZERO
    if invoice.rounding:
        yield invoice.rounding
    if invoice.total_net is not None and any(_is_net(invoice, total) for total in _before_charges(invoice)):
        yield from charged(invoice)


def _is_net(invoice: Invoice, total: Decimal) -> bool:
    return invoice.total_net is not None and abs(total - invoice.total_net) <= of_lines(invoice)


def _before_charges(invoice: Invoice) -> Iterator[Decimal]:
    if invoice.sum_lines_net is not None:
        yield invoice.sum_lines_net
    yield from (way.total for way in countings(invoice))


def all_tax(invoice: Invoice) -> tuple[Decimal | None, tuple[str, ...]]:
    """The whole tax, and the fields that it comes from."""
    amounts = [tax.amount for tax in invoice.taxes]
    if invoice.total_tax is not None or not amounts or None in amounts:
        return invoice.total_tax, ("total_tax",)
    total = sum((amount for amount in amounts if amount is not None), ZERO)
    return total, tuple(f"taxes[{index}].amount" for index in range(len(amounts)))


def make_due(invoice: Invoice) -> Finding:
    """BR-CO-16, with what is still owed from earlier, deposits, and payments printed as lines with a minus."""
    fields = ("total_gross", "paid_amount", "amount_due")
    gross, due = invoice.total_gross, invoice.amount_due
    if gross is None or due is None:
        return undecided("BR-CO-16", Reason.SUM_MISMATCH, *fields)
    owed = _owed(invoice, gross)
    ways = list(_paid(invoice))
    right = next((paths for paid, paths in ways if _same_due(invoice, owed - paid, due)), None)
    amounts = {"total": gross, "earlier": invoice.previous_balance or None, "left": owed - ways[0][0], "due": due}
    values = {name: shown(invoice, amount) for name, amount in amounts.items() if amount is not None}
    supports = () if right is None else ("total_gross", *right, *_stated(invoice, "previous_balance"), "amount_due")
    says = Statement.DUE_SUM
    return Finding("BR-CO-16", Reason.SUM_MISMATCH, fields, says, right is not None, supports=supports, values=values)


def left_of_total(invoice: Invoice) -> Decimal | None:
    """What is due by the total, what is owed from earlier, and what is stated as paid."""
    if invoice.total_gross is None:
        return None
    return _owed(invoice, invoice.total_gross) - next(paid for paid, _ in _paid(invoice))


def _owed(invoice: Invoice, gross: Decimal) -> Decimal:
    return gross + (invoice.rounding or ZERO) + (invoice.previous_balance or ZERO)


def _paid(invoice: Invoice) -> Iterator[tuple[Decimal, tuple[str, ...]]]:
    """Amounts that may have been paid, and where they stand: as stated, or as lines and deposits say. With or without a
    minus it takes off from what is owed, also from what a credit note printed with a minus owes us."""
    sign = -1 if (invoice.total_gross or ZERO) < 0 else 1
    stated, paths = abs(invoice.paid_amount or ZERO) * sign, _stated(invoice, "paid_amount")
    yield stated, paths
    lines = tuple(f"lines[{at}].line_total" for at, line in enumerate(invoice.lines) if is_payment(line))
    for extra, places in ((payments(invoice) * sign, lines), (deposits(invoice) * sign, ())):
        if extra:
            yield extra, places
            yield stated + extra, (*paths, *places)


def _same_due(invoice: Invoice, expected: Decimal, due: Decimal) -> bool:
    """A credit note's total may be printed positive and what is due with a minus."""
    if invoice.doc_type == "credit_note":
        expected, due = abs(expected), abs(due)
    return abs(expected - due) <= of_sum(invoice, 2)


def _stated(invoice: Invoice, name: str) -> tuple[str, ...]:
    return (name,) if getattr(invoice, name) is not None else ()
