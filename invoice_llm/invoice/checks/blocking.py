"""Selection of the broken rules that keep an invoice from being accepted."""

from __future__ import annotations

from collections.abc import Sequence

from invoice_llm.invoice.checks.finding import Finding
from invoice_llm.invoice.checks.lines import DEARER

STOPPING = ("X-DATE-FUTURE", "X-DATE-DUE", "X-IBAN", "X-SIGN", "X-ACCOUNT", "X-RATE")
"""Warnings that a person has to see before the invoice is paid."""


def blocking(findings: Sequence[Finding], *, exact: bool = False) -> tuple[Finding, ...]:
    """Every broken rule that is an error, and the warnings that can cost money.

    A product is a remark where the lines themselves add up: a discount that is not printed as one leaves quantity and
    price apart from the amount, and the amount is what counts. One below the amount stops: nobody has agreed to pay
    more than quantity and price come to. ``exact``: the values are data, which state every discount, so that any
    product that differs stops. A remark is a VAT id's check digit: it is copied as printed,
    so the supplier has to be asked, not the reading to be mended.
    """
    lines_add_up = any(finding.ok and finding.rule == "BR-CO-10" for finding in findings)
    broken = (finding for finding in findings if finding.ok is False)
    return tuple(f for f in broken if _stops(f) and not (_is_discounted(f) and lines_add_up and not exact))


def _stops(finding: Finding) -> bool:
    return finding.severity == "error" or finding.rule in STOPPING


def _is_discounted(finding: Finding) -> bool:
    """True of products that are above the amounts of their lines."""
    return finding.rule == "X-QTY" and DEARER not in finding.values
