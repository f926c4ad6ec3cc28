"""Invoices whose page states two days of issue: nothing but a person tells which one holds."""

from __future__ import annotations

from tests.pipeline import inboxes

READ, OTHER = "20 Mar 2026", "9 Mar 2026"
_MORE = "\nInvoice date:    9 March 2026"


def dates_name(number: int) -> str:
    return f"two-dates-{number:02d}.pdf"


def two_dates(count: int) -> dict[str, bytes]:
    """By name; each has a number and a day of its own, the first one :data:`READ`."""
    return {dates_name(n): inboxes.invoice(f"AF-2026-{700 + n:05d}", more=_MORE) for n in range(1, count + 1)}
