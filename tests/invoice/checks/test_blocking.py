"""Which broken rules stop an invoice, and which are remarks."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.checks import Finding, blocking
from invoice_llm.invoice.checks.finding import Severity
from invoice_llm.invoice.outcome import Reason
from tests.invoice.checked_invoice import finding, item


def broken(rule: str, severity: Severity = "error", *, ok: bool | None = False) -> Finding:
    return Finding(rule, Reason.SUM_MISMATCH, (), None, ok, severity)


@pytest.mark.parametrize("rule", ["BR-CO-15", "X-PARTY", "X-OWN"])
def test_an_error_stops(rule: str) -> None:
    assert [f.rule for f in blocking([broken(rule)])] == [rule]


@pytest.mark.parametrize("rule", ["X-DATE-FUTURE", "X-DATE-DUE", "X-IBAN", "X-SIGN", "X-ACCOUNT", "X-RATE"])
def test_a_warning_that_can_cost_money_stops(rule: str) -> None:
    assert [f.rule for f in blocking([broken(rule, "warning")])] == [rule]


@pytest.mark.parametrize("rule", ["X-VAT", "BR-S-08", "X-PERIOD", "X-CURRENCY", "X-ROWS"])
def test_another_warning_is_a_remark(rule: str) -> None:
    assert blocking([broken(rule, "warning")]) == ()


@pytest.mark.parametrize("ok", [True, None])
def test_what_is_not_broken_stops_nothing(ok: bool | None) -> None:
    assert blocking([broken("BR-CO-15", ok=ok), broken("X-IBAN", "warning", ok=ok)]) == ()


def test_a_product_stops_unless_the_lines_add_up() -> None:
    product = broken("X-QTY")
    assert blocking([product]) == (product,)
    assert blocking([product, broken("BR-CO-10", ok=None)]) == (product,)
    assert blocking([product, broken("BR-CO-10", ok=True)]) == ()


def test_any_product_that_differs_stops_data() -> None:
    product = broken("X-QTY")
    assert blocking([product, broken("BR-CO-10", ok=True)], exact=True) == (product,)


def test_an_amount_above_quantity_times_price_stops_though_the_lines_add_up() -> None:
    sums = broken("BR-CO-10", ok=True)
    for amount, stops in (("26", True), ("18", False), ("24", False)):
        product = finding("X-QTY", lines=(item("2", "10", amount, tax_rate=20),))
        assert bool(blocking([product, sums])) is stops
