"""Pictures on a page with text that may bear words."""

from __future__ import annotations

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.page import Page, PictureOnPage
from invoice_llm.documents.pdf.drawn_words.letters import words_shown
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from tests.documents.made_files import pdf, turned, words_at
from tests.documents.pdf.made_pictures import modules, photograph, signature, stamp, words

TEXT = words_at((60, 760, "Acme Ltd"), (60, 720, "Invoice AC-7 of 3 March 2026"), (60, 600, "Total GBP 546.00"))
SEEN = {
    "a line of print": words("Please pay to our new account"),
    "a word in a box": words("STORNIERT", frame=True),
    "light on dark": words("COPY", ink="white", ground="maroon"),
    "a slanted stamp": Image.alpha_composite(Image.new("RGBA", stamp("VOID", 20).size, "white"), stamp("VOID", 20)),
}
NOT_SEEN = {"a signature": signature(), "a photograph": photograph(), "a code": modules()}


def page(picture: Image.Image, *, turn: int = 0, size: tuple[float, float] = (180, 60)) -> Page:
    def draw(canvas: Canvas) -> None:
        TEXT(canvas)
        canvas.drawImage(ImageReader(picture), 300, 400, *size, mask="auto")

    return read_bytes(turned(pdf(draw), turn) if turn else pdf(draw), Limits()).pages[0]


@pytest.mark.parametrize("picture", SEEN.values(), ids=SEEN.keys())
def test_a_row_of_letters_is_seen_without_reading_it(picture: Image.Image) -> None:
    assert words_shown(picture.convert("L"))


@pytest.mark.parametrize("picture", NOT_SEEN.values(), ids=NOT_SEEN.keys())
def test_what_has_no_letters_shows_none(picture: Image.Image) -> None:
    assert not words_shown(picture.convert("L"))


def test_a_picture_of_words_is_found_where_it_is_displayed() -> None:
    (found,) = page(words("CANCELLED")).pictures
    assert found.shows_words
    assert found.lines is None
    assert found.box == pytest.approx((300 / 595.3, 1 - 460 / 841.9, 480 / 595.3, 1 - 400 / 841.9), abs=0.002)
    (aside,) = page(words("CANCELLED"), turn=90).pictures
    assert aside.box[0] == pytest.approx(400 / 841.9, abs=0.002)


def test_one_that_is_drawn_aslant_is_seen_upright_and_whole() -> None:
    def draw(canvas: Canvas) -> None:
        TEXT(canvas)
        canvas.translate(300, 400)
        canvas.rotate(35)
        canvas.drawImage(ImageReader(words("CANCELLED")), 0, 0, 180, 60)

    (aslant,), (upright,) = read_bytes(pdf(draw), Limits()).pages[0].pictures, page(words("CANCELLED")).pictures
    assert (aslant.slant, upright.slant) == (35.0, 0.0)
    assert aslant.shows_words


def test_icons_and_plain_fields_are_none() -> None:
    assert not page(words("VISA"), size=(24, 8)).pictures
    assert not page(Image.new("RGB", (80, 30), "teal")).pictures


def test_equal_pictures_have_one_digest_and_stamps_of_one_colour_do_not() -> None:
    once, again, other = (page(stamp(text, 15)).pictures[0].digest for text in ("PAID", "PAID", "COPY"))
    assert once == again
    assert once != other


def test_pictures_stand_in_what_is_kept_of_a_page() -> None:
    read = Page(1, 595, 842, (), pictures=(PictureOnPage((0.1, 0.2, 0.3, 0.4), "a" * 32, True, ("VOID",), 12.0),))
    assert Page.from_json(read.to_json()) == read
    assert "pictures" not in Page(1, 595, 842, ()).to_json()
