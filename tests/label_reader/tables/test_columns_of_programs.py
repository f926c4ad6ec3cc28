"""Tables as invoice programs print them: cells of tax, words below prices, a price that is the total, taxes by rate."""

from __future__ import annotations

import pytest

from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.reader import read_invoice


def read(text: str) -> PrintedInvoice:
    return read_invoice(f"Invoice No: 12\n\n{text}")


def shown(text: str) -> list[tuple[str | None, ...]]:
    return [(one.description, one.quantity, one.unit_price, one.line_total) for one in read(text).lines]


def test_a_tax_within_a_line_is_no_sum_and_ends_no_table() -> None:
    text = """
Description                   Quantity      Unit Price      Taxes         Amount
Oak desk                      2.00          50.00           VAT 20%       100.00
Lamp                          1.00          30.00           VAT 20%        30.00

                                            Untaxed Amount                130.00
                                            VAT 20%                        26.00
                                            Total                         156.00
"""
    assert shown(text) == [("Oak desk", "2.00", "50.00", "100.00"), ("Lamp", "1.00", "30.00", "30.00")]
    assert [(tax.rate, tax.amount) for tax in read(text).taxes] == [("20", "26.00")]


def test_an_unknown_word_heads_the_descriptions_where_nothing_else_does() -> None:
    text = """
Wares sold                     Quantity        Price         Amount
Oak desk                              2        50.00         100.00
"""
    assert shown(text) == [("Oak desk", "2", "50.00", "100.00")]


def test_words_below_a_price_belong_to_it() -> None:
    text = """
Description                              Rate       Qty      Line Total
Oak desk                                50.00         2          100.00
                                         +VAT
Lamp                                    30.00         1           30.00
with a long cable                        +VAT
Subtotal                                                         130.00
"""
    assert shown(text) == [("Oak desk", "2", "50.00", "100.00"), ("Lamp with a long cable", "1", "30.00", "30.00")]


@pytest.mark.parametrize(
    ("sums", "totals"),
    [
        ("Subtotal  130.00\nVAT  26.00\nTotal  156.00", ["100.00", "30.00"]),
        ("Subtotal  230.00\nVAT  46.00\nTotal  276.00", [None, None]),
        ("Total  999.00", [None, None]),
    ],
)
def test_a_price_is_the_total_of_its_line_where_the_prices_add_up(sums: str, totals: list[str | None]) -> None:
    text = f"""
Product                   Quantity      Price
Oak desk                  2             100.00
Lamp                      1              30.00

{sums}
"""
    assert [one[3] for one in shown(text)] == totals


def test_the_column_with_the_percent_sign_is_the_rate() -> None:
    text = """
Description            Qty      Price     VAT %        Net        VAT
Oak desk                 2      50.00     20%       100.00      20.00
"""
    assert [one.tax_rate for one in read(text).lines] == ["20%"]


def test_a_summary_of_taxes_is_no_table_of_lines() -> None:
    text = """
Description              Qty      Rate      Amount
Oak desk                   2     50.00      100.00

VAT SUMMARY
                 RATE              VAT            NET
            VAT @ 20%            20.00         100.00
"""
    assert shown(text) == [("Oak desk", "2", "50.00", "100.00")]


def test_labels_of_sums_side_by_side_end_the_table() -> None:
    text = """
Description              Qty      Price      Amount
Oak desk                   2      50.00      100.00
                   Subtotal     VAT 20 %       Total
                     100.00        20.00      120.00
"""
    assert shown(text) == [("Oak desk", "2", "50.00", "100.00")]
    assert (read(text).total_net, read(text).total_tax, read(text).total_gross) == ("100.00", "20.00", "120.00")


def test_the_head_of_a_line_with_taxes_is_no_table_of_taxes() -> None:
    text = """
Description            Qty      Price     VAT %        Net        VAT      Total
Oak desk                 2      50.00     20%       100.00      20.00     120.00
Lamp                     1      30.00     20%        30.00       6.00      36.00

Total to pay                                                              156.00
"""
    assert read(text).total_net is None
    assert read(text).amount_due == "156.00"


@pytest.mark.parametrize("head", ["Qty Unit priceAmount", "QtyUnit price Amount"])
def test_labels_of_columns_without_a_blank_between_them_head_one_each(head: str) -> None:
    text = f"""\
Item                          {head}
Rope                          4      2.50     10.00
Total                                         10.00
"""
    assert [(one.quantity, one.unit_price, one.line_total) for one in read_invoice(text).lines] == [
        ("4", "2.50", "10.00")
    ]


@pytest.mark.parametrize("label", ["Items total", "Item total", "Items subtotal"])
def test_a_sum_whose_words_are_heads_of_columns_is_no_head(label: str) -> None:
    text = f"""\
Item     Description            Quantity        Price          Amount
1        Consulting             2               10.00           20.00

                                {label}                         20.00
                                VAT 20%                          4.00
                                Total                           24.00
"""
    found = read(text)
    assert "20.00" in (found.sum_lines_net, found.total_net)
    assert [line.line_total for line in found.lines] == ["20.00"]


@pytest.mark.parametrize(
    ("heads", "total"),
    [
        ("Price VAT rate", "Line total"),
        ("Cena netto Stawka VAT", "Wartość"),
        ("Einzelpreis MwSt.-Satz", "Gesamtpreis"),
        ("Prix unitaire HT Taux TVA", "Total HT"),
    ],
)
def test_price_and_rate_whose_heads_share_a_cell_are_two_columns(heads: str, total: str) -> None:
    at = 30 - len(heads)
    text = f"""\
Description                  Quantity   {" " * at}{heads}      {total}
Coffee beans                       16               43.63          20%       4,712.04

Subtotal 4,712.04
"""
    assert [(one.unit_price, one.line_total) for one in read(text).lines] == [("43.63", "4,712.04")]


@pytest.mark.parametrize("cell", ["21% 4 920,60", "21%  4 920,60", "21%4 920,60", "21 % 4 920,60"])
def test_a_rate_and_the_amount_close_behind_it_are_two_cells(cell: str) -> None:
    text = f"""
Popis                         Množství      Cena/MJ      %DPH  Bez DPH          DPH         S DPH

Pronájem plošiny                  2 ks      2 460,30      {cell}         1 033,33      5 953,93

                                            Základ daně                   4 920,60
                                            DPH 21 %                      1 033,33
                                            Celkem s DPH                  5 953,93
"""
    found = [(one.unit_price, one.line_total, one.tax_rate) for one in read(text).lines]
    assert [(price, total, (rate or "").replace(" ", "")) for price, total, rate in found] == [
        ("2 460,30", "4 920,60", "21%")
    ]
