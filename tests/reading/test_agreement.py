"""Two readings held against each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoice_llm.invoice.schema import Invoice, LineItem, Party
from invoice_llm.reading.agreement import compare


def test_case_blanks_and_signs_of_a_text_do_not_count() -> None:
    first = Invoice(invoice_number="HP-2041", seller=Party(name="Harbour Paper Ltd."))
    second = Invoice(invoice_number="hp 2041", seller=Party(name="HARBOUR PAPER LTD"))
    assert compare(first, second) == {"invoice_number": True, "seller.name": True}


def test_other_values_disagree() -> None:
    first = Invoice(total_gross=Decimal("420.00"), issue_date=date(2026, 3, 2), currency="EUR")
    second = Invoice(total_gross=Decimal("350.00"), issue_date=date(2026, 2, 3), currency="USD")
    assert compare(first, second) == {"total_gross": False, "issue_date": False, "currency": False}


def test_the_cents_of_an_amount_are_no_difference() -> None:
    assert compare(Invoice(total_gross=Decimal(5)), Invoice(total_gross=Decimal("5.00"))) == {"total_gross": True}


def test_a_value_that_one_of_them_does_not_have_is_not_compared() -> None:
    assert compare(Invoice(total_gross=Decimal(5)), Invoice(total_net=Decimal(5), currency="EUR")) == {}


def test_lines_are_not_compared() -> None:
    lines = (LineItem(line_total=Decimal(5)),)
    assert compare(Invoice(lines=lines), Invoice(lines=lines)) == {}
