"""Currencies by code, sign or word, and three letters that are none."""

from __future__ import annotations

import pytest

from invoice_llm.vocabulary.currency import (
    currency_in_word,
    find_currency,
    leading_sign,
    parse_currency,
    possible_currencies,
)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("EUR", "EUR"),
        ("eur", "EUR"),
        ("€", "EUR"),
        ("€ 12,00", "EUR"),
        ("1'234.50 CHF", "CHF"),
        ("£", "GBP"),
        ("US$5.00", "USD"),
        ("zł", "PLN"),
        ("Swiss francs", "CHF"),
        ("1 200 Ft", "HUF"),
        ("12 ft", None),
        ("1.200,00 TL", "TRY"),
        ("(EUR)", "EUR"),
        ("$", None),
        ("kr", None),
        ("EUR/USD", None),
        ("XYZ", None),
        ("DE123456789", None),
        ("", None),
    ],
)
def test_a_printed_currency_is_its_iso_code_or_none(printed: str, code: str | None) -> None:
    assert parse_currency(printed) == code


@pytest.mark.parametrize(
    ("printed", "country", "code"),
    [
        ("$", "US", "USD"),
        ("$", "CA", "CAD"),
        ("kr", "SE", "SEK"),
        ("¥", "CN", "CNY"),
        ("$", "DE", None),
        ("€", "US", "EUR"),
    ],
)
def test_a_shared_sign_needs_its_country(printed: str, country: str, code: str | None) -> None:
    assert parse_currency(printed, country=country) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Total 119,00 EUR", "EUR"),
        ("Summe (EUR)  119,00", "EUR"),
        ("Total TTC 5 806,12 EUR", "EUR"),
        ("STK 12,00 €", "EUR"),
        ("Currency: CHF", "CHF"),
        ("Due 10,00 €\nNet 8,00 €\nFee USD 1.00", "EUR"),
        ("GST/HST CA BN 830812345 total $25.00", None),
        ("VAT DE123456789, ALL items, TOP quality", None),
        ("1.00 EUR and 1.00 USD", None),
        ("Subtotal RM 4,749.48\nTotal RM 5,129.44", "MYR"),
        ("Total 8.612,67 Kz", "AOA"),
        ("Total factura S/ 6,090.69", "PEN"),
        ("", None),
    ],
)
def test_a_documents_currency_stands_beside_its_amounts(text: str, code: str | None) -> None:
    assert find_currency(text) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Gesamt/€", "EUR"),
        ("Preis/EUR", "EUR"),
        ("Kč/ks", "CZK"),
        ("zł/szt.", "PLN"),
        ("USD/EUR", None),
        ("and/or", None),
        ("all/none", None),
        ("S/", "PEN"),
    ],
)
def test_a_currency_behind_a_stroke_is_one_and_a_word_that_spells_its_code_is_none(word: str, code: str | None) -> None:
    assert currency_in_word(word) == code


@pytest.mark.parametrize("aside", ["1 EUR = 11,20 kr", "Avgift 40 EUR", "Aktiekapital 50 000 EUR", "Listpris 99 USD"])
@pytest.mark.parametrize(
    ("amounts", "code", "sign"),
    [
        ("Summa 22 698,00 kr\nMoms 5 674,50 kr\n", None, "kr"),
        ("Summa 22 698,00 kr\nMoms 5 674,50 kr\nBelopp i SEK: 5,00 kr\nValuta: SEK\n", "SEK", None),
        ("Total general 11.173,87 lei\nTVA 19,00 lei\n", "RON", None),
        ("Toplam 1.234,00 TL\nKDV 10,00 TL\n", "TRY", None),
        ("Nettó 12 500 Ft\nÁfa 2 500 Ft\n", "HUF", None),
        ("Subtotal $120.00\nTotal $132.00\n", None, "$"),
    ],
)
def test_a_code_beside_another_amount_does_not_name_the_currency_of_most(
    amounts: str, aside: str, code: str | None, sign: str | None
) -> None:
    if sign == "$" and "USD" in aside:
        code, sign = "USD", None
    assert (find_currency(amounts + aside), leading_sign(amounts + aside)) == (code, sign)


@pytest.mark.parametrize("town", ["Southampton SO14 3TL", "1071 TL Amsterdam", "Bath BA1 1RM"])
def test_the_letters_of_a_postcode_are_no_currency(town: str) -> None:
    assert find_currency(f"{town}\nSubtotal $120.00") is None
    assert find_currency(town) is None


CLAUSE = "1. Incoterms 2020, max. liability 5.000,00 EUR, insurance 250.000,00 EUR.\n"


@pytest.mark.parametrize(
    ("amounts", "code", "sign"),
    [
        ("Subtotal   63.231,00 kr.\nTotal   79.038,75 kr.\n", None, "kr"),
        ("Razem brutto\n18 674,13 zł\n", "PLN", None),
        ("Végösszeg   12 500 Ft\n", "HUF", None),
        ("Total   11.173,87 lei\n", "RON", None),
        ("Amount   100,00\nTotal   119,00\nCurrency: GBP\n", "GBP", None),
        ("Amount   100,00\nTotal   119,00\n", None, None),
    ],
)
def test_clauses_do_not_name_the_currency_of_an_invoices_own_amounts(
    amounts: str, code: str | None, sign: str | None
) -> None:
    text = amounts + CLAUSE * 12
    assert (find_currency(text), leading_sign(text)) == (code, sign)


def test_a_sentence_names_the_currency_of_an_amount_that_stands_elsewhere_without_it() -> None:
    told = "We ask you to transfer the sum of 119,00 EUR within two weeks."
    assert find_currency(f"Total   119,00\n{told}\n{CLAUSE}") == "EUR"
    assert find_currency(told) == "EUR"


def test_a_shared_sign_may_be_any_of_its_currencies_and_one_in_its_country() -> None:
    assert "NOK" in possible_currencies("100,00 kr")
    assert possible_currencies("100,00 kr", country="SE") == {"SEK"}
    assert possible_currencies("100,00 NOK", country="SE") == {"NOK"}
