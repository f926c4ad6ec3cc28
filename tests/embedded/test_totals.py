"""Which amount is the net, the tax, the gross, and what is left to pay."""

from __future__ import annotations

from invoice_llm.embedded.reader import read_invoice


def totals(text: str) -> tuple[str | None, str | None, str | None, str | None]:
    read = read_invoice(f"Invoice No: 12\n\n{text}")
    return read.total_net, read.total_tax, read.total_gross, read.amount_due


def test_a_bare_total_is_the_gross_where_it_adds_up() -> None:
    assert totals("Subtotal  100.00\nVAT 20%  20.00\nTotal  120.00") == ("100.00", "20.00", "120.00", None)


def test_labels_may_stand_above_their_amounts() -> None:
    text = "Nettobetrag      MwSt. 19 %     Bruttobetrag\n295,00 €         56,05 €        351,05 €"
    assert totals(text) == ("295,00", "56,05", "351,05", None)


def test_one_row_may_hold_net_tax_and_gross() -> None:
    assert totals("Razem   700,00   161,00   861,00")[:3] == ("700,00", "161,00", "861,00")


def test_of_two_taxes_without_a_sum_neither_is_the_total_tax() -> None:
    read = read_invoice("Invoice No: 1\n\nCGST 9%  90.00\nSGST 9%  90.00\nTotal  1,180.00")
    assert (read.total_tax, read.total_gross) == (None, "1,180.00")


def test_what_is_due_after_a_payment_is_not_the_gross() -> None:
    read = read_invoice("Invoice No: 1\n\nAmount paid  50.00\nBalance due  70.00")
    assert (read.total_gross, read.paid_amount, read.amount_due) == (None, "50.00", "70.00")


def test_what_is_due_with_an_old_balance_is_not_the_gross() -> None:
    read = read_invoice(
        "Invoice No: 1\n\nSubtotal  100.00\nTax  10.00\nTotal  110.00\nPrevious balance  500.00\nAmount due  610.00"
    )
    assert (read.total_gross, read.previous_balance, read.amount_due) == ("110.00", "500.00", "610.00")


def test_a_total_that_does_not_add_up_is_read_as_printed() -> None:
    assert totals("Subtotal  100.00\nTax  10.00\nTotal  139.00") == ("100.00", "10.00", "139.00", None)


def test_a_tax_rate_in_place_of_the_tax_is_no_amount() -> None:
    assert totals("Subtotal  100.00\nSales Tax  9%\nTotal  109.00") == ("100.00", None, "109.00", None)


def test_net_and_gross_behind_the_same_word_are_told_apart() -> None:
    text = "Rechnungssumme Netto (exkl. USt.)  100,00\nSumme USt.  19,00\nRechnungssumme Brutto (inkl. USt.)  119,00"
    assert totals(text) == ("100,00", "19,00", "119,00", None)
