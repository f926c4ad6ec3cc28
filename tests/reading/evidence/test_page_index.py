"""Where values are found on a page, and where they are not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.reading.evidence.page_index import Places
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.parsing.convention import read_convention


def places(text: str) -> Places:
    return Places([text_page(text)], read_convention(text, None))


def test_a_value_is_found_whatever_its_case_and_blanks() -> None:
    (place,) = places("Invoice no:   hp - 2041").text("HP-2041")
    assert place.quote == "hp - 2041"
    assert place.before == "Invoice no:"


@pytest.mark.parametrize("page", ["Ref 120411", "Ref A2041", "Ref 2041B", "20413", "IBAN GB332041"])
def test_a_value_inside_a_longer_number_is_not_found(page: str) -> None:
    assert places(page).text("2041") == []


@pytest.mark.parametrize("page", ["Ref 2041", "No.2041", "(2041)", "INV 2041.", "2041/2026"])
def test_a_value_between_signs_is_found(page: str) -> None:
    assert len(places(page).text("2041")) == 1


def test_every_row_with_the_value_is_a_place() -> None:
    assert [place.row for place in places("A 7\nB\nC 7").text("7")] == [0, 2]


def test_an_empty_value_stands_nowhere() -> None:
    assert places("A 7").text("  ") == []


def test_a_name_that_wraps_is_found_by_its_first_row() -> None:
    page = "Bill to:\nNorthgate Grand     7 March\nHotels Ltd          London"
    (place,) = places(page).text("Northgate Grand Hotels Ltd")
    assert (place.row, place.quote) == (1, "Northgate Grand")


def test_a_name_does_not_go_on_in_another_column() -> None:
    page = "Northgate Grand               X\nLondon                        Hotels Ltd"
    assert places(page).text("Northgate Grand Hotels Ltd") == []


def test_an_account_that_wraps_between_two_groups_is_found() -> None:
    page = "Terms: 45 days                 Bank: Unibanca, IBAN: PT50 7355 3898 3748\n0180 0990 8, BIC: MSMSPT33"
    (place,) = places(page).text("PT50735538983748018009908")
    assert (place.row, place.quote) == (0, "PT50 7355 3898 3748")
    assert places(page).text("PT50735538983748018009909") == []


def test_a_long_text_is_not_looked_for_over_rows() -> None:
    words = "one two three four five six seven eight nine"
    assert places("one two three four five\nsix seven eight nine").text(words) == []


@pytest.mark.parametrize("shown", ["1,250.00", "$1,250.00", "-1,250.00", "(1,250.00)", "1250.00", "1,250.00 CR"])
def test_an_amount_is_found_in_any_form_and_sign(shown: str) -> None:
    assert len(places(f"Total   {shown}\nTax   12.34").amount(Decimal(-1250))) == 1


def test_an_amount_is_not_found_in_a_longer_one() -> None:
    assert places("Total   11,250.00").amount(Decimal("1250.00")) == []


def test_amounts_of_two_cells_do_not_run_into_one() -> None:
    found = places("Qty   Price\n6      120,00\n")
    assert len(found.amount(Decimal(120))) == 1
    assert found.amount(Decimal(6120)) == []


def test_an_amount_with_a_blank_in_it_is_one() -> None:
    found = places("Total HT     6 120,00 EUR\nTVA     12,50")
    assert found.amount(Decimal(6120))[0].quote == "6 120,00"
    assert found.amount(Decimal(61200)) == []


@pytest.mark.parametrize("shown", ["02/03/2026", "2.3.2026", "2026-03-02", "2 March 2026", "March 2, 2026", "2-Mar-26"])
def test_a_day_is_found_in_any_form(shown: str) -> None:
    assert len(places(f"Date: {shown}\nSent: 25/03/2026").day(date(2026, 3, 2))) == 1


def test_another_day_is_not_found() -> None:
    assert places("Date: 2 March 2026").day(date(2026, 3, 3)) == []


@pytest.mark.parametrize("shown", ["EUR", "€", "120,00€", "Euro"])
def test_a_currency_is_found_by_code_sign_or_name(shown: str) -> None:
    assert len(places(f"Total {shown}").currency("EUR")) == 1


def test_what_stands_over_a_value_is_its_own_column() -> None:
    (place,) = places("Number        Date\nHP-2041       2 March 2026").text("HP-2041")
    assert place.above == ("Number",)


@pytest.mark.parametrize(
    ("page", "name", "found"),
    [
        ("mail@harbourpaper.example", "Harbour Paper Ltd", True),
        ("www.mueller-bau.example", "Müller Bau", True),
        ("mail@gmbh.example", "Lindner GmbH", False),
        ("Harbour Paper", "Harbour Paper Ltd", False),
    ],
)
def test_a_name_may_be_part_of_an_address(page: str, name: str, found: bool) -> None:
    assert places(page).in_address(name) is found


def test_a_place_on_the_second_page_says_so_and_rows_go_on() -> None:
    def page(number: int, text: str) -> Page:
        return Page(number, 100, 100, (TextRow(((Word(text, (0.1, 0.1, 0.2, 0.12)),),)),))

    (place,) = Places([page(1, "first"), page(2, "second")], read_convention("", None)).text("second")
    assert (place.page, place.row, place.box) == (2, 1, (0.1, 0.1, 0.2, 0.12))


def test_large_print_is_told_from_the_text() -> None:
    rows = [TextRow(((Word(text, (0.1, top, 0.3, top + size)),),)) for text, top, size in
            (("Harbour", 0.05, 0.03), ("one", 0.2, 0.01), ("two", 0.3, 0.01))]  # fmt: skip
    found = Places([Page(1, 100, 100, tuple(rows))], read_convention("", None))
    assert found.is_large(found.text("Harbour")[0])
    assert not found.is_large(found.text("two")[0])
