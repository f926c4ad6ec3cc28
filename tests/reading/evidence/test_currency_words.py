"""Codes of currencies in the names of companies."""

from __future__ import annotations

import pytest

from invoice_llm.reading.evidence.currency_words import is_of_a_name
from invoice_llm.reading.evidence.page_index import Places
from invoice_llm.reading.extraction import text_page
from invoice_llm.reading.parsing.convention import read_convention


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("CHF Plumbing Ltd", "CHF"),
        ("Kinabalu Teknik Sdn. Bhd.", "Bhd."),
        ("KINABALU TEKNIK SDN. BHD.", "BHD."),
        ("PEN & Ink Stationery", "PEN"),
        ("MAD Design Studio", "MAD"),
        ("ALL PRICES ARE NET", "ALL"),
        ("All names are fictitious", "All"),
        ("Try it now", "Try"),
    ],
)
def test_a_code_in_a_name_or_a_sentence_in_capitals_is_no_currency(cell: str, word: str) -> None:
    assert is_of_a_name(cell, word)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("EUR", "EUR"),
        ("Total EUR", "EUR"),
        ("Unit price (EUR)", "(EUR)"),
        ("CHF 1'204.50", "CHF"),
        ("Total 1,204.50 MAD Net", "MAD"),
        ("Betrag EUR netto", "EUR"),
        ("Betrag in Eur", "Eur"),
        ("12,00 Eur pro Stück", "Eur"),
        ("EUR Total", "EUR"),
        ("All amounts in AED", "AED"),
        ("Harbour Paper Ltd", "Ltd"),
    ],
)
def test_a_code_beside_a_figure_a_label_or_alone_is_a_currency_and_other_words_are_no_code(
    cell: str, word: str
) -> None:
    assert not is_of_a_name(cell, word)


def test_a_currency_is_found_on_the_page_where_it_is_no_name() -> None:
    text = "CHF Plumbing Ltd\nTotal   CHF 120.00\nEUR   Total"
    page = Places([text_page(text)], read_convention(text, None))
    assert [place.row for place in page.currency("CHF")] == [1]
    assert [place.row for place in page.currency("EUR")] == [2]
