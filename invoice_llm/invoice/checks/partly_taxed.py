"""Invoices on which only some lines bear the tax: is it the printed rate of a part of them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.tolerances import of_lines

_EVERY_WAY = 8
"""Lines up to which every selection of them is tried."""
_FEW = 2
"""Of more lines, so many that bear the tax alone, or alone bear none: any amount is the sum of some of many lines."""


def is_rate_of_a_part(invoice: Invoice, rate: Decimal, tax: Decimal) -> bool:
    """True where ``tax`` is ``rate`` percent of some lines and charges of the invoice, not of all."""
    parts = list(_parts(invoice))
    off = of_lines(invoice)
    return any(abs(base * rate / 100 - tax) <= off for base in _bases(parts))


def _parts(invoice: Invoice) -> Iterator[Decimal]:
    yield from (line.line_total for line in invoice.lines if line.kind == "item" and line.line_total)
    for charge in invoice.allowances_charges:
        if charge.amount:
            yield charge.amount if charge.is_charge else -charge.amount


def _bases(parts: Sequence[Decimal]) -> Iterator[Decimal]:
    whole = sum(parts, Decimal(0))
    sizes = range(1, len(parts)) if len(parts) <= _EVERY_WAY else range(1, _FEW + 1)
    for size in sizes:
        for chosen in combinations(parts, size):
            part = sum(chosen, Decimal(0))
            yield part
            yield whole - part
