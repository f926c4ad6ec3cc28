from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from tests.documents.made_files import Draw, pdf, words_at


def text_of(*pages: Draw) -> str:
    return layout_text(read_bytes(pdf(*pages), Limits()).pages)


def page(number: int, *rows: tuple[float, dict[float, str]]) -> Page:
    """A page from (top, {x: text}) rows; a character is a hundredth of the page wide."""
    return Page(
        number,
        600,
        800,
        tuple(
            TextRow(tuple((Word(text, (x, top, x + len(text) / 100, top + 0.01)),) for x, text in cells.items()))
            for top, cells in rows
        ),
    )


def test_cells_stand_in_columns_by_their_place_on_the_page() -> None:
    text = layout_text([page(1, (0.10, {0.0: "Item", 0.5: "Qty"}), (0.112, {0.0: "Bolt", 0.5: "2"}))], columns=100)
    assert text.splitlines() == ["Item" + " " * 46 + "Qty", "Bolt" + " " * 46 + "2"]


def test_two_address_blocks_side_by_side_stay_apart() -> None:
    left = ["Muster Werkzeuge GmbH", "Industriestrasse 17", "70565 Stuttgart"]
    right = ["Bill to", "Beispiel Handel AG", "8001 Zürich"]
    places = [(50.0, 700.0 - 14 * n, line) for n, line in enumerate(left)]
    places += [(320.0, 700.0 - 14 * n, line) for n, line in enumerate(right)]
    lines = text_of(words_at(*places)).splitlines()
    column = lines[0].index("Bill to")
    assert [line[:column].rstrip() for line in lines] == left
    assert [line[column:] for line in lines] == right


def test_there_are_two_spaces_at_least_between_cells_that_are_too_long_for_their_place() -> None:
    text = layout_text([page(1, (0.1, {0.0: "A long description of it", 0.1: "1,00"}))], columns=50)
    assert text == "A long description of it  1,00"


def test_small_print_gets_more_columns_so_that_its_cells_keep_their_places() -> None:
    first = "Condenser microphone with a stand"
    places = [(50.0, 700.0, first), (185.0, 700.0, "1"), (50.0, 688.0, "Cable"), (185.0, 688.0, "2")]
    lines = text_of(words_at(*places, size=6)).splitlines()
    assert lines[0].index("  1") == lines[1].index("  2")


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_written_sideways_is_laid_out_as_it_is_read(degrees: int) -> None:
    table = words_at(
        (72, 700, "Torque wrench"), (300, 700, "2"), (400, 700, "99,00"), (72, 686, "Bolt"), (400, 686, "1,50")
    )

    def sideways(canvas: Canvas) -> None:
        canvas.translate(421, 421)
        canvas.rotate(degrees)
        canvas.translate(-421, -421)
        table(canvas)

    upright = layout_text(read_bytes(pdf(table, size=(842, 842)), Limits()).pages)
    assert layout_text(read_bytes(pdf(sideways, size=(842, 842)), Limits()).pages) == upright


def test_a_wide_gap_down_the_page_is_a_blank_line() -> None:
    text = layout_text([page(1, (0.10, {0.0: "a"}), (0.115, {0.0: "b"}), (0.2, {0.0: "c"}))])
    assert text.splitlines() == ["a", "b", "", "c"]


def test_pages_are_parted_by_a_form_feed_and_their_number() -> None:
    text = layout_text([page(1, (0.1, {0.0: "a"})), page(2, (0.1, {0.0: "b"}))])
    assert text == "a\n\f--- page 2 ---\nb"


def test_the_margin_that_all_pages_share_is_left_out() -> None:
    text = layout_text([page(1, (0.1, {0.2: "a"})), page(2, (0.1, {0.1: "b"}))], columns=100)
    assert [line for line in text.split("\n") if "page" not in line] == [" " * 10 + "a", "b"]


def test_a_document_without_text_is_empty_text() -> None:
    assert layout_text([page(1), page(2)]) == ""
    assert layout_text([]) == ""


def test_a_blank_page_between_others_keeps_its_number() -> None:
    text = layout_text([page(1, (0.1, {0.0: "a"})), page(2), page(3, (0.1, {0.0: "c"}))])
    assert text == "a\n\f--- page 2 ---\n\f--- page 3 ---\nc"


def test_blocks_with_different_line_spacing_do_not_lend_each_other_their_values() -> None:
    address = [(40, 700 - 12.5 * n, text) for n, text in enumerate(("Northgate", "Accounts", "Harbour", "Hull"))]
    labels = [(300, 700.3 - 15 * n, text) for n, text in enumerate(("Number", "Date", "Due", "Order"))]
    values = [(450, 700 - 15 * n, text) for n, text in enumerate(("LCS-1", "16 January", "15 February", "PO-77120"))]
    (page,) = read_bytes(pdf(words_at(*address, *labels, *values)), Limits()).pages
    rows = [row.text for row in page.rows]
    for label, value in (("Number", "LCS-1"), ("Due", "15 February"), ("Order", "PO-77120")):
        assert any(f"{label}  {value}" in row for row in rows), rows
