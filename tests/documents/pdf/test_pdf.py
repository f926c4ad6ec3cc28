from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from tests.documents.made_files import (
    cropped,
    locked,
    moved_media_box,
    pdf,
    pdf_with_a_font_without_unicode_map,
    turned,
    ubl,
    with_attachments,
    words_at,
)

LIMITS = Limits()
LETTER = words_at((72, 720, "Invoice number"), (300, 720, "R-17"), (72, 700, "Total"), (300, 700, "119,00"))


def page_of(data: bytes) -> Page:
    return read_bytes(data, LIMITS).pages[0]


def lines(page: Page) -> list[str]:
    return [row.text for row in page.rows]


def word(page: Page, text: str) -> Word:
    return next(word for row in page.rows for word in row.words if word.text == text)


def reason_for(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(data, limits)
    return caught.value.reason


def test_words_on_one_base_line_are_a_row_and_wide_gaps_part_cells() -> None:
    assert lines(page_of(pdf(LETTER))) == ["Invoice number  R-17", "Total  119,00"]


def test_boxes_are_parts_of_the_page_from_its_top_left_corner() -> None:
    x0, top, x1, bottom = word(page_of(pdf(LETTER)), "R-17").box
    assert x0 == pytest.approx(300 / 595.28, abs=0.002)
    assert x0 < x1 < x0 + 0.06
    assert top < 1 - 720 / 841.89 < bottom
    assert bottom - top < 0.02


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_set_upside_down_or_sideways_reads_the_same_with_boxes_as_displayed(degrees: int) -> None:
    upright, page = page_of(pdf(LETTER)), page_of(turned(pdf(LETTER), degrees))
    assert lines(page) == lines(upright)
    assert (page.width < page.height) == (degrees == 180)
    x0, top, x1, bottom = word(upright, "R-17").box
    expected = {
        90: (1 - bottom, x0, 1 - top, x1),
        180: (1 - x1, 1 - bottom, 1 - x0, 1 - top),
        270: (top, 1 - x1, bottom, 1 - x0),
    }
    assert word(page, "R-17").box == pytest.approx(expected[degrees], abs=0.001)


def test_boxes_count_from_the_crop_box_not_from_the_paper() -> None:
    page = page_of(cropped(pdf(LETTER), (60, 600, 460, 800)))
    x0, top, _, bottom = word(page, "R-17").box
    assert (page.width, page.height) == (400, 200)
    assert x0 == pytest.approx((300 - 60) / 400, abs=0.002)
    assert top < (800 - 720) / 200 < bottom


def test_a_media_box_away_from_the_origin_moves_the_boxes_with_it() -> None:
    page = page_of(moved_media_box(pdf(LETTER), (100, 50)))
    assert word(page, "R-17").box[0] == pytest.approx((300 + 100) / 595.28, abs=0.002)


def test_text_that_is_turned_on_the_page_gets_rows_of_its_own_behind_the_others() -> None:
    def draw(canvas: Canvas) -> None:
        LETTER(canvas)
        canvas.rotate(90)
        canvas.drawString(300, -30, "Form 12 A")

    page = page_of(pdf(draw))
    assert lines(page) == ["Invoice number  R-17", "Total  119,00", "Form 12 A"]
    x0, top, x1, bottom = word(page, "Form").box
    assert bottom - top > x1 - x0


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_written_sideways_reads_from_its_own_top(degrees: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(421, 421)
        canvas.rotate(degrees)
        canvas.translate(-421, -421)
        LETTER(canvas)

    page = page_of(pdf(draw, size=(842, 842)))
    assert lines(page) == ["Invoice number  R-17", "Total  119,00"]
    x, y = {90: (720, 300), 180: (300, 720), 270: (720, 300)}[degrees]
    x0, top, x1, bottom = word(page, "R-17").box
    left, above = {90: (1 - x / 842, 1 - y / 842), 180: (1 - x / 842, y / 842), 270: (x / 842, y / 842)}[degrees]
    assert x0 - 0.001 <= left <= x1 + 0.001
    assert top - 0.001 <= above <= bottom + 0.001


def test_a_slanted_stamp_does_not_tear_the_rows_apart() -> None:
    def draw(canvas: Canvas) -> None:
        LETTER(canvas)
        canvas.translate(150, 680)
        canvas.rotate(30)
        canvas.drawString(0, 0, "PAID")

    assert lines(page_of(pdf(draw))) == ["Invoice number  R-17", "Total  119,00", "PAID"]


def test_a_hyphen_at_the_end_of_a_line_stays_a_hyphen() -> None:
    page = page_of(pdf(words_at((72, 700, "Rechnungs-"), (72, 686, "nummer 76253815-0004"))))
    assert lines(page) == ["Rechnungs-", "nummer 76253815-0004"]


def test_a_soft_hyphen_that_is_drawn_is_a_hyphen() -> None:
    assert lines(page_of(pdf(words_at((72, 700, "RE\u00ad0004"))))) == ["RE-0004"]


def test_leader_dots_go_and_what_they_join_stays() -> None:
    page = page_of(
        pdf(words_at((72, 700, "Net ........... 100.00"), (72, 680, "Gross.......119.00"), (72, 660, ". . . .")))
    )
    assert lines(page) == ["Net  100.00", "Gross  119.00"]


def test_small_print_beside_a_large_heading_keeps_its_lines() -> None:
    def draw(canvas: Canvas) -> None:
        words_at((300, 700, "INVOICE"), size=36)(canvas)
        words_at((72, 722, "Muster GmbH"), (72, 710, "Weg 1"), (72, 698, "12345 Ort"), size=9)(canvas)

    assert [row.cells[0][0].text for row in page_of(pdf(draw)).rows if row.cells[0][0].text != "INVOICE"] == [
        "Muster",
        "Weg",
        "12345",
    ]


def test_words_set_without_a_blank_between_them_are_two_words() -> None:
    page = page_of(pdf(words_at((72, 700, "88802"), (72 + 27.8 + 2, 700, "Spielkreis"))))
    assert lines(page) == ["88802 Spielkreis"]


def test_a_number_set_in_groups_stays_one_number() -> None:
    page = page_of(pdf(words_at((72, 700, "120"), (72 + 16.68 + 1.7, 700, "450,00"))))
    assert lines(page) == ["120450,00"]


def test_a_comma_set_apart_belongs_to_the_word_before_it() -> None:
    page = page_of(pdf(words_at((72, 700, "August 3"), (115, 700, ", 2026"))))
    assert lines(page) == ["August 3, 2026"]


def test_a_word_painted_twice_to_look_bold_is_read_once() -> None:
    page = page_of(pdf(words_at((72, 700, "Total"), (72.4, 700, "Total"), (300, 700, "119,00"))))
    assert lines(page) == ["Total  119,00"]


def test_a_page_without_text_has_no_rows() -> None:
    document = read_bytes(pdf(lambda canvas: canvas.rect(10, 10, 50, 50)), LIMITS)
    assert [page.rows for page in document.pages] == [()]


def test_glyphs_that_nothing_maps_to_characters_are_shown_as_unknown_and_not_as_text() -> None:
    assert lines(page_of(pdf_with_a_font_without_unicode_map())) == ["\ufffd" * 5]


def test_what_was_filled_into_a_form_is_read_as_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Invoice number")
        canvas.acroForm.textfield(name="number", x=200, y=692, width=200, height=20, value="F-4711")

    assert lines(page_of(pdf(draw))) == ["Invoice number  F-4711"]


def test_a_password_to_open_is_told_as_such() -> None:
    assert reason_for(locked(pdf(LETTER), user="secret")) == Reason.ENCRYPTED


def test_a_password_only_to_change_is_no_obstacle() -> None:
    assert lines(page_of(locked(pdf(LETTER), user="")))[0] == "Invoice number  R-17"


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing more", pdf(LETTER)[: len(pdf(LETTER)) // 2]])
def test_a_damaged_pdf_is_unreadable(data: bytes) -> None:
    assert reason_for(data) == Reason.UNREADABLE_FILE


def test_a_lost_table_of_contents_is_rebuilt() -> None:
    data = pdf(LETTER)
    assert lines(page_of(data[: data.rindex(b"startxref")]))[1] == "Total  119,00"


def test_more_pages_than_allowed_are_too_large() -> None:
    assert reason_for(pdf(LETTER, LETTER, LETTER), Limits(max_pages=2)) == Reason.TOO_LARGE


def test_more_bytes_than_allowed_are_too_large_before_anything_is_looked_at() -> None:
    assert reason_for(pdf(LETTER), Limits(max_bytes=100)) == Reason.TOO_LARGE


def test_pages_are_numbered_from_one() -> None:
    assert [page.number for page in read_bytes(pdf(LETTER, LETTER), LIMITS).pages] == [1, 2]


@pytest.mark.parametrize("name", ["factur-x.xml", "xrechnung.xml", "ZUGFeRD-invoice.xml", "anything.xml"])
def test_an_attached_invoice_is_read_along_with_the_page(name: str) -> None:
    document = read_bytes(with_attachments(pdf(LETTER), {name: ubl("U-9")}), LIMITS)
    assert document.invoice is not None
    assert (document.kind, document.syntax, document.invoice.invoice_number) == ("pdf", "ubl", "U-9")
    assert lines(document.pages[0])[0] == "Invoice number  R-17"


def test_attachments_that_are_no_invoice_or_broken_are_passed_over() -> None:
    files = {"a.xml": b"<order/>", "b.xml": ubl()[:-30], "c.xml": ubl("U-3"), "d.png": b"\x89PNG\r\n\x1a\n"}
    document = read_bytes(with_attachments(pdf(LETTER), files), LIMITS)
    assert document.invoice is not None
    assert document.invoice.invoice_number == "U-3"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY_FILE),
        (b"PK\x03\x04", Reason.UNSUPPORTED_FILE),
        (b"<order/>", Reason.UNSUPPORTED_FILE),
        (ubl()[:-30], Reason.UNREADABLE_FILE),
    ],
)
def test_what_cannot_be_read_has_its_reason(data: bytes, reason: Reason) -> None:
    assert reason_for(data) == reason


def test_a_document_survives_json() -> None:
    document = read_bytes(with_attachments(pdf(LETTER), {"factur-x.xml": ubl()}), LIMITS)
    assert ReadDocument.from_json(document.to_json()) == document


def test_an_image_survives_json() -> None:
    assert ReadDocument.from_json(ReadDocument("image").to_json()) == ReadDocument("image")


def test_a_row_shows_its_cells() -> None:
    row = TextRow(((Word("a", (0, 0, 0.1, 0.1)), Word("b", (0.2, 0, 0.3, 0.1))), (Word("c", (0.8, 0, 0.9, 0.1)),)))
    assert row.text == "a b  c"
