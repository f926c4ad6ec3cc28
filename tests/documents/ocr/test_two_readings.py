"""What OCR reads, held against the layer that a scanner wrote over the same picture."""

from __future__ import annotations

from dataclasses import replace

from invoice_llm.documents.ocr.two_readings import of_both
from invoice_llm.documents.page import Page, TextRow, Word

LINES = (
    "Nordwind Supplies Limited",
    "Invoice number INV-2026-0117",
    "Invoice date 12 March 2026",
    "Twelve flower pots 1,204.50",
    "Total due 1,445.40 GBP",
)


def page(*lines: str, confidence: float | None = None, source: str = "text") -> Page:
    """Each line a row, each word as wide as its letters."""
    made = []
    for number, line in enumerate(lines):
        words, at = [], 0
        for text in line.split():
            box = (0.1 + 0.01 * at, 0.1 + 0.05 * number, 0.1 + 0.01 * (at + len(text)), 0.12 + 0.05 * number)
            words.append(Word(text, box, confidence))
            at += len(text) + 1
        made.append(TextRow((tuple(words),)))
    scan = source == "text"
    verdict = "unproven" if scan else "good"
    return Page(1, 595, 842, tuple(made), source, 0.9, verdict, is_layer=scan)  # type: ignore[arg-type]


def read(*lines: str, confidence: float = 0.8) -> Page:
    return page(*lines, confidence=confidence, source="ocr")


def word(of: Page, text: str) -> Word:
    return next(one for row in of.rows for one in row.words if one.text == text)


def changed(old: str, new: str) -> list[str]:
    return [line.replace(old, new) for line in LINES]


def test_a_word_that_both_read_alike_is_sure() -> None:
    both = of_both(read(*LINES), page(*LINES))
    assert word(both, "1,445.40").confidence == 0.97


def test_a_number_that_a_credible_layer_reads_otherwise_is_in_doubt_and_stays_as_ocr_reads_it() -> None:
    both = of_both(read(*LINES, confidence=0.99), page(*changed("1,445.40", "1,448.40")))
    assert word(both, "1,445.40").confidence == 0.45
    assert "1,448.40" not in " ".join(row.text for row in both.rows)


def test_a_layer_that_agrees_in_little_says_nothing() -> None:
    spoiled = [line.replace("i", "!").replace("o", "٥").replace("2", "Z") for line in LINES]
    fresh = read(*LINES)
    assert of_both(fresh, page(*spoiled)) == fresh


def test_a_word_that_ocr_reads_badly_gives_way_to_that_of_a_credible_layer() -> None:
    blurred = read(*changed("Nordwind", "Nordvlnd"), confidence=0.5)
    assert of_both(blurred, page(*LINES)).rows[0].text == LINES[0]


def test_a_name_that_ocr_reads_surely_stays() -> None:
    assert of_both(read(*LINES), page(*changed("Nordwind", "Nordvlnd"))).rows[0].text == LINES[0]


def test_what_ocr_passed_over_is_taken_from_a_credible_layer_on_its_row() -> None:
    both = of_both(read(*changed("1,204.50", "")), page(*LINES))
    assert both.rows[3].text.split() == LINES[3].split()
    assert word(both, "1,204.50").confidence == 0.6


def test_a_row_that_ocr_passed_over_is_one_of_its_own() -> None:
    fresh = read(*LINES)
    without = replace(fresh, rows=tuple(row for row in fresh.rows if "Total" not in row.text))
    texts = [row.text for row in of_both(without, page(*LINES)).rows]
    assert "".join(texts[-1].split()) == "Totaldue1,445.40GBP"


def test_words_in_pieces_or_run_together_are_the_same_words() -> None:
    pieces = page(*changed("Supplies", "Sup plies"))
    together = page(*changed("Invoice date", "Invoicedate"))
    for layer in (pieces, together):
        both = of_both(read(*LINES), layer)
        assert [row.text for row in both.rows] == list(LINES)
        assert word(both, "Supplies").confidence == word(both, "March").confidence == 0.97


def test_accents_that_ocr_lost_come_from_a_credible_layer() -> None:
    layer = page(*changed("Nordwind", "Nørdwińd"))
    assert of_both(read(*changed("Nordwind", "Nørdwind"), confidence=0.99), layer).rows[0].words[0].text == "Nørdwińd"
