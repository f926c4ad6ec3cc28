"""Lines below the head of a table."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.amounts import DecimalMark
from invoice_llm.invoice.printed import PrintedLine
from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.tables.columns import heads_of
from invoice_llm.label_reader.tables.lines import items_of, printed_line
from tests.label_reader.page_texts import ENGLISH, FRENCH, GERMAN, LETTER


def lines(text: str, mark: DecimalMark | None = None) -> list[PrintedLine]:
    grid = grid_of(text)
    return [printed_line(item) for item in items_of(grid, heads_of(grid), mark)]


def shown(text: str, mark: DecimalMark | None = None) -> list[tuple[str | None, ...]]:
    return [(one.description, one.quantity, one.unit_price, one.line_total) for one in lines(text, mark)]


def test_a_wrapped_description_belongs_to_the_line_above() -> None:
    assert shown(ENGLISH) == [
        ("Bath towel, white", "40", "6.50", "260.00"),
        ("Hand towel, white, 70 x 40 cm", "25", "3.20", "80.00"),
        ("Slippers, box of 50", "2", "45.00", "90.00"),
    ]
    assert [one.item_code for one in lines(ENGLISH)] == ["TW-100", "TW-200", "SL-010"]


def test_a_unit_stands_with_its_quantity_and_the_position_is_no_part_of_the_description() -> None:
    assert shown(GERMAN, ",") == [
        ("Fräser 8 mm", "10", "12,50", "125,00"),
        ("Montage vor Ort", "3,5", "80,00", "280,00"),
    ]
    assert [one.unit for one in lines(GERMAN, ",")] == ["Stück", "Std"]


def test_signs_of_currency_are_no_part_of_an_amount() -> None:
    assert shown(FRENCH, ",") == [
        ("Ramette papier A4", "20", "4,90", "98,00"),
        ("Stylo bille bleu", "50", "0,80", "40,00"),
    ]


def test_a_table_goes_on_below_its_head_on_the_next_page() -> None:
    text = """\
Description            Qty      Price      Amount
Valve                    2      10.00       20.00
Continued on next page
\f--- page 2 ---
Acme Ltd    Invoice 77 (continued)

Description            Qty      Price      Amount
Gasket                   1       5.00        5.00

                                Total       25.00
"""
    assert shown(text) == [("Valve", "2", "10.00", "20.00"), ("Gasket", "1", "5.00", "5.00")]


def test_rows_of_totals_are_no_lines() -> None:
    text = """\
Description            Qty      Price      Amount
Valve                    2      10.00       20.00
Shipping                                     4.00
Subtotal                                    24.00
VAT 20%                                      4.80
Total                                       28.80
"""
    assert ("Valve", "2", "10.00", "20.00") in shown(text)
    assert not {"Subtotal", "VAT 20%", "Total"} & {one.description for one in lines(text)}


@pytest.mark.parametrize("text", [LETTER, "", "Total 12.00"])
def test_a_text_without_a_table_has_no_lines(text: str) -> None:
    assert lines(text) == []


def test_what_a_part_of_the_lines_comes_to_does_not_end_the_table() -> None:
    text = """\
Description                      Quantity     Unit Price   Disc.%  Taxes         Amount
Chairs
Office chair                     1.00 Units        70.00     0.00  15.00%       $ 70.00
                                                                     Subtotal   $ 70.00
Food
Olive oil                        1.00 L             1.00    10.00  15.00%        $ 0.90
Truffles                        15.00 g            10.00     0.00              $ 150.00
                                                                     Subtotal  $ 150.90
                                                     Subtotal                  $ 220.90
                                                     Tax 15% on $ 70.90         $ 10.64
                                                     Total                     $ 231.54
"""
    assert shown(text) == [
        ("Office chair", "1.00", "70.00", "70.00"),
        ("Olive oil", "1.00", "1.00", "0.90"),
        ("Truffles", "15.00", "10.00", "150.00"),
    ]


def test_a_row_below_the_sum_of_the_lines_is_a_line_only_with_quantity_and_price() -> None:
    text = """\
Description                      Quantity     Unit Price         Amount
Office chair                            1          70.00          70.00
                                              Subtotal            70.00
Carriage                                                           5.00
                                              Total               75.00
"""
    assert shown(text) == [("Office chair", "1", "70.00", "70.00")]


def test_the_rate_of_a_cell_with_two_numbers_is_the_one_with_the_sign() -> None:
    text = """\
Description           Quantity     Unit Price   Disc.% Taxes         Amount
Olive oil                    1          10.00     5.00 15.00%          9.50
"""
    assert [one.tax_rate for one in lines(text)] == ["15.00%"]


def test_words_stand_below_the_code_where_the_head_says_so() -> None:
    text = """\
GTIN             Art-Nr-Lieferant              Menge    Nettopreis   MwSt-%   Nettowert
Art-Nr-Kunde     Artikelbezeichnung
4123456000014    WA997                        100 KWh       0,0520     19,0        5,20
                 Wirkarbeit HT
4260331811362                                27,5 Std.     10,0000     19,0      275,00
K6521            Kommissionierer Tag
                 Abrechnung KW 36
4123456000038    KOP05                        10 Stk.       0,1000     19,0        1,00
K4322            Kopierpapier A4
"""
    assert [(one.item_code, one.description) for one in lines(text, ",")] == [
        ("WA997", "Wirkarbeit HT"),
        ("4260331811362", "Kommissionierer Tag Abrechnung KW 36"),
        ("KOP05", "Kopierpapier A4"),
    ]


def test_a_quantity_in_the_cell_of_its_unit_is_read_whatever_it_comes_to() -> None:
    text = """\
Pos   Description                     Quantity Unit       Unit price        Amount
1     Bracket                                 5 pcs           528.41       1056.82
"""
    assert [(one.quantity, one.unit) for one in lines(text, ".")] == [("5", "pcs")]


def test_the_number_of_a_line_is_no_quantity_where_the_printed_one_does_not_fit() -> None:
    text = """\
No    Description                         Quantity       Unit price        Amount
1     Training day                               4            97.81         97.81
"""
    assert shown(text, ".") == [("Training day", "4", "97.81", "97.81")]


def test_a_quantity_right_before_its_description_is_told_from_it() -> None:
    text = """\
         Qty Description                                           Unit price               Amount
            3 Coffee beans                                             451.54             1354.62
          12 Training day                                              417.82             5013.84
            4 Knob                                                     432.47             1729.88
"""
    assert shown(text, ".") == [
        ("Coffee beans", "3", "451.54", "1354.62"),
        ("Training day", "12", "417.82", "5013.84"),
        ("Knob", "4", "432.47", "1729.88"),
    ]
