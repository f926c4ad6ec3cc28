"""Documents that say that they are a test, a sample or a specimen, and invoices that speak of tests and samples."""

from __future__ import annotations

import pytest

from benchmarks.adversary.world import languages
from invoice_llm.label_reader.grid import grid_of
from invoice_llm.label_reader.self_description import said_by

SAID = {
    "en": (
        "Test document",
        "This is a test document.",
        "This invoice is a test.",
        "This is a sample.",
        "Sample invoice",
        "Example invoice",
        "Demo invoice",
        "Demonstration copy",
        "Specimen document",
        "This document is a specimen.",
        "For demonstration purposes only",
        "Test print",
        "Dummy invoice",
        "Mock invoice",
        "Created for test purposes.",
        "This is only a test.",
    ),
    "de": (
        "Testrechnung",
        "Testdokument",
        "Musterrechnung",
        "Beispielrechnung",
        "Dies ist ein Testbeleg.",
        "Nur zu Demonstrationszwecken",
        "Probeausdruck",
        "Testausdruck",
        "Diese Rechnung ist ein Muster.",
        "Dies ist nur ein Test.",
    ),
    "fr": (
        "Facture test",
        "Document de test",
        "Facture exemple",
        "Exemple de facture",
        "Spécimen",
        "Ceci est un test.",
        "Cette facture est un exemple.",
        "À des fins de démonstration",
        "Facture fictive",
    ),
    "es": (
        "Factura de prueba",
        "Documento de prueba",
        "Factura de ejemplo",
        "Factura de muestra",
        "Espécimen",
        "Esto es una prueba.",
        "Esta factura es un ejemplo.",
        "Solo con fines de demostración",
        "Factura ficticia",
    ),
    "it": (
        "Fattura di prova",
        "Documento di prova",
        "Fattura di esempio",
        "Esempio di fattura",
        "Questo è un test.",
        "Questa fattura è un esempio.",
        "Fac-simile",
        "A scopo dimostrativo",
        "Fattura fittizia",
    ),
    "nl": (
        "Testfactuur",
        "Testdocument",
        "Voorbeeldfactuur",
        "Dit is een test.",
        "Deze factuur is een voorbeeld.",
        "Voor demonstratiedoeleinden",
        "Proefafdruk",
    ),
    "pt": (
        "Fatura de teste",
        "Documento de teste",
        "Fatura de exemplo",
        "Exemplo de fatura",
        "Isto é um teste.",
        "Esta fatura é um exemplo.",
        "Para fins de demonstração",
        "Espécime",
    ),
    "pl": (
        "Faktura testowa",
        "Dokument testowy",
        "Faktura przykładowa",
        "Przykładowa faktura",
        "Wzór faktury",
        "To jest test.",
        "Ta faktura jest przykładem.",
        "Do celów demonstracyjnych",
    ),
    "sv": (
        "Testfaktura",
        "Testdokument",
        "Exempelfaktura",
        "Provfaktura",
        "Detta är ett test.",
        "Denna faktura är ett exempel.",
        "I demonstrationssyfte",
    ),
    "da": (
        "Testfaktura",
        "Testdokument",
        "Eksempelfaktura",
        "Dette er en test.",
        "Denne faktura er et eksempel.",
        "Til demonstrationsformål",
    ),
    "nb": (
        "Testfaktura",
        "Testdokument",
        "Eksempelfaktura",
        "Dette er en test.",
        "Denne fakturaen er et eksempel.",
        "For demonstrasjonsformål",
    ),
    "fi": (
        "Testilasku",
        "Testiasiakirja",
        "Esimerkkilasku",
        "Mallilasku",
        "Tämä on testi.",
        "Tämä lasku on esimerkki.",
        "Esittelytarkoituksiin",
    ),
    "cs": (
        "Testovací faktura",
        "Testovací doklad",
        "Vzorová faktura",
        "Ukázková faktura",
        "Toto je test.",
        "Tato faktura je ukázka.",
        "Pro účely ukázky",
    ),
    "hu": (
        "Tesztszámla",
        "Teszt dokumentum",
        "Mintaszámla",
        "Ez egy teszt.",
        "Ez a számla csak minta.",
        "Bemutató célra",
    ),
    "ro": (
        "Factură de test",
        "Document de test",
        "Factură exemplu",
        "Model de factură",
        "Acesta este un test.",
        "Această factură este un exemplu.",
        "În scop demonstrativ",
    ),
    "el": (
        "Δοκιμαστικό τιμολόγιο",
        "Δοκιμαστικό έγγραφο",
        "Δείγμα τιμολογίου",
        "Υπόδειγμα τιμολογίου",
        "Αυτό είναι μια δοκιμή.",
        "Το τιμολόγιο αυτό είναι δείγμα.",
        "Για σκοπούς επίδειξης",
    ),
    "tr": (
        "Test faturası",
        "Deneme faturası",
        "Örnek fatura",
        "Test belgesi",
        "Bu bir testtir.",
        "Bu fatura bir örnektir.",
        "Tanıtım amaçlıdır",
    ),
}
STAMPS = {
    "en": (
        "TEST",
        "DEMO",
        "TRIAL",
        "EXAMPLE",
        "*** TEST ***",
        "T E S T",
    ),
    "de": (
        "TEST",
        "MUSTER",
        "DEMO",
        "BEISPIEL",
    ),
    "fr": (
        "TEST",
        "ESSAI",
        "DÉMO",
        "EXEMPLE",
    ),
    "es": (
        "PRUEBA",
        "EJEMPLO",
        "DEMO",
        "MUESTRA",
    ),
    "it": (
        "PROVA",
        "ESEMPIO",
        "DEMO",
    ),
    "nl": (
        "TEST",
        "VOORBEELD",
        "DEMO",
    ),
    "pt": (
        "TESTE",
        "EXEMPLO",
        "DEMO",
    ),
    "pl": (
        "TEST",
        "PRZYKŁAD",
        "WZÓR",
    ),
    "sv": (
        "TEST",
        "EXEMPEL",
        "PROV",
    ),
    "da": (
        "TEST",
        "EKSEMPEL",
        "PRØVE",
    ),
    "nb": (
        "TEST",
        "EKSEMPEL",
        "PRØVE",
    ),
    "fi": (
        "TESTI",
        "ESIMERKKI",
        "MALLI",
    ),
    "cs": (
        "TEST",
        "UKÁZKA",
        "VZOR",
    ),
    "hu": (
        "TESZT",
        "MINTA",
        "PRÓBA",
    ),
    "ro": (
        "TEST",
        "EXEMPLU",
    ),
    "el": (
        "ΔΟΚΙΜΗ",
        "ΔΕΙΓΜΑ",
        "ΠΑΡΑΔΕΙΓΜΑ",
    ),
    "tr": (
        "TEST",
        "ÖRNEK",
        "DENEME",
    ),
}
OF_A_LABORATORY = (
    "Sample no.: 4711",
    "Specimen 4",
    "Sample: 4711",
    "Test",
    "Sample",
    "Specimen: steel plate",
    "Test report TR-1",
    "Test method EN 12390",
    "Sample taken on 5 May 2026",
    "Sample Ltd",
    "Test Laboratory Ltd",
    "This invoice covers the test of 4 specimens.",
    "Invoice for tests of 12 samples",
    "Date of test: 5 May 2026",
    "Your samples were tested on 4 May 2026.",
    "Test certificate TC-9",
    "Our invoice includes the test of the sample.",
    "Specimens received 5 May 2026",
    "The amount includes one demo of the machine.",
    "Demo of the software",
    "Testing of specimen 4 according to EN 12390",
    "Test Street 5",
    "Trial shift",
)


@pytest.mark.parametrize("language", sorted(SAID))
def test_a_document_that_calls_itself_a_test_or_a_sample_is_held(language: str) -> None:
    silent = [text for text in (*SAID[language], *STAMPS[language]) if not _states(language, text)]
    assert silent == []


def test_these_sentences_are_in_every_language() -> None:
    assert SAID.keys() == STAMPS.keys() == languages().keys()


@pytest.mark.parametrize("text", OF_A_LABORATORY)
def test_tests_and_samples_that_are_sold_say_nothing_of_the_invoice(text: str) -> None:
    assert _states("en", text) == set()


def _states(language: str, text: str) -> set[str]:
    words = {role: some[0] for role, some in languages()[language].items()}
    page = f"""\
Hexbarrow Ltd
{words["title"]}
{words["number"]}: 2026-118
{words["date"]}: 2026-05-04

{text}

{words["description"]}      {words["quantity"]}      {words["amount"]}
A                  1            100.00

{words["gross"]}      100.00
"""
    return {one.state for one in said_by(grid_of(page), frozenset())} & {"draft", "doubtful", "doubted"}


@pytest.mark.parametrize(
    "text", ["Sample document generated by Ledgerly 4.1, trial", "Test document created with PDF Nib"]
)
def test_the_imprint_of_a_program_says_nothing_of_the_invoice(text: str) -> None:
    assert _states("en", text) == set()


@pytest.mark.parametrize(
    "address", ["www.supplier.example", "office@supplier.example", "https://test.example", "a@draft.com"]
)
def test_an_address_of_mail_or_of_the_web_is_no_part_of_what_a_page_says(address: str) -> None:
    grid = grid_of(f"Northgate Tools Ltd\n{address}          Invoice Number: 4711\n\n{address}\nINVOICE\n")
    assert not said_by(grid, frozenset())
