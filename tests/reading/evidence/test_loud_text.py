"""Stamps and titles on a page, and whether their words are known."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.reading.evidence.loud_text import LoudText, loud_heads, unknown_stamps, unknown_title

SMALL = 0.011
NAMES = ("Thornbury Lift Services Ltd", "Brackwater Instruments Ltd")


def page(*loud: tuple[str, float, float]) -> Page:
    """An invoice in letters of one size, with further texts of so many times that size at a height of the page."""
    plain = ["Thornbury Lift Services Ltd", "Invoice number LY-4401", "Date 14 September 2026", "Total 546.00 GBP"]
    rows = [row(text, 0.3 + at / 20, SMALL) for at, text in enumerate(plain)]
    return Page(1, 595, 842, (*rows, *(row(text, top, times * SMALL) for text, times, top in loud)))


def row(text: str, top: float, height: float) -> TextRow:
    words = tuple(
        Word(word, (0.1 + at / 10, top, 0.19 + at / 10, top + height)) for at, word in enumerate(text.split())
    )
    return TextRow((words,))


def title_on(first: Page) -> LoudText | None:
    return unknown_title([first], loud_heads([first]), NAMES)


@pytest.mark.parametrize(
    "stamp", ["TEST", "HINFÄLLIG", "ANULIUOTA", "АНУЛИРАНА", "ĐÃ HỦY", "REVERSED", "ESTIMATE ONLY", "С A N C E L L E D"]
)
def test_a_stamp_that_no_language_here_knows_is_found(stamp: str) -> None:
    [found] = unknown_stamps([page((stamp, 5, 0.4))], NAMES)
    assert found.text in (stamp, stamp.replace(" ", ""))


@pytest.mark.parametrize(
    "text",
    [
        "INVOICE",
        "Rechnung",
        "Thornbury Lift",
        "TOTAL",
        "546.00",
        "COPY",
        "PAID",
        "Page 1",
        "14 September 2026",
        "Amount due",
    ],
)
def test_what_any_invoice_may_bear_in_large_letters_is_no_stamp(text: str) -> None:
    assert not list(unknown_stamps([page((text, 4, 0.4))], NAMES))


@pytest.mark.parametrize("times", [1.999, 2.5])
def test_capitals_at_the_top_that_are_nearly_twice_as_high_are_a_stamp(times: float) -> None:
    assert [found.text for found in unknown_stamps([page(("SCADUTA", times, 0.03))], NAMES)] == ["SCADUTA"]


def test_letters_one_below_the_other_make_a_word() -> None:
    letters = [(letter, 4.0, 0.1 + at / 12) for at, letter in enumerate("REVOKED")]
    [found] = unknown_stamps([page(*letters)], NAMES)
    assert found.text == "REVOKED"


def test_a_logo_in_the_head_of_the_page_is_no_stamp() -> None:
    assert not list(unknown_stamps([page(("sparkly", 5, 0.02))], NAMES))


@pytest.mark.parametrize(
    "title", ["APPLICATION FOR PAYMENT", "PREDRAČUN", "AVANSA RĒĶINS", "PRESUPUESTO", "ORDER FORM"]
)
def test_a_title_that_is_none_of_an_invoice_is_found(title: str) -> None:
    found = title_on(page((title, 2, 0.05)))
    assert found is not None
    assert found.text == title


@pytest.mark.parametrize("title", ["Bon de livraison", "Lieferschein", "Order confirmation"])
def test_a_large_title_of_another_paper_counts_for_more_than_a_small_one_of_an_invoice(title: str) -> None:
    found = title_on(page((title, 2, 0.05), ("INVOICE", 1, 0.2)))
    assert found is not None
    assert found.text == title


@pytest.mark.parametrize("title", ["INVOICE", "Tax invoice", "Faktura VAT", "Rechnung Nr. 4711", "CREDIT NOTE"])
def test_a_page_with_the_title_of_an_invoice_may_bear_other_large_words(title: str) -> None:
    assert title_on(page((title, 2, 0.05), ("Lifts that lift", 3, 0.02))) is None


def test_without_a_title_the_name_of_the_company_is_none() -> None:
    assert title_on(page((NAMES[0], 2, 0.05))) is None


def test_pages_that_a_scanner_read_are_left_alone() -> None:
    scanned = page(("HINFÄLLIG", 5, 0.4))
    assert not list(unknown_stamps([Page(1, 595, 842, scanned.rows, source="ocr")], NAMES))


def test_small_words_in_the_margin_that_are_turned_are_no_stamp() -> None:
    turned = TextRow(((Word("Vordruckverlag", (0.02, 0.4, 0.02 + SMALL, 0.55)),),))
    plain = page()
    assert not list(unknown_stamps([Page(1, 595, 842, (*plain.rows, turned))], NAMES))


def test_a_title_in_small_letters_is_one_as_well() -> None:
    assert title_on(page(("Toto sink", 1.5, 0.3), ("INVOICE", 1, 0.05))) is None
