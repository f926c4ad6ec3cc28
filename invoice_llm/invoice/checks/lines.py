"""The lines: their products, their sum, whether it contains the tax, and whether all of them were read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import chain
from typing import Literal

from invoice_llm.invoice.checks.charges import charged
from invoice_llm.invoice.checks.counting import Counted, countings, is_complete
from invoice_llm.invoice.checks.finding import Finding, plain, shown, undecided
from invoice_llm.invoice.checks.known import Known
from invoice_llm.invoice.concern import Value
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import AllowanceCharge, Invoice, LineItem
from invoice_llm.invoice.statements import Statement
from invoice_llm.invoice.tolerances import of_lines, of_product

Basis = Literal["net", "gross"]
_MONTH, _MONTHS_DIFFER = timedelta(days=365) / 12, 0.1
"""A month, and how far a period may be from whole ones."""
DEARER = "dearer"
"""Key of the values of a product that differs: the line whose amount is more than it."""
_TARGETS = ("sum_lines_net", "total_net", "total_gross")


def lines_add_up(invoice: Invoice) -> Finding:
    """BR-CO-10, widened: printed lines may add up to the subtotal, the net total or, with tax in them, the gross."""
    fields = ("lines", "sum_lines_net")
    ways = countings(invoice)
    plainest = next(ways, None)
    known = [name for name in _TARGETS if getattr(invoice, name) is not None]
    if plainest is None or not known:
        return undecided("BR-CO-10", Reason.LINES_MISMATCH, *fields)
    for way in chain([plainest], ways):
        for name in known:
            if _meets(invoice, way, getattr(invoice, name)):
                values = {"made": shown(invoice, way.total), "target": name}
                return _sum(fields, Statement.LINES_MEET, values, ok=True, supports=(*way.paths, name))
    if not is_complete(invoice):
        return undecided("BR-CO-10", Reason.LINES_MISMATCH, *fields)
    totals = {name: shown(invoice, getattr(invoice, name)) for name in known}
    return _sum(fields, Statement.LINES_MISS, {"made": shown(invoice, plainest.total), **totals}, ok=False)


def _sum(
    fields: tuple[str, ...], says: Statement, values: Mapping[str, Value], *, ok: bool, supports: tuple[str, ...] = ()
) -> Finding:
    return Finding("BR-CO-10", Reason.LINES_MISMATCH, fields, says, ok, supports=supports, values=values)


def _meets(invoice: Invoice, way: Counted, target: Decimal) -> bool:
    """Signs of a credit note's lines and totals are printed as the supplier likes."""
    sums = {way.total, *(way.total + extra for extra in charged(invoice))}
    if invoice.doc_type == "credit_note":
        sums, target = {abs(total) for total in sums}, abs(target)
    near = of_lines(invoice)
    return any(abs(total - target) <= near for total in sums)


def line_basis(invoice: Invoice) -> Basis | None:
    """The total that the lines add up to, net or, with tax in them, gross; ``None`` if both or neither."""
    net, gross = _net(invoice), invoice.total_gross
    if net is None or gross is None:
        return None
    for way in countings(invoice):
        to_net, to_gross = _meets(invoice, way, net), _meets(invoice, way, gross)
        if to_net or to_gross:
            return None if to_net and to_gross else ("net" if to_net else "gross")
    return None


def _net(invoice: Invoice) -> Decimal | None:
    """The net total; where none is printed, the bases of all taxes, if with the taxes they make the total."""
    if invoice.total_net is not None:
        return invoice.total_net
    bases = [tax.base for tax in invoice.taxes if tax.base is not None]
    amounts = [tax.amount for tax in invoice.taxes if tax.amount is not None]
    whole = len(bases) == len(amounts) == len(invoice.taxes) > 0
    net = sum(bases, Decimal(0))
    return net if whole and net + sum(amounts, Decimal(0)) == invoice.total_gross else None


def say_their_basis(invoice: Invoice) -> Finding:
    """Compares what the invoice says of its prices, with or without tax, with what its lines add up to."""
    fields = ("prices_include_tax", "lines")
    basis = None if invoice.prices_include_tax is None else line_basis(invoice)
    if basis is None:
        return undecided("X-INCL", Reason.TAX_BASIS_UNCLEAR, *fields, severity="info")
    values = {"include": "include" if invoice.prices_include_tax else "exclude", "basis": basis}
    ok = invoice.prices_include_tax == (basis == "gross")
    return Finding("X-INCL", Reason.TAX_BASIS_UNCLEAR, fields, Statement.BASIS, ok, "info", values=values)


def multiply(invoice: Invoice) -> Finding:
    """Quantity times price, with the line's own discounts, is the line's amount; with or without tax, but the same
    way on all lines."""
    judged = [at for at, line in enumerate(invoice.lines) if line.kind == "item" and _products(line)]
    if not judged:
        return undecided("X-QTY", Reason.LINES_MISMATCH, "lines")
    wrong = _least_wrong(invoice, judged)
    if wrong:
        paths = tuple(path for at in wrong for path in _factors(at))
        values = {**_differing(invoice, wrong), **_dearer(invoice, wrong)}
        return Finding("X-QTY", Reason.LINES_MISMATCH, paths, Statement.PRODUCT_DIFFERS, False, values=values)
    supports = tuple(path for at in judged for path in _factors(at))
    says = Statement.PRODUCT_HOLDS if len(judged) == 1 else Statement.PRODUCTS_HOLD
    values = {"lines": str(len(judged))}
    return Finding("X-QTY", Reason.LINES_MISMATCH, ("lines",), says, True, supports=supports, values=values)


def _least_wrong(invoice: Invoice, judged: Sequence[int]) -> list[int]:
    """The wrong lines under the way of counting tax that fits most of them; it ends with the first that fits all."""
    wrong = _wrong(invoice, judged, 0)
    for tax in (1, -1):
        if wrong:
            wrong = min(wrong, _wrong(invoice, judged, tax), key=len)
    return wrong


def _wrong(invoice: Invoice, judged: Sequence[int], tax: int) -> list[int]:
    """Lines that do not hold if their tax is added (1), taken off (-1) or left out of it (0)."""
    return [at for at in judged if not _holds(invoice, invoice.lines[at], tax)]


def _holds(invoice: Invoice, line: LineItem, tax: int) -> bool:
    assert line.quantity is not None
    assert line.unit_price is not None
    assert line.line_total is not None
    factor = 1 + _rate(invoice, line) / 100
    if factor <= 0:
        tax = 0
    amount = line.line_total
    near = of_product(invoice, line.quantity / (line.price_base_quantity or 1), line.unit_price)
    for product in (share * one for one in _products(line) for share in _shares_of_year(invoice, line)):
        expected = product * factor if tax > 0 else product / factor if tax < 0 else product
        if abs(expected - amount) <= near or (amount < 0 and abs(expected + amount) <= near):
            return True  # what is taken back often has its minus at the amount alone
    return False


def _shares_of_year(invoice: Invoice, line: LineItem) -> tuple[Decimal, ...]:
    """What a line may be of its product: all, or the months that it is for, as of energy with prices by the year."""
    start, end = line.period_start or invoice.period_start, line.period_end or invoice.period_end
    if start is None or end is None:
        return (Decimal(1),)
    months = (end + timedelta(days=1) - start) / _MONTH
    return (Decimal(1), *(Decimal(one) / 12 for one in (1, 2, 3, 6) if abs(months - one) < _MONTHS_DIFFER))


def _dearer(invoice: Invoice, wrong: Sequence[int]) -> dict[str, Value]:
    """The first of the lines that asks for more than quantity and price come to, with tax or without: a discount that
    is not printed makes it less, never more."""
    for at in wrong:
        line = invoice.lines[at]
        factor = max(1 + _rate(invoice, line) / 100, _taxed(invoice), Decimal(1))
        if line.line_total is not None and line.line_total > max(_products(line)) * factor > 0:
            return {DEARER: str(at + 1)}
    return {}


def _taxed(invoice: Invoice) -> Decimal:
    """What the tax of the whole invoice makes of an amount."""
    net, gross = invoice.total_net, invoice.total_gross
    return gross / net if net and gross and (net > 0) == (gross > 0) else Decimal(1)


def _rate(invoice: Invoice, line: LineItem) -> Decimal:
    rates = {tax.rate for tax in invoice.taxes}
    only = rates.pop() if len(rates) == 1 else None
    rate = line.tax_rate if line.tax_rate is not None else only
    return rate or Decimal(0)


def _products(line: LineItem) -> list[Decimal]:
    """Amounts that the line may have; nothing where a factor is missing."""
    if not line.quantity or line.unit_price is None or line.line_total is None:
        return []
    prices = [line.unit_price, *([line.gross_unit_price] if line.gross_unit_price is not None else [])]
    bases = [line.quantity / (line.price_base_quantity or 1) * price for price in prices]
    if line.price_base_quantity not in (None, 1):
        bases.append(line.quantity * line.unit_price)  # some writers put the price or the quantity there
    summed = [base + sum((_extra(part, base) for part in line.allowances_charges), Decimal(0)) for base in bases]
    return summed if not line.allowances_charges else [*summed, *_by_the_piece(line, prices)]


def _by_the_piece(line: LineItem, prices: Sequence[Decimal]) -> Iterator[Decimal]:
    """Amounts with the line's discounts taken off the price of one, each from what the one before it left, as in
    FatturaPA."""
    assert line.quantity is not None
    for price in prices:
        for part in line.allowances_charges:
            price += _extra(part.model_copy(update={"base": None}), price)  # noqa: PLW2901
        yield line.quantity / (line.price_base_quantity or 1) * price


def _extra(part: AllowanceCharge, base: Decimal) -> Decimal:
    amount = part.amount
    if amount is None and part.percent is not None:
        amount = (part.base if part.base is not None else base) * part.percent / 100
    return (amount or Decimal(0)) * (1 if part.is_charge else -1)


def _factors(at: int) -> Iterator[str]:
    yield from (f"lines[{at}].{name}" for name in ("quantity", "unit_price", "line_total"))


def _differing(invoice: Invoice, wrong: Sequence[int]) -> dict[str, Value]:
    line = invoice.lines[wrong[0]]
    assert line.quantity is not None
    assert line.unit_price is not None
    assert line.line_total is not None
    base = line.price_base_quantity
    return {
        "line": str(wrong[0] + 1),
        "quantity": plain(line.quantity),
        "price": shown(invoice, line.unit_price),
        "product": shown(invoice, _products(line)[0], most=4),
        "printed": shown(invoice, line.line_total),
        **({} if base is None or base == 1 else {"base": plain(base)}),
        **({"more": str(len(wrong) - 1)} if len(wrong) > 1 else {}),
    }


def are_all_read(invoice: Invoice, known: Known) -> Finding:
    """Compares the number of lines with the rows of the page: an answer that was cut off has fewer, a split or invented
    line makes more."""
    if known.printed_rows is None:
        return undecided("X-ROWS", Reason.ROWS_DIFFER, "lines", severity="warning")
    items = sum(line.kind == "item" for line in invoice.lines)
    values = {"printed": str(known.printed_rows), "read": str(len(invoice.lines))}
    ok = known.printed_rows in (items, len(invoice.lines))
    return Finding("X-ROWS", Reason.ROWS_DIFFER, ("lines",), Statement.ROWS, ok, "warning", values=values)
