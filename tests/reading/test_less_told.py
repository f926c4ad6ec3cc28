"""Sentences that name another amount to pay than the total, in every language."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page
from invoice_llm.reading.concerns.payment.less_told import less_told
from invoice_llm.vocabulary.loading import languages
from tests.reading.test_not_understood import row

LESS = {
    "cs": ("Po odečtení zálohy 300,00 uhraďte pouze 700,00 Kč.", "Započteno proti dobropisu 118 ve výši 300,00 Kč."),
    "da": ("Depositum på 300,00 er modregnet, betal kun 700,00 kr.", "Restbeløb: betal kun 700,00 kr."),
    "de": ("Bitte überweisen Sie nur noch 700,00 €.", "Wir verrechnen mit Ihrer Gutschrift GS-118 über 300,00 €."),
    "el": ("Πληρώστε μόνο 700,00 €.", "Συμψηφισμός με πιστωτικό 118 ποσού 300,00 €."),
    "en": ("Please pay only 700.00 by transfer.", "Set off against your credit note CN-118 of 300.00."),
    "es": ("Abonen solo 700,00 €.", "Compensado con su abono 118 de 300,00 €."),
    "fi": ("Maksakaa vain 700,00 €.", "Kuitataan hyvityslaskulla 118, 300,00 €."),
    "fr": ("Merci de ne régler que 700,00 €.", "Compensation avec votre avoir AV-118 de 300,00 €."),
    "hu": ("A foglalót levontuk, csak 700,00 Ft fizetendő.", "Beszámítva a 118. sz. jóváírás: 300,00 Ft."),
    "it": ("Vi preghiamo di versare solo 700,00 €.", "A compensazione della Vs. nota di credito 118 di 300,00 €."),
    "nb": ("Forskuddet er trukket fra; betal kun 700,00 kr.", "Motregnes mot kreditnota 118 på 300,00 kr."),
    "nl": ("Betaal nog slechts 700,00 euro.", "Verrekend met creditnota 118 van 300,00 euro."),
    "pl": ("Prosimy o wpłatę jedynie 700,00 zł.", "Kompensata z korektą KOR 118 na kwotę 300,00 zł."),
    "pt": ("Pague apenas 700,00 €.", "Compensado com a nota de crédito 118 de 300,00 €."),
    "ro": ("Vă rugăm achitați doar 700,00 lei.", "Compensat cu nota de credit 118 în valoare de 300,00 lei."),
    "sv": ("Betala endast 700,00 kr.", "Kvittas mot kreditfaktura 118, 300,00 kr."),
    "tr": ("Yalnızca 700,00 TL ödeyiniz.", "118 no.lu alacağınız 300,00 TL mahsup edilmiştir."),
}
TOLD = [(code, text) for code, texts in LESS.items() for text in texts]


def test_every_language_has_its_sentences() -> None:
    assert LESS.keys() == languages().keys()


@pytest.mark.parametrize(("code", "text"), TOLD)
def test_a_sentence_with_another_amount_to_pay_is_told(code: str, text: str) -> None:
    assert _told(code, text) == [text]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Please pay only 1000.00 by transfer."),
        ("en", "Two per cent early settlement discount: pay only 980.00 (2%) within 10 days."),
        ("de", "Bei Zahlung binnen 10 Tagen nur 980,00 € (Skonto)."),
        ("fr", "Indemnité forfaitaire pour frais de recouvrement : 40,00 €."),
        ("it", "Solo per ordini da 500 pezzi, capitale sociale 10.000,00 €."),
        ("sv", "Aktiekapital 50 000,00 kr, organisationsnummer 556449-1008."),
    ],
)
def test_the_total_a_discount_and_the_small_print_are_passed_over(code: str, text: str) -> None:
    assert _told(code, text) == []


def test_an_amount_without_cents_counts_where_the_currency_has_none() -> None:
    page = _page("hu", "Kérjük, csak 1 225 328 Ft fizetendő.")
    assert list(less_told([page], {"1750468"}, whole=True))
    assert not list(less_told([page], {"1225328"}, whole=True))


def _told(code: str, text: str) -> list[str]:
    return list(less_told([_page(code, text)], {"100000"}, whole=False))


def _page(code: str, text: str) -> Page:
    """A page in the language, with a sentence at its end."""
    return Page(1, 595, 842, (row(0.1, (" ".join(languages()[code].recognised_by), 0.9)), row(0.7, (text, 0.9))))
