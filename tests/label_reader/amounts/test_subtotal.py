"""A subtotal before a discount or a charge is not what is taxed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.sheet import text_page

PAGE = """
Quarrel Joinery Ltd                      INVOICE
                                         Invoice number   QJ-612
                                         Invoice date     12 March 2026
Description              Qty     Unit price        Amount
Oak door, fitted           3         412.50      1,237.50
Door handle, brass         6          18.25        109.50
                                 Subtotal       £1,347.00
{between}
                                 VAT 20%          £{tax}
                                 Total          £{total}
"""


@pytest.mark.parametrize(
    ("between", "tax", "total"),
    [
        ("                                 Discount         £134.70", "242.46", "1,454.76"),
        ("                                 Discount        -£134.70", "242.46", "1,454.76"),
        ("                                 Shipping          £20.00", "273.40", "1,640.40"),
    ],
)
def test_the_net_total_is_left_open_where_only_the_subtotal_before_it_is_printed(
    between: str, tax: str, total: str
) -> None:
    read = read_invoice(PAGE.format(between=between, tax=tax, total=total))
    assert read.total_net is None
    assert read.sum_lines_net == "1,347.00"
    assert read.total_gross == total


def test_a_net_total_behind_the_discount_is_the_net_total() -> None:
    between = "                         Discount      £134.70\n                         Net total      £1,212.30"
    read = read_invoice(PAGE.format(between=between, tax="242.46", total="1,454.76"))
    assert read.total_net == "1,212.30"
    assert read.sum_lines_net == "1,347.00"


@pytest.mark.parametrize("sign", ["-£", "−£", "-GBP ", "£-"])
def test_a_minus_before_the_currency_belongs_to_the_amount(sign: str) -> None:
    page = PAGE.format(between="", tax="269.40", total="1,616.40").replace("£", sign)
    invoice = PageReading.of((text_page(page),)).labelled.invoice
    assert (invoice.total_net, invoice.total_tax, invoice.total_gross) == (
        Decimal("-1347.00"),
        Decimal("-269.40"),
        Decimal("-1616.40"),
    )
