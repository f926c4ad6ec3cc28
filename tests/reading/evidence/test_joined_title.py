"""Titles that join what an invoice is called with another word."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.reading.evidence.joined_title import joined_title
from invoice_llm.reading.evidence.loud_text import loud_heads
from invoice_llm.vocabulary.loading import languages

OTHERS = {
    "cs": ("Faktura - upomínka", "Návrh faktury"),
    "da": ("Betalingspåmindelse faktura", "Fakturaudkast"),
    "de": ("Rechnungsentwurf", "Rechnung/Quittung", "Interne Rechnung", "Zahlungserinnerung zur Rechnung"),
    "el": ("Υπενθύμιση τιμολογίου", "Σχέδιο τιμολόγιο"),
    "en": ("Invoice reminder", "Invoice / Receipt", "Overdue invoice", "Draft invoice", "Invoice query"),
    "es": ("Factura - borrador", "Recordatorio de factura"),
    "fi": ("Ennakkolasku", "Korkolasku", "Laskuluonnos"),
    "fr": ("Mise en demeure - facture", "Facture - Ticket de caisse", "Projet de facture"),
    "hu": ("Számla tervezet", "Számla emlékeztető"),
    "it": ("Sollecito fattura", "Bozza fattura"),
    "nb": ("Fakturapåminnelse", "Fakturautkast"),
    "nl": ("Factuur herinnering", "Conceptfactuur"),
    "pl": ("Faktura wewnętrzna", "Przypomnienie - faktura"),
    "pt": ("Fatura-Recibo", "Rascunho de fatura"),
    "ro": ("Factură - ciornă", "Notificare factură"),
    "sv": ("Fakturapåminnelse", "Räntefaktura"),
    "tr": ("Fatura taslağı", "Fatura hatırlatma"),
}
ORDINARY = {
    "cs": ("FAKTURA", "Faktura - daňový doklad", "Konečná faktura"),
    "da": ("FAKTURA", "Salgsfaktura", "Fakturanr. 4711"),
    "de": (
        "Rechnung",
        "Rechnung Nr. 4711",
        "Jahresabrechnung",
        "Stromrechnung",
        "3. Abschlagsrechnung",
        "Rechnung / Invoice",
    ),
    "el": ("ΤΙΜΟΛΟΓΙΟ", "Τιμολόγιο Πώλησης", "Τιμολόγιο Παροχής Υπηρεσιών"),
    "en": (
        "INVOICE",
        "Tax Invoice",
        "Sales Invoice SI-44",
        "Invoice for March 2026",
        "INVOICE # 4711",
        "Invoice details",
    ),
    "es": ("FACTURA", "Factura simplificada", "Factura de venta", "Factura pagada."),
    "fi": ("LASKU", "Loppulasku", "Laskun numero"),
    "fr": ("FACTURE", "Facture n° F26-1", "Facture de vente"),
    "hu": ("SZÁMLA", "Végszámla", "Elektronikus számla"),
    "it": ("FATTURA", "Fattura accompagnatoria", "Fattura differita"),
    "nb": ("FAKTURA", "Salgsfaktura"),
    "nl": ("FACTUUR", "Verkoopfactuur", "Factuurnummer 4711"),
    "pl": ("FAKTURA VAT", "Faktura VAT nr FV/12/2026", "Faktura końcowa"),
    "pt": ("FATURA", "Fatura simplificada"),
    "ro": ("FACTURĂ FISCALĂ", "Factura nr. 4711"),
    "sv": ("FAKTURA", "Kontantfaktura", "Slutfaktura"),
    "tr": ("FATURA", "e-Fatura", "e-Arşiv Fatura", "Satış Faturası"),
}


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_title_joined_with_an_unknown_word_is_told(language: str) -> None:
    missed = [title for title in OTHERS[language] if found(title) != title]
    assert not missed


@pytest.mark.parametrize("language", sorted(languages()))
def test_titles_of_ordinary_invoices_are_not(language: str) -> None:
    assert [title for title in ORDINARY[language] if found(title)] == []


def test_the_name_of_a_company_is_no_title_and_small_print_is_none() -> None:
    assert found("Invoice Market Ltd") is None
    assert found("Rechnungswerk Nord", "Rechnungswerk Nord GmbH") is None
    assert found("Invoice reminder", size=1.0) is None


def found(title: str, *names: str, size: float = 2.0) -> str | None:
    """What is told of a page with this title, ``size`` times as high as the text."""
    rows = [_row(0.1, title, 0.01 * size), *(_row(0.3 + at / 50, "some other text here", 0.01) for at in range(5))]
    told = joined_title(loud_heads([Page(1, 595, 842, tuple(rows))]), names)
    return told.text if told else None


def _row(top: float, text: str, high: float) -> TextRow:
    words = text.split()
    return TextRow((tuple(Word(word, (at / 9, top, at / 9 + 0.1, top + high)) for at, word in enumerate(words)),))
