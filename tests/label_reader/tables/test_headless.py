"""Lines of pages that have no table."""

from __future__ import annotations

from invoice_llm.label_reader.reader import read_invoice


def shown(text: str) -> list[tuple[str | None, ...]]:
    return [(one.description, one.quantity, one.unit_price, one.line_total) for one in read_invoice(text).lines]


INSURANCE = """\
Folgende Risiken sind versichert:
Privathaftpflicht                               50,00 €
Hundehaftpflicht, ein Hund                      70,00 €
Gesamtbeitrag                                  120,00 €
Versicherungsteuer 19 %                         22,80 €
Rechnungsbetrag                                142,80 €
"""


def test_rows_above_a_total_that_come_to_it_are_its_lines() -> None:
    assert shown(INSURANCE) == [
        ("Privathaftpflicht", None, None, "50,00"),
        ("Hundehaftpflicht, ein Hund", None, None, "70,00"),
    ]


def test_rows_that_do_not_come_to_the_total_are_none() -> None:
    assert shown(INSURANCE.replace("50,00 €", "51,00 €")) == []


def test_quantity_and_price_of_a_line_are_those_that_make_its_amount() -> None:
    text = """\
Taxi Orbit Ltd                Receipt No. 4711
14/03/2026     Ride to the airport      24 km     2.50      60.00
14/03/2026     Waiting                   1        7.00       7.00

                                        Total               67.00
"""
    assert shown(text) == [
        ("Ride to the airport", "24", "2.50", "60.00"),
        ("Waiting", "1", "7.00", "7.00"),
    ]


def test_an_amount_in_an_overview_is_no_line() -> None:
    text = """\
Your bill for March                     59.50
Account            4711  -  Elm Street 1, York
Tariff             Home 20             monthly

Total                                   59.50
"""
    assert shown(text) == []


def test_the_total_may_bear_a_currency_that_the_lines_do_not() -> None:
    text = """\
Hotell Björkudden AB
2026-03-06   Logi                         1 190,00
2026-03-07   Middag                         485,00
Summa                                     1 675,00 SEK
"""
    assert shown(text) == [("Logi", None, None, "1 190,00"), ("Middag", None, None, "485,00")]


def test_rows_of_payments_below_other_amounts_are_no_lines() -> None:
    text = """\
Date          Item                Debit       Credit
02 July       Room                95.00
03 July       Card                             95.00
              Total               95.00        95.00
"""
    assert [line[0] for line in shown(text)] != ["Card"]


def test_a_line_among_others_shows_its_quantity_and_price_also_where_they_do_not_make_its_amount() -> None:
    text = """\
Taxi Orbit Ltd                Receipt No. 4711
14/03/2026     Ride to the airport      28 km     1.50      60.00
14/03/2026     Waiting                   1        7.00       7.00
15/03/2026     Ride to the fair          4 km     2.00       8.00
15/03/2026     Toll                                          3.00

                                        Total               78.00
"""
    assert [line[1:3] for line in shown(text)] == [("28", "1.50"), ("1", "7.00"), ("4", "2.00"), (None, None)]


def test_an_amount_brought_forward_from_another_page_is_no_line() -> None:
    text = """\
Steel bracket, 48 pcs at 10.00 each                   480.00
\fBrought forward                                       480.00
Floor cleaner, 4 pcs at 10.00 each                     40.00
Oak panel, 2 pcs at 40.00 each                         80.00

Net total                                             600.00
VAT 20%                                               120.00
Total                                                 720.00
"""
    assert shown(text) == []


def test_a_line_of_the_first_page_may_begin_with_a_word_of_amounts_carried_forward() -> None:
    text = """\
Suite, 2 nuits                                        400,00
Petit déjeuner                                         30,00
Total TTC                                             430,00
"""
    assert [line[0] for line in shown(text)] == ["Suite, 2 nuits", "Petit déjeuner"]
