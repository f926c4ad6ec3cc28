"""How far values may be apart: by the currency's smallest unit, and by how many roundings there were."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.invoice.checks import tolerance
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.telling import finding_sentence
from invoice_llm.invoice.tolerances import minor_unit, of_product, of_sum, unit_of
from tests.invoice.checked_invoice import finding, item, lines, money


@pytest.mark.parametrize(
    ("currency", "unit"), [("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.001"), ("ISK", "1"), (None, "0.01")]
)
def test_the_smallest_unit_is_that_of_the_currency(currency: str | None, unit: str) -> None:
    assert minor_unit(currency) == Decimal(unit)


@pytest.mark.parametrize(("count", "most"), [(0, "0.02"), (1, "0.02"), (2, "0.02"), (3, "0.03"), (40, "0.40")])
def test_sums_may_be_apart_by_a_cent_a_line_and_two_at_least(count: int, most: str) -> None:
    assert tolerance(Invoice(lines=lines(*["1"] * count))) == Decimal(most)


@pytest.mark.parametrize(("currency", "most"), [("EUR", "0.03"), ("JPY", "3"), ("KWD", "0.003")])
def test_sums_may_be_apart_by_units_of_the_currency(currency: str, most: str) -> None:
    assert of_sum(Invoice(currency=currency), 3) == Decimal(most)


@pytest.mark.parametrize(
    ("currency", "gross", "ok"),
    [
        ("JPY", "1102", True),
        ("JPY", "1103", False),
        ("KWD", "1100.002", True),
        ("KWD", "1100.01", False),
        ("EUR", "1100.02", True),
        ("EUR", "1101", False),
    ],
)
def test_a_yen_is_rounding_and_a_euro_is_none(currency: str, gross: str, ok: bool) -> None:
    amounts = money(total_net="1000", total_tax="100", total_gross=gross)
    assert finding("BR-CO-15", currency=currency, **amounts).ok is ok


def test_forints_are_rounded_to_whole_ones_where_no_amount_has_fillers() -> None:
    whole = Invoice(currency="HUF", **money(total_net="69180", total_tax="18679", total_gross="87859.00"))
    assert unit_of(whole) == 1
    assert unit_of(whole.model_copy(update={"total_tax": Decimal("18678.60")})) == Decimal("0.01")
    assert unit_of(whole.model_copy(update={"currency": "EUR"})) == Decimal("0.01")


@pytest.mark.parametrize(
    ("quantity", "price", "most"),
    [
        ("1", "12", "0.025"),
        ("1000", "0.0088", "0.07"),
        ("1000", "12", "5.02"),
        ("2.5", "100", "0.5325"),
        ("2.500", "100", "0.5325"),
    ],
)
def test_a_product_may_be_apart_by_what_its_factors_were_rounded_by(quantity: str, price: str, most: str) -> None:
    assert of_product(Invoice(currency="EUR"), Decimal(quantity), Decimal(price)) == Decimal(most)


def test_a_price_that_was_rounded_for_print_still_makes_its_amount() -> None:
    assert finding("X-QTY", lines=(item("12000", "0.33", "4000.00"),)).ok is True
    assert finding("X-QTY", lines=(item("12000", "0.33", "4100.00"),)).ok is False


def test_whole_amounts_in_yen_are_shown_without_decimals() -> None:
    amounts = money(total_net="1000", total_tax="100", total_gross="2100")
    assert (
        finding_sentence(finding("BR-CO-15", currency="JPY", **amounts))
        == "net 1000 and tax 100 make 1100, the total is 2100"
    )
