"""The tax of an invoice that prints its rate and no amount of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoice_llm.invoice.schema import Invoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.reading.extraction import ExtractionConfig, examine
from tests.clock import TODAY

SHEET = """\
Contoso Ltd                                             Invoice

Invoice No: 1234                                        Date: 2026-03-02
Bill to: Trey Research

Description                                             Line Total
Training                                                   2550.00

                                        Subtotal           2550.00
                                        {tax}
                                        Total              2779.50 USD
"""
RATES = """\
Contoso GmbH                                            Rechnung

Rechnungsnr.: 1234                                      Datum: 02.03.2026

Bezeichnung                    Betrag netto
Schulung                           1.000,00
Buch                                 200,00

Satz          Netto         MwSt         Brutto
19 %       1.000,00       190,00       1.190,00
7 %          200,00        {tax}         {gross}

Gesamtbetrag EUR                       1.404,00
"""


def _read(tax: str) -> Invoice:
    return _read_page(SHEET.format(tax=tax))


def _read_page(text: str) -> Invoice:
    config = ExtractionConfig(today=TODAY)
    return examine(read_invoice(text), text, config, llm_model="labels", prompt_version="none").invoice


def test_a_rate_that_makes_the_total_of_the_net_amount_says_what_the_tax_is() -> None:
    read = _read("Sales Tax               9%")
    assert read.total_tax == Decimal("229.50")
    assert [(tax.rate, tax.base) for tax in read.taxes] == [(Decimal(9), Decimal(2550))]


@pytest.mark.parametrize("row", ["Sales Tax              10%", "Shipping and handling", "Sales Tax"])
def test_without_such_a_rate_no_tax_is_made_up(row: str) -> None:
    assert _read(row).total_tax is None


HEADS = """\
Björkfors Verktyg AB                                     Faktura
                                                         Fakturanr      2026-19026
                                                         Fakturadatum   2026-03-02

Benämning                       Antal       Á-pris       Summa
Kaffebönor                       1 st       537,66      537,66
Skrivbordslampa                  1 st       188,78      188,78

          Exkl. moms       Moms 25 %       Moms 12 %       Summa att betala
          726,44              134,42         {lower}             SEK 883,51
"""


def _under_heads(lower: str) -> Invoice:
    return _read_page(HEADS.format(lower=lower))


def test_amounts_that_are_labelled_as_taxes_and_make_the_total_are_its_tax() -> None:
    read = _under_heads("22,65")
    assert read.total_tax == Decimal("157.07")
    assert [tax.amount for tax in read.taxes] == [Decimal("134.42"), Decimal("22.65")]


def test_amounts_that_do_not_make_it_say_nothing() -> None:
    assert _under_heads("32,65").total_tax != Decimal("157.07")


def _rates(tax: str, gross: str) -> Invoice:
    text = RATES.format(tax=tax, gross=gross)
    config = ExtractionConfig(today=TODAY)
    return examine(read_invoice(text), text, config, llm_model="labels", prompt_version="none").invoice


def test_a_whole_table_of_rates_above_a_total_says_what_is_net() -> None:
    read = _rates(" 14,00", "214,00")
    assert (read.total_net, read.total_tax) == (Decimal("1200.00"), Decimal("204.00"))


def test_a_table_of_rates_that_does_not_make_the_total_says_nothing() -> None:
    assert _rates(" 24,00", "224,00").total_tax != Decimal("204.00")


SUMS = """\
Obsthof Wendelin Krause e.K.                             Rechnung
USt-IdNr. DE290417013                                    Rechnungsnummer   RG-26-0377
                                                         Rechnungsdatum    09.03.2026

Nettobetrag                 555,70 EUR
MwSt. 7 %                    35,00 EUR
MwSt. 19 %                   {tax} EUR
Gesamtbetrag                610,74 EUR
"""


@pytest.mark.parametrize(("tax", "total"), [("20,04", Decimal("55.04")), ("20,14", None)])
def test_the_taxes_of_all_rates_make_the_tax_where_they_make_the_total_with_the_net_amount(
    tax: str, total: Decimal | None
) -> None:
    read = _read_page(SUMS.format(tax=tax))
    assert (read.total_net, len(read.taxes), read.total_tax) == (Decimal("555.70"), 2, total)
