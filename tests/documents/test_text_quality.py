from __future__ import annotations

import pytest

from invoice_llm.documents.page import TextRow, Word
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.documents.rendering import render
from invoice_llm.documents.text_quality import TextQuality, judge_text, shape_score
from tests.documents.made_files import (
    image_on_page,
    pdf,
    pdf_with_a_font_without_unicode_map,
    with_wrong_unicode_map,
    words_at,
)

GERMAN = """Rechnungsnr. 30064443 Kundennr. 47774 Rechnungsdatum 7. Mai 2014 Pos. Menge Beschreibung Rabatt VK-Preis
Zeilenbetrag Ohne MwSt. Small Business QualityExchange 2010 5,39 5,39 Grundgebühr pro Einheit 01.05.14-31.05.14
Bankverbindung Kreissparkasse Gelnhausen Kto-Nr. 48567 Blz: 507 500 94 IBAN DE30507500940000048567 Steuer-Nr."""
ENGLISH = """Invoice number: INV-2026-0117 Invoice date: 3 March 2026 Bill to: Northwind Traders Ltd, 14 Harbour Road
Quantity Description Unit price Amount 12 Steel brackets, galvanised 4.20 50.40 Subtotal 50.40 VAT 20% 10.08
Total due 60.48 GBP Payment within 30 days to sort code 20-00-00, account 12345678. Thank you for your business."""
FRENCH = """Facture n° FA-2017-0009 Date d'échéance 08/02/2018 Désignation Quantité Prix unitaire HT Montant TVA
Hérault Bières artisanales brassées à Sète, livraison comprise Total HT 1 248,50 € Net à payer 1 498,20 €"""
POLISH = """Faktura VAT nr 12/2026 Sprzedawca: Przedsiębiorstwo Handlowe Żuraw Nabywca: Zakład Usługowy Termin płatności
14 dni Nazwa towaru lub usługi Ilość Cena netto Wartość brutto Razem do zapłaty: sto dwadzieścia złotych 00/100"""
RUSSIAN = """Счёт на оплату № 18 от 4 марта 2026 Поставщик: Общество с ограниченной ответственностью Ромашка Покупатель
Товар Количество Цена Сумма Бумага офисная белая 10 350,00 3500,00 Итого к оплате без налога 3500,00 рублей Москва"""
GREEK = """Τιμολόγιο πώλησης αριθμός 245 Ημερομηνία έκδοσης Περιγραφή Ποσότητα Τιμή μονάδας Σύνολο Φόρος προστιθέμενης
αξίας Πληρωτέο ποσό εκατόν είκοσι ευρώ Τράπεζα Ελλάδος λογαριασμός πελάτη διεύθυνση Αθήνα παραγγελία προϊόντα"""
HUNGARIAN = """Számla sorszáma: 2026-00118 Kiállítás dátuma: 2026.03.04. Fizetési határidő: 2026.04.03. Eladó: Kőhíd
Szerszám Zrt. Vevő: Fenyves Szállítás Kft. Leírás Mennyiség Egységár Nettó érték Másolópapír 3 53 132 159 396
Nettó összesen 159 396 ÁFA 27% 43 037 Végösszeg 202 433 Ft Az áru a teljes kifizetésig a tulajdonunkban marad."""
TEXTS = {"hu": HUNGARIAN, "de": GERMAN, "en": ENGLISH, "fr": FRENCH, "pl": POLISH, "ru": RUSSIAN, "el": GREEK}
TABLE = "Pos 1 2 3 4 5 6 7 8 9 10 11 12 EUR 3,89 5,39 5,39 4,20 10,08 60,48 1.234,50 7,00 19,00 2,10 % x x"


def rows(text: str, height: float = 0.012) -> tuple[TextRow, ...]:
    """Lines of words side by side, as wide as print of that height is."""
    found = []
    for number, line in enumerate(text.splitlines()):
        words = tuple(
            Word(word, (0.06 * at, 0.02 * number, 0.06 * at + 0.05, 0.02 * number + height))
            for at, word in enumerate(line.split())
        )
        found.append(TextRow((words,)))
    return tuple(row for row in found if row.cells[0])


def shifted(text: str, by: int) -> str:
    """What is copied from a font whose codes start elsewhere: ``Rechnung`` reads ``5HFKQXQJ``."""
    return "".join(chr(ord(c) + by) if ord(c) + by >= 33 and not c.isspace() else " " * c.isspace() for c in text)


def in_order_of_use(text: str) -> str:
    """A subset font whose codes count from the first character used."""
    codes: dict[str, int] = {}
    return "".join(c if c.isspace() else chr(33 + codes.setdefault(c, len(codes))) for c in text)


def half_cyrillic(text: str) -> str:
    return text.translate(str.maketrans("aeopcx", "аеорсх"))


RUINS = {
    "codes 29 lower": shifted(GERMAN, -29),
    "codes 31 lower": shifted(ENGLISH, -31),
    "the next letter": shifted(ENGLISH, 1),
    "codes in order of use": in_order_of_use(ENGLISH),
    "private use": "".join(chr(0xF000 + ord(c)) if c.isascii() and not c.isspace() else c for c in GERMAN),
    "replacement characters": "".join("�" if c.isalnum() else c for c in FRENCH),
    "control codes": "".join(chr(ord(c) % 31 + 1) if c.isalpha() else c for c in ENGLISH if c not in "\n"),
    "one letter a word": " ".join(GERMAN),
    "letters of two scripts": half_cyrillic(FRENCH),
}


@pytest.mark.parametrize("language", TEXTS)
def test_sound_text_is_good_in_any_language(language: str) -> None:
    assert judge_text(rows(TEXTS[language])) == TextQuality(1.0, "good")


@pytest.mark.parametrize("ruin", RUINS)
def test_text_that_is_none_is_garbage_however_long_it_is(ruin: str) -> None:
    judged = judge_text(rows(RUINS[ruin]))
    assert judged.verdict == "garbage"
    assert judged.score < 0.5


def test_a_page_of_figures_is_no_garbage() -> None:
    assert judge_text(rows(TABLE)).verdict == "good"


def test_a_few_logos_and_bullets_do_not_spoil_a_page() -> None:
    assert judge_text(rows(GERMAN + " \uf0b7 \uf0b7 ✓")).score == 1.0


def test_a_text_half_ruined_scores_below_a_sound_one() -> None:
    assert shape_score(f"{ENGLISH} {shifted(ENGLISH, 1)}".split()) < shape_score(ENGLISH.split())


def test_a_stamp_on_a_picture_is_partial_and_the_same_words_without_a_picture_are_good() -> None:
    stamp = rows("Scanned by Office Lens\n12/03/2026 14:07", height=0.008)
    assert judge_text(stamp, picture=0.95).verdict == "partial"
    assert judge_text(stamp, picture=0.2).verdict == "good"


def test_text_over_a_scan_that_covers_its_page_is_taken_as_it_is() -> None:
    assert judge_text(rows(GERMAN, height=0.015), picture=1.0).verdict == "good"


def test_a_page_number_is_no_text() -> None:
    assert judge_text(rows("Page 1 of 2")) == TextQuality(0.0, "empty")


def test_pages_of_a_pdf_are_judged_as_they_are_read() -> None:
    letter = words_at((72, 700, "Invoice number"), (300, 700, "INV-2026-0117"), (72, 600, "Total due 60.48 GBP"))
    stamp = words_at((72, 40, "Received 12 March 2026, accounts"), size=8)
    data = pdf(letter, image_on_page(), image_on_page(stamp), lambda canvas: None)
    pages = read_bytes(data, Limits()).pages
    assert [page.verdict for page in pages] == ["good", "empty", "partial", None]
    assert [page.quality for page in pages] == [1.0, 0.0, 1.0, None]
    assert {page.source for page in pages} == {"text"}


def test_a_font_without_a_map_back_to_characters_is_not_text() -> None:
    (page,) = read_bytes(pdf_with_a_font_without_unicode_map(), Limits()).pages
    assert page.verdict == "empty"


def test_a_page_that_looks_right_and_copies_as_nonsense_is_found_out() -> None:
    lines = [(40, 760 - 20 * number, line) for number, line in enumerate(ENGLISH.splitlines())]
    shown = pdf(words_at(*lines, size=8))
    (sound,), (spoiled,) = (read_bytes(data, Limits()).pages for data in (shown, with_wrong_unicode_map(shown)))
    assert (sound.verdict, spoiled.verdict) == ("good", "garbage")
    assert spoiled.rows[0].words[0].text == "Jowpjdf"
    pictures = [render(data, 0, dpi=50)[0].tobytes() for data in (shown, with_wrong_unicode_map(shown))]
    assert pictures[0] == pictures[1]


def test_a_name_in_letters_that_the_engine_does_not_know_spoils_no_page_of_which_it_is_sure() -> None:
    text = rows("Számla Nádas Irodaszer Budapest Adószám Vásárló Eυλουργι Δρυμó Λιμvo Fizetési határidő Mennyiség " * 2)
    assert judge_text(text, any_language=True).verdict == "good"
    assert judge_text(text).verdict == "garbage"
    assert judge_text(rows("Eυλουργι Δρυμó Λιμvo Kαρ Oδoς Tηλ " * 4), any_language=True).verdict == "garbage"


@pytest.mark.parametrize("rule", ["=" * 80, "-" * 80, "+------+------+", "|======|======|", "─" * 60])
def test_lines_across_the_page_that_are_made_of_signs_are_no_text(rule: str) -> None:
    rows = [TextRow(((Word(word, (0.1, 0.1, 0.9, 0.11)),),)) for word in (*ENGLISH.split(), *[rule] * 12)]
    assert judge_text(rows).verdict == "good"


def test_signs_where_letters_should_be_are_text_of_no_worth_still() -> None:
    rows = [TextRow(((Word(word, (0.1, 0.1, 0.9, 0.11)),),)) for word in ['!"#$%', "&'()*", "+,-./:;", "<=>?@[]"] * 30]
    assert judge_text(rows).verdict != "good"
