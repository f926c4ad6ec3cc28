"""Rows of taxes as invoice programs word them."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.reader import read_invoice


@pytest.mark.parametrize(
    ("row", "tax"),
    [
        ("VAT - Ireland (20% on 100.00)  20.00", "20.00"),
        ("VAT 20% of 100.00  20.00", "20.00"),
        ("VAT Northern Zone 20%  20.00", "20.00"),
        ("20% VAT over 100.00  20.00", "20.00"),
        ("VAT Northern Zone 20%  21.00", None),
        ("VAT registered in Ireland  20.00", None),
    ],
)
def test_words_in_a_row_of_tax_do_no_harm_where_the_rate_gives_the_tax(row: str, tax: str | None) -> None:
    assert read_invoice(f"Invoice No: 1\n\nSubtotal  100.00\n{row}\nTotal  120.00").total_tax == tax


def test_the_tax_in_brackets_behind_a_total_is_read() -> None:
    read = read_invoice("Invoice No: 1\n\nSubtotal  £ 120.00\nTotal  £ 120.00 (includes £ 20.00 VAT)")
    assert (read.total_gross, read.total_tax) == ("120.00", "20.00")


def test_two_amounts_of_a_total_are_net_and_tax_where_their_sum_is_printed() -> None:
    read = read_invoice("Invoice No: 1\n\nTotal   100.00   20.00\nAmount due   120.00")
    assert (read.total_net, read.total_tax, read.amount_due) == ("100.00", "20.00", "120.00")
    assert read_invoice("Invoice No: 1\n\nTotal   100.00   20.00\nAmount due   90.00").total_net is None


def test_the_taxes_of_several_rates_tell_the_total_where_their_sum_is_not_printed() -> None:
    rates = "VAT 20%  20.00\nVAT 5%  2.50"
    read = read_invoice(f"Invoice No: 1\n\nNet total  150.00\n{rates}\nTotal GBP  172.50\nTotal EUR  205.00")
    assert (read.total_net, read.total_tax, read.total_gross) == ("150.00", None, "172.50")


def test_a_charge_for_delivery_explains_what_the_total_has_beyond_lines_and_tax() -> None:
    read = read_invoice("Invoice No: 1\n\nSubtotal  100.00\nShipping  5.00\nVAT  21.00\nTotal  126.00")
    assert (read.sum_lines_net, read.total_net, read.total_tax) == ("100.00", None, "21.00")
    assert (read.total_gross, read.amount_due) == ("126.00", "126.00")
