"""Amounts in words, read back in every language."""

from __future__ import annotations

import pytest

from invoice_llm.vocabulary.loading import languages
from invoice_llm.vocabulary.spelled import spelled_amounts

WRITTEN = {
    "en": ("Amount in words: One thousand two hundred and thirty-four euros and 50 cents", 1234),
    "de": ("In Worten: eintausendzweihundertvierunddreißig Euro", 1234),
    "fr": ("Arrêté la présente facture à la somme de mille deux cent quatre-vingt-dix-sept euros", 1297),
    "es": ("Importe en letras: dos mil trescientos cuarenta y cinco euros con 10 céntimos", 2345),
    "it": ("In lettere: ventottomilaottocentosessantuno euro", 28861),
    "nl": ("In woorden: duizend tweehonderdvierendertig euro", 1234),
    "pt": ("Por extenso: mil duzentos e trinta e quatro euros", 1234),
    "pl": ("Słownie: jeden tysiąc dwieście trzydzieści cztery złote 50/100", 1234),
    "sv": ("Med bokstäver: ettusen tvåhundratrettiofyra kronor", 1234),
    "da": ("Med bokstaver: ettusindetohundredefireogtredive kroner", 1234),
    "nb": ("Beløp i bokstaver: ett tusen to hundre og trettifire kroner", 1234),
    "fi": ("Kirjaimin: tuhatkaksisataakolmekymmentäneljä euroa", 1234),
    "cs": ("Slovy: jeden tisíc dvě stě třicet čtyři korun", 1234),
    "hu": ("azaz ezerkétszázharmincnégy forint", 1234),
    "ro": ("în litere: o mie două sute treizeci și patru lei", 1234),
    "el": ("Ολογράφως: χίλια διακόσια τριάντα τέσσερα ευρώ", 1234),
    "tr": ("Yalnız: BİNİKİYÜZOTUZDÖRT TL", 1234),
}


def test_there_is_one_for_every_language() -> None:
    assert set(WRITTEN) == set(languages())


@pytest.mark.parametrize("code", sorted(WRITTEN))
def test_an_amount_in_words_is_read(code: str) -> None:
    text, amount = WRITTEN[code]
    assert list(spelled_amounts(text, code)) == [amount]


@pytest.mark.parametrize(
    "text",
    [
        "One thousand two hundred euros",
        "Amount in words: one thousand gold pieces",
        "Amount in words:",
        "Please answer in words, not in signs",
        "In Worten: eintausendxyzhundert Euro",
    ],
)
def test_what_is_not_wholly_understood_says_nothing(text: str) -> None:
    assert list(spelled_amounts(text, "en")) == []


def test_indian_scales_are_read() -> None:
    text = "Rupees in words: Five Lakh Twenty Three Thousand Four Hundred Only"
    assert list(spelled_amounts(text, "en")) == [523_400]
