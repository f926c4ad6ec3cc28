"""Characters that look alike are put right where the word leaves no choice, and only there."""

from __future__ import annotations

import pytest

from invoice_llm.documents.ocr.engine import OcrWord
from invoice_llm.documents.ocr.repairs import repaired


def read(text: str, confidence: float = 0.99) -> OcrWord:
    return repaired(OcrWord(text, (0, 0, 100, 20), confidence))


@pytest.mark.parametrize(
    ("seen", "printed"),
    [
        ("1,2O4.5O", "1,204.50"),
        ("24O,9O€", "240,90€"),
        ("1.2l0,00", "1.210,00"),
        ("l2.O3.2026", "12.03.2026"),
        ("2026-O3-12", "2026-03-12"),
        ("lNV-2026-0117", "INV-2026-0117"),
        ("lnvoice", "Invoice"),
        ("TotaI", "Total"),
        ("T0TAL", "TOTAL"),
        ("lBAN:", "IBAN:"),
        ("S.r.I.", "S.r.l."),
        ("Itd.", "Ltd."),
        ("lnc.", "Inc."),
        ("0.0.", "o.o."),
        ("A.$.", "A.Ş."),
        ("2°411°677.86", "2'411'677.86"),
        ("5`478.46", "5'478.46"),
        ("$ti.", "Şti."),
    ],
)
def test_what_cannot_be_otherwise_is_put_right_and_believed_less(seen: str, printed: str) -> None:
    assert (read(seen).text, read(seen).confidence) == (printed, 0.8)
    assert read(seen, 0.3).confidence == 0.3


@pytest.mark.parametrize(
    "seen",
    ["AO12", "IO-55", "3B4S", "1,204.50", "SIA", "Ilona", "IT12345670017", "A1B2.33", "O2", "McDonald", "S5",
     "GB29NWBK60161331926819", "ISBN", "USt-IdNr.", "IVA", "0.01", "10.00", "INV03181",
     "RO1234567", "NO938601", "SI12345678", "100l", "US$100", "R$1.000,00", "2026-0012", "Web24"],
)  # fmt: skip
def test_a_word_that_leaves_a_choice_stays_as_it_was_read(seen: str) -> None:
    assert read(seen) == OcrWord(seen, (0, 0, 100, 20), 0.99)


def test_a_number_known_to_lack_a_letter_is_in_doubt() -> None:
    assert (read("#NV03181").text, read("#NV03181").confidence) == ("#NV03181", 0.45)


def test_a_word_of_two_scripts_is_in_doubt() -> None:
    assert (read("Λιμvo").text, read("Λιμvo").confidence) == ("Λιμvo", 0.45)


@pytest.mark.parametrize(
    "seen", ["INVO3181", "B-5O12", "INV-O0123", "B0I17", "4711O8", "N0rdwind", "$tiftung", "Mil1er"]
)
def test_a_letter_that_could_be_a_digit_is_in_doubt_and_so_is_a_sign_within_a_word(seen: str) -> None:
    assert (read(seen).text, read(seen).confidence) == (seen, 0.45)
