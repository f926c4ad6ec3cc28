"""Two readings held against each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoice_llm.invoice.schema import Invoice, LineItem, Party, TaxLine
from invoice_llm.reading.confidence.agreement import Agreement, compare

SAME = Agreement(True, 1.0)


def test_case_blanks_and_signs_of_a_text_do_not_count() -> None:
    first = Invoice(invoice_number="HP-2041", seller=Party(name="Harbour Paper Ltd."))
    second = Invoice(invoice_number="hp 2041", seller=Party(name="HARBOUR PAPER LTD"))
    assert compare(first, second) == {"invoice_number": SAME, "seller.name": SAME}


def test_other_values_disagree() -> None:
    first = Invoice(total_gross=Decimal("420.00"), issue_date=date(2026, 3, 2), currency="EUR")
    second = Invoice(total_gross=Decimal("350.00"), issue_date=date(2026, 2, 3), currency="USD")
    assert {told.same for told in compare(first, second).values()} == {False}


def test_two_names_are_as_like_as_the_words_they_share() -> None:
    first = Invoice(seller=Party(name="Harbour Paper Ltd"))
    (told,) = compare(first, Invoice(seller=Party(name="Harbour Paper"))).values()
    assert (told.same, round(told.likeness, 2)) == (False, 0.67)
    (told,) = compare(first, Invoice(seller=Party(name="Northgate Hotels"))).values()
    assert told == Agreement(False, 0.0)


def test_the_cents_of_an_amount_are_no_difference() -> None:
    assert compare(Invoice(total_gross=Decimal(5)), Invoice(total_gross=Decimal("5.00"))) == {"total_gross": SAME}


def test_a_value_that_only_the_first_has_is_neither_confirmed_nor_denied() -> None:
    first, second = Invoice(total_gross=Decimal(5)), Invoice(total_net=Decimal(5), currency="EUR")
    assert compare(first, second) == {"total_gross": Agreement(None)}


def test_lines_and_the_parts_of_a_tax_are_not_compared() -> None:
    one = Invoice(lines=(LineItem(line_total=Decimal(5)),), taxes=(TaxLine(amount=Decimal(1)),))
    assert compare(one, one) == {}
