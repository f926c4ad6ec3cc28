"""Which amount is the net, the tax, the gross, and what is left to pay."""

from __future__ import annotations

import pytest

from benchmarks.adversary.papers import papers
from benchmarks.adversary.world import languages
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.evidence.structure import structure_of


def totals(text: str) -> tuple[str | None, str | None, str | None, str | None]:
    read = read_invoice(f"Invoice No: 12\n\n{text}")
    return read.total_net, read.total_tax, read.total_gross, read.amount_due


def test_a_bare_total_is_the_gross_where_it_adds_up() -> None:
    assert totals("Subtotal  100.00\nVAT 20%  20.00\nTotal  120.00") == ("100.00", "20.00", "120.00", "120.00")


@pytest.mark.parametrize("label", ["Payment received - thank you", "Paiement reçu - merci"])
def test_thanks_behind_the_label_of_a_payment_make_it_no_other(label: str) -> None:
    text = (
        f"Subtotal  100.00\nVAT 20%  20.00\nTotal  120.00\nPrevious balance  50.00\n{label}  -30.00\nAmount due  140.00"
    )
    read = read_invoice(f"Invoice No: 12\n\n{text}")
    assert (read.paid_amount, read.amount_due) == ("-30.00", "140.00")


def test_labels_may_stand_above_their_amounts() -> None:
    text = "Nettobetrag      MwSt. 19 %     Bruttobetrag\n295,00 €         56,05 €        351,05 €"
    assert totals(text) == ("295,00", "56,05", "351,05", "351,05")


_LABELS = f"{'Imponibile':<40}{'IVA 22 %':<40}Totale fattura"
_AMOUNTS = f"{'1.257,08':>38}{'276,56':>40}{'1.533,64':>40}"


@pytest.mark.parametrize("rows", [(_LABELS, _AMOUNTS), (_LABELS, "", _AMOUNTS), (_AMOUNTS, _LABELS)])
def test_amounts_at_the_right_end_of_cells_belong_to_the_labels_at_the_left(rows: tuple[str, ...]) -> None:
    assert totals("\n".join(rows))[:3] == ("1.257,08", "276,56", "1.533,64")


def test_amounts_above_labels_that_make_no_total_are_those_of_another_row() -> None:
    assert totals(f"{_AMOUNTS.replace('1.533,64', '1.533,74')}\n{_LABELS}")[2] is None


def test_fewer_amounts_than_labels_are_of_none_of_them_by_order() -> None:
    assert totals(f"{_LABELS}\n{'1.257,08':>78}{'1.533,64':>40}")[0] is None


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
    assert totals("Subtotal  100.00\nSales Tax  9%\nTotal  109.00") == ("100.00", None, "109.00", "109.00")


def test_net_and_gross_behind_the_same_word_are_told_apart() -> None:
    text = "Rechnungssumme Netto (exkl. USt.)  100,00\nSumme USt.  19,00\nRechnungssumme Brutto (inkl. USt.)  119,00"
    assert totals(text) == ("100,00", "19,00", "119,00", "119,00")


@pytest.mark.parametrize(
    "more",
    [
        "Paid by card on 3 May 2026",
        "Volgens onze administratie is deze factuur vooruitbetaald",
        "Der Betrag wurde bereits bezahlt",
        "Facture acquittée le 3 mai 2026",
        "Amount paid  20.00",
        "Previous balance  15.00",
        "VISA  120.00",
    ],
)
def test_the_total_is_not_due_where_the_page_speaks_of_a_payment_or_another_balance(more: str) -> None:
    assert totals(f"Subtotal  100.00\nVAT 20%  20.00\nTotal  120.00\n{more}")[3] is None


def test_without_tax_the_net_is_the_gross() -> None:
    text = "Subtotal  9,500.00\nLess: loyalty discount (5%)  -475.00\nTax  0.00\nTotal  9,025.00"
    assert totals(text)[:3] == ("9,025.00", "0.00", "9,025.00")


def test_an_amount_to_which_the_lines_add_up_is_their_sum() -> None:
    text = (
        "Description      Qty    Unit price    Amount\n"
        "Bath towel         2         10.00     20.00\n"
        "Hand towel         1         30.00     30.00\n\n"
        "Subtotal                               50.00\n"
        "Discount                               -5.00\n"
        "Net total                              45.00\n"
        "VAT 20%                                 9.00\n"
        "Total                                  54.00"
    )
    read = read_invoice(f"Invoice No: 12\n\n{text}")
    assert (read.sum_lines_net, read.total_net, read.total_gross) == ("50.00", "45.00", "54.00")


RATES = """Invoice No: 12

Factuur totaal EUR                    49,99

BTW %      Grondslag BTW bedrag      Totaal
21 %           41,31       8,68       49,99
"""


def test_a_table_of_tax_rates_gives_net_and_tax_where_no_label_does() -> None:
    read = read_invoice(RATES)
    assert (read.total_net, read.total_tax, read.total_gross) == ("41,31", "8,68", "49,99")
    assert [(tax.rate, tax.base, tax.amount) for tax in read.taxes] == [("21", "41,31", "8,68")]


def test_of_several_rates_the_last_row_sums_up() -> None:
    text = RATES.replace("Factuur totaal EUR                    49,99", "").rstrip("\n") + (
        "\n9 %           100,00       9,00      109,00\n              141,31      17,68      158,99\n"
    )
    read = read_invoice(text)
    assert (read.total_net, read.total_tax, read.total_gross) == ("141,31", "17,68", "158,99")
    assert [(tax.rate, tax.base) for tax in read.taxes] == [("21", "41,31"), ("9", "100,00")]


def test_rows_of_a_tax_table_that_do_not_add_up_are_not_read() -> None:
    read = read_invoice(RATES.replace("8,68", "9,68"))
    assert (read.total_net, read.total_tax, read.taxes) == (None, None, [])


def test_a_rate_stands_in_its_own_column_where_the_factors_could_be_swapped() -> None:
    rows = "Art (S)    Basisbetrag    USt. %    Steuerbetrag\nUmsatzsteuer     11,76        19            2,23\n"
    read = read_invoice(f"Rechnung Nr. 1\n\n{rows}")
    assert [(tax.rate, tax.base) for tax in read.taxes] == [("19", "11,76")]


def test_a_currency_stands_in_a_cell_of_its_own() -> None:
    assert read_invoice("Rechnung Nr. 1\n\nWährung:                    EUR\n").currency == "EUR"
    assert read_invoice("Factuur 1\n\nFactuur totaal EUR          49,99\n").currency == "EUR"


def charges(text: str) -> list[tuple[str, str | None]]:
    return [(one.kind, one.amount) for one in read_invoice(f"Invoice No: 12\n\n{text}").allowances_charges]


@pytest.mark.parametrize(
    "row",
    [
        "Less: loyalty discount (5%)        -475.00",
        "abzüglich Treuerabatt 5 %          -475.00",
        "Remise fidélité                    -475.00",
        "Trouwe klant korting               -475.00",
        "Volume rebate discount             -475.00",
    ],
)
def test_a_discount_is_known_by_its_word_wherever_it_stands_in_its_label(row: str) -> None:
    assert charges(f"Subtotal      9,500.00\n{row}\nTotal       9,025.00") == [("allowance", "-475.00")]


def test_a_discount_for_paying_early_is_none() -> None:
    assert (
        charges("Total  119.00\n3% Skonto innerhalb 10 Tagen bis 15.06.2026\n2% discount if paid within 10 days") == []
    )


def test_the_rate_behind_a_charge_is_not_its_amount() -> None:
    assert charges("zzgl. Versandkosten         5,80    7") == [("charge", "5,80")]


def test_where_a_row_sums_up_the_discounts_it_counts_alone() -> None:
    text = (
        "Abschlag Sondernachlass       10,00      19 % USt (S)       -1,00\n"
        "Abschlag Sondernachlass      115,30       7 % USt (S)       -8,07\n\n"
        "Gesamtbetrag der Zuschläge                                  5,80\n"
        "Gesamtbetrag der Abschläge                                 -9,07\n"
    )
    assert charges(text) == [("allowance", "-9,07"), ("charge", "5,80")]
    assert read_invoice(text).taxes == []


PAYMENTS = """Facture FA-2026-0009

                                                        Total HT           500,00 €
                                                        Total TVA          100,00 €
     Règlement            Date           Montant        Total TTC          600,00 €
     Vir SEPA       31/10/2026          147,00 €        Solde à payer      453,00 €
"""


def test_what_was_paid_is_the_amount_in_a_row_of_payments_by_which_less_is_due() -> None:
    read = read_invoice(PAYMENTS)
    assert (read.total_gross, read.paid_amount, read.amount_due) == ("600,00", "147,00", "453,00")
    assert read_invoice(PAYMENTS.replace("147,00", "146,00")).paid_amount is None


def test_two_taxes_of_one_rate_stand_beside_each_other_where_a_state_and_its_land_share_them() -> None:
    page = (
        "Tax Invoice No WV-4425\nDate 14-Sep-2026\n\nDescription       Qty    Unit price      Amount\n"
        "Lift                1    12,34,500.00    12,34,500.00\n\nTaxable value    12,34,500.00\n"
        "CGST 9%    1,11,105.00\nSGST 9%    1,11,105.00\nGrand total    14,56,710.00"
    )
    read = read_invoice(page)
    assert (read.total_net, read.total_gross) == ("12,34,500.00", "14,56,710.00")
    assert [tax.amount for tax in read.taxes] == ["1,11,105.00"] * 2


def test_one_tax_that_is_printed_twice_is_one() -> None:
    page = "Net    100.00\nVAT 20%    20.00\nTotal    120.00\n\nVAT rate   Net     VAT\n20%    100.00    20.00"
    assert len(read_invoice(page).taxes) <= 1


@pytest.mark.parametrize("language", sorted(papers()["outlay"]))
def test_outlays_without_tax_are_a_charge_in_every_language(language: str) -> None:
    words = {role: some[0] for role, some in languages()[language].items()}
    for label in papers()["outlay"][language]:
        sums = structure_of(
            f"{words['title']}\n{words['number']}: 12-7\n{words['date']}: 2026-05-04\n\n{words['net']}     100,00\n"
            f"{words['tax'].format(rate=20)}    20,00\n{label}     30,00\n{words['gross']}    150,00"
        ).sums
        assert [one.kind for one in sums if one.text == "30,00"] == ["shipping"], label
