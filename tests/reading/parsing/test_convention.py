"""What a whole text shows about its numbers, dates, country and currency."""

from __future__ import annotations

import pytest

from invoice_llm.reading.parsing.convention import read_convention


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("VAT DE136695976", "DE"),
        ("VAT EL123456789", "GR"),
        ("Seller DE136695976, buyer FR40303265045", None),
        ("Austin, TX 78701", "US"),
        ("Toronto M5V 2T6 Canada", "CA"),
        ("ABN 51 824 753 556", "AU"),
        ("GSTIN 29ABCDE1234F1Z5", "IN"),
        ("Leeds LS1 2AB", "GB"),
        ("Made in Singapore, sold in New Zealand", None),
        ("Nothing at all", None),
    ],
)
def test_a_country_is_known_where_only_one_is_named(text: str, country: str | None) -> None:
    assert read_convention(text, None).country == country


def test_the_sellers_vat_id_decides_between_two_countries() -> None:
    text = "Seller DE136695976, buyer FR40303265045"
    assert read_convention(text, None, "DE136695976").country == "DE"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("12,50\n1.250,00", ","),
        ("12.50\n1,250.00", "."),
        ("Summe 1250 DE136695976", ","),
        ("Total 1250 Leeds LS1 2AB", "."),
        ("Total 1250", None),
    ],
)
def test_decimals_decide_the_mark_and_else_the_country(text: str, mark: str | None) -> None:
    assert read_convention(text, None).mark == mark


@pytest.mark.parametrize(
    ("text", "order"),
    [("25/03/2026", "dmy"), ("03/25/2026", "mdy"), ("2026-03-25", None), ("03/04/2026", None)],
)
def test_a_day_above_twelve_shows_the_order(text: str, order: str | None) -> None:
    assert read_convention(text, None).order == order


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Total 12.00 EUR", "EUR"),
        ("Total £12.00", "GBP"),
        ("Total $12.00, Austin, TX 78701", "USD"),
        ("Total $12.00, Toronto, Canada", "CAD"),
        ("Total $12.00", None),
        ("Total 12.00", None),
    ],
)
def test_a_currency_is_read_beside_the_amounts(text: str, currency: str | None) -> None:
    assert read_convention(text, None).currency == currency
