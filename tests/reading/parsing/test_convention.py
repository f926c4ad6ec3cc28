"""What a whole text shows about its numbers, dates, country and currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.invoice.amounts import Amount, parse_amount
from invoice_llm.reading.parsing.convention import read_convention
from invoice_llm.reading.parsing.origin import Origin


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
    assert read_convention(text, None, Origin(vat_id="DE136695976")).country == "DE"


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


DUTCH = """Houtbouw Ruwenveld
Kerkstraat 3
Ede, Netherlands

Bill to
Hexfield Foods plc
200 Harbour Road
Hull HU1 2AB
"""
BUYER = ("Hexfield Foods plc", "200 Harbour Road", "Hull HU1 2AB")


@pytest.mark.parametrize(
    ("seller", "amount", "value", "ambiguous"),
    [
        (Origin(seller_name="Houtbouw Ruwenveld", buyer=BUYER), "EUR 410.000", "410000", False),
        (Origin(seller_name="Houtbouw Ruwenveld", buyer=BUYER), "EUR 410,000", "410.000", True),
        (Origin(iban="NL49ZZYB0041730410", buyer=BUYER), "EUR 410.000", "410000", False),
        (Origin(vat_id="GB999417309", buyer=("Houtbouw Ruwenveld",)), "EUR 410,000", "410000", False),
        (Origin(vat_id="GB999417309", buyer=("Houtbouw Ruwenveld",)), "EUR 410.000", "410.000", True),
        (Origin(vat_id="GB999417309"), "JPY 410.000", "410000", False),
        (Origin(vat_id="DE136695976"), "CLP 410,000", "410000", False),
    ],
)
def test_three_digits_behind_a_mark_are_read_as_the_seller_writes_never_as_the_buyer(
    seller: Origin, amount: str, value: str, ambiguous: bool
) -> None:
    convention = read_convention(f"{DUTCH}\nTotal {amount}", "en", seller)
    assert parse_amount(amount, convention.mark, convention.decimals) == Amount(Decimal(value), ambiguous=ambiguous)


@pytest.mark.parametrize(
    ("seller", "country"),
    [
        ("Tallbro Snickeri AB\nStrandgatan 3\nVisby, Sweden", "SE"),
        (
            "Tallbro Snickeri AB    Bill to\nStrandgatan 3    Hexfield Foods plc\nVisby, Sweden    Hull HU1 2AB",
            "SE",
        ),
        ("Tallbro Snickeri AB\nStrandgatan 3\nUnited Kingdom is where we deliver to", "GB"),
        ("Tallbro Snickeri AB\nAtlanta, Georgia", None),
        ("Tallbro Snickeri AB\n12 Elm Street, Tacoma, WA, 9840Q", "US"),
        ("Tallbro Snickeri AB\n12 Elm Street, Guelph, ON", "CA"),
        ("Tallbro Snickeri AB\nBill to\nHexfield Foods plc\nHull HU1 2AB", None),
        ("Tallbro Snickeri AB, Strandgatan 3\nHexfield Foods plc\n480 Lakeview Dr\nColumbus, OH 43215", None),
    ],
)
def test_the_country_is_the_one_below_the_sellers_name(seller: str, country: str | None) -> None:
    assert read_convention(seller, "en", Origin(seller_name="Tallbro Snickeri AB", buyer=BUYER)).country == country


def test_the_form_of_the_company_tells_how_it_writes_where_no_country_does() -> None:
    for name, mark in (("Houtbouw B.V.", ","), ("Mill Lane Joinery LLC", "."), ("Mill Lane Joinery", ".")):
        assert read_convention("Total 410.000", "en", Origin(seller_name=name)).mark == mark
