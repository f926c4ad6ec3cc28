"""Lines as pages print them: with tax in them, with parts of their own, with payments among them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from invoice_llm.invoice.checks import Known, line_basis
from invoice_llm.invoice.schema import AllowanceCharge, Invoice, LineItem, TaxLine
from invoice_llm.invoice.telling import finding_sentence
from tests.invoice.checked_invoice import finding, finding_with, item, line, lines, money

ORDER = {**money(total_net="100", total_tax="20", total_gross="120"), "taxes": (TaxLine(rate=Decimal(20)),)}


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ((line("100"), line("4.24", "Incl. Thuiskopieheffing")), "100"),
        ((line("100"), line("19.00", "davon MwSt 19 %")), "100"),
        ((line("100", line_id="1"), line("60", line_id="1.1"), line("40", line_id="1.2")), "100"),
        ((line("100", line_id="A"), line("30", parent_line_id="A")), "100"),
        ((line("100", "Package"), line("60", "Part"), line("40", "Part"), line("5", "Bag")), "105"),
        ((line("187"), line("-187", "Mastercard")), "187"),
        ((line("100"), line(None, "Thank you for your order")), "100"),
        ((line("100"), line("0.00", "Manual")), "100"),
    ],
)
def test_what_is_part_of_another_amount_is_not_added_to_it(given: tuple[LineItem, ...], total: str) -> None:
    assert finding("BR-CO-10", lines=given, total_net=Decimal(total)).ok is True


def test_a_line_number_of_any_depth_is_looked_at_in_no_time() -> None:
    deep = line("40", line_id=".".join("1" * 100_000))
    assert finding("BR-CO-10", lines=(line("100", line_id="1"), deep), total_net=Decimal(100)).ok is True


def test_two_equal_lines_are_two_lines() -> None:
    assert finding("BR-CO-10", lines=lines("50", "50"), total_net=Decimal(50)).ok is False


def test_a_line_without_an_amount_leaves_a_wrong_sum_undecided() -> None:
    assert finding("BR-CO-10", lines=lines("60", None), total_net=Decimal(100)).ok is None


def test_a_wrong_sum_says_what_is_compared() -> None:
    found = finding("BR-CO-10", lines=lines("60", "41"), **money(total_net="100", total_gross="120"))
    assert finding_sentence(found) == "the lines add up to 101.00, but the net total is 100.00 and the total is 120.00"


def test_a_sum_that_holds_supports_the_lines_that_were_added_and_their_total() -> None:
    given = (line("60"), line("40"), line("4.24", "incl. fee"))
    found = finding("BR-CO-10", lines=given, **money(total_net="100", total_gross="120"))
    assert found.supports == ("lines[0].line_total", "lines[1].line_total", "total_net")


def test_the_lines_of_a_credit_note_may_be_printed_without_its_minus() -> None:
    assert finding("BR-CO-10", doc_type="credit_note", lines=lines("60", "40"), total_net=Decimal(-100)).ok is True
    assert finding("BR-CO-10", doc_type="invoice", lines=lines("60", "40"), total_net=Decimal(-100)).ok is False


@pytest.mark.parametrize(
    ("totals", "basis"),
    [(("60", "40"), "net"), (("72", "48"), "gross"), (("60", "41"), None)],
)
def test_the_lines_show_whether_tax_is_in_them(totals: tuple[str, ...], basis: str | None) -> None:
    assert line_basis(Invoice(lines=lines(*totals), **ORDER)) == basis


def test_without_tax_the_lines_show_nothing() -> None:
    assert line_basis(Invoice(lines=lines("100"), **money(total_net="100", total_gross="100"))) is None


@pytest.mark.parametrize(
    ("total", "said", "ok"), [("120", True, True), ("120", False, False), ("100", True, False), ("120", None, None)]
)
def test_what_is_said_of_the_prices_is_held_against_the_sums(total: str, said: bool | None, ok: bool | None) -> None:
    found = finding("X-INCL", lines=lines(total), prices_include_tax=said, **ORDER)
    assert (found.ok, found.severity) == (ok, "info")


def test_lines_with_tax_in_them_raise_no_alarm() -> None:
    gross = {"lines": (item("2", "30", "60"), item("1", "60", "60")), "sum_lines_net": Decimal(120), **ORDER}
    assert finding("BR-CO-10", **gross).ok is True
    assert finding("BR-CO-13", **gross).ok is None
    assert finding("BR-S-08", **gross).ok is None
    assert finding("X-QTY", **gross).ok is True


def test_lines_with_tax_in_them_raise_none_either_where_the_net_total_stands_in_the_table_of_rates_alone() -> None:
    rated = item("1", "120", "120").model_copy(update={"tax_rate": Decimal(20)})
    taxes = (TaxLine(rate=Decimal(20), base=Decimal(100), amount=Decimal(20)),)
    order = {"lines": (rated,), "taxes": taxes, "total_gross": Decimal(120)}
    assert finding("BR-S-08", **order).ok is None
    net = {**order, "lines": (rated.model_copy(update={"line_total": Decimal(90)}),)}
    assert finding("BR-S-08", **net).ok is False


@pytest.mark.parametrize(
    ("given", "ok"),
    [
        ((item("2", "25", "60"), item("1", "50", "60")), True),
        ((item("2", "30", "50"), item("1", "60", "50")), True),
        ((item("2", "25", "60"), item("1", "50", "50")), False),
    ],
)
def test_prices_and_amounts_may_differ_by_the_tax_but_all_alike(given: tuple[LineItem, ...], ok: bool) -> None:
    assert finding("X-QTY", lines=given, **ORDER).ok is ok


@pytest.mark.parametrize(
    ("one", "ok"),
    [
        (item("2", "10", "18", allowances_charges=(AllowanceCharge(is_charge=False, percent=Decimal(10)),)), True),
        (item("1", "10", "-10"), True),
        (item("-1", "10", "-10"), True),
        (item("-1", "10", "10"), False),
        (item("4", "10", "32", allowances_charges=(AllowanceCharge(is_charge=False, amount=Decimal(2)),)), True),
        (
            item("2", "100", "162", allowances_charges=(AllowanceCharge(is_charge=False, percent=Decimal(10)),) * 2),
            True,
        ),
        (item("12", "150", "150", period_start=date(2026, 3, 1), period_end=date(2026, 3, 31)), True),
        (item("12", "150", "150"), False),
        (item("3", "49.00", "147.00", price_base_quantity=Decimal(49)), True),
        (item("3", "40.00", "147.00", gross_unit_price=Decimal("49.00")), True),
    ],
)
def test_a_product_holds_in_the_ways_that_lines_are_printed(one: LineItem, ok: bool) -> None:
    assert finding("X-QTY", lines=(one,)).ok is ok


def test_a_wrong_product_names_its_line_and_its_numbers() -> None:
    found = finding(
        "X-QTY", lines=(item("1", "5", "5"), item("2", "5", "11"), item("3", "100", "6", price_base_quantity=50))
    )
    assert finding_sentence(found) == "line 2: 2 at 5.00 make 10.00, printed is 11.00"
    assert found.fields == ("lines[1].quantity", "lines[1].unit_price", "lines[1].line_total")


@pytest.mark.parametrize(("rows", "ok"), [(2, True), (3, True), (5, False), (1, False), (None, None)])
def test_as_many_lines_are_read_as_rows_are_printed(rows: int | None, ok: bool | None) -> None:
    read = (*lines("60", "40"), *lines(None, kind="info"))
    found = finding_with(Known(printed_rows=rows), "X-ROWS", lines=read)
    assert (found.ok, found.severity) == (ok, "warning")


def test_rows_that_were_not_read_are_counted() -> None:
    found = finding_with(Known(printed_rows=13), "X-ROWS", lines=lines("1", "2"))
    assert finding_sentence(found) == "the page shows 13 rows, 2 lines were read"


CHARGED: dict[str, Any] = {
    "allowances_charges": (
        AllowanceCharge(is_charge=False, amount=Decimal(5)),
        AllowanceCharge(is_charge=True, amount=Decimal(10)),
    )
}


@pytest.mark.parametrize(
    ("rule", "totals", "ok"),
    [
        ("BR-CO-11", money(allowance_total="5"), True),
        ("BR-CO-11", money(allowance_total="-5"), True),
        ("BR-CO-11", money(allowance_total="6"), False),
        ("BR-CO-11", {}, None),
        ("BR-CO-12", money(charge_total="10"), True),
        ("BR-CO-12", money(charge_total="15"), False),
    ],
)
def test_discounts_and_charges_make_their_totals(rule: str, totals: dict[str, Decimal], ok: bool | None) -> None:
    assert finding(rule, **CHARGED, **totals).ok is ok
