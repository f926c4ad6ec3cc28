"""Pages that a document says it has and the file has not."""

from __future__ import annotations

import pytest

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.reading.concerns.missing_pages import missing_pages
from invoice_llm.reading.splitting.segments import pages_told


def page(number: int, text: str) -> Page:
    words = tuple(Word(word, (0.1, 0.9, 0.2, 0.91)) for word in text.split())
    return Page(number, 595, 842, (TextRow((words,)),))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Page 1 of 2", 2), ("Seite 1 von 3", 3), ("Page 1 sur 2", 2), ("Página 1 de 2", 2), ("Pagina 1 di 2", 2),
        ("Pagina 1 van 2", 2), ("Strona 1 z 2", 2), ("Sida 1 av 2", 2), ("Side 1 af 2", 2), ("Sivu 1/2", 2),
        ("Strana 1 z 2", 2), ("1. oldal / 2", 2), ("Pagina 1 din 2", 2), ("Σελίδα 1 από 2", 2), ("Sayfa 1 / 2", 2),
        ("Sivu 1 (2)", 2), ("Sida 1(2)", 2),
        ("Page 1", None), ("Page 3 of 2", None), ("See page 1 of 2 for the terms", None), ("1/2", None),
    ],
)  # fmt: skip
def test_the_number_of_pages_is_told_in_every_language(text: str, told: int | None) -> None:
    assert pages_told(text) == told


def test_a_file_without_its_last_page_is_asked_about() -> None:
    assert len(missing_pages([page(1, "Page 1 of 2")], 1)) == 1


def test_a_file_with_all_its_pages_is_not() -> None:
    assert missing_pages([page(1, "Page 1 of 2"), page(2, "Page 2 of 2")], 2) == []
    assert missing_pages([page(1, "Page 1 of 2")], 2) == []


def test_two_figures_at_the_edge_of_a_page_are_its_number_and_others_are_not() -> None:
    assert len(missing_pages([page(1, "1/2")], 1)) == 1
    inside = Page(1, 595, 842, (TextRow(((Word("1/2", (0.1, 0.5, 0.2, 0.51)),),)),))
    assert missing_pages([inside], 1) == []
