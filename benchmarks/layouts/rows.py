"""Rows of tables as most programs fill them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.layouts.bill import Bill


def lines_of(bill: Bill) -> list[Mapping[str, str | Sequence[str]]]:
    """Rows with every cell that a table may want: numbers bare, ``g`` with tax."""
    return [
        {
            "n": str(at), "c": i.code, "d": (i.description, *i.details), "q": bill.number(i.quantity), "u": bill.unit,
            "p": bill.amount(i.price), "a": bill.amount(i.total), "t": f"{bill.number(i.rate)}%",
            "v": bill.amount(i.tax),
            "g": bill.amount(i.total + i.tax), "o": "0",
        }
        for at, i in enumerate(bill.items, 1)
    ]  # fmt: skip


def by_rate(bill: Bill) -> list[Mapping[str, str | Sequence[str]]]:
    return [
        {"r": f"{bill.number(rate)}%", "b": bill.amount(base), "v": bill.amount(tax), "g": bill.amount(base + tax)}
        for rate, (base, tax) in bill.taxes.items()
    ]
