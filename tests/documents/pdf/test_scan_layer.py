"""A scanner's own text over its picture: recognized as such, and judged by its looks."""

from __future__ import annotations

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.page import Page, TextRow, Word
from invoice_llm.documents.pdf.scan_layer import judge_layer
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from tests.documents.made_files import drawn, pdf, words_at

LINES = tuple(f"Invoice number INV-2026-01{n} total due 1{n}.48 GBP" for n in range(10, 18))
SOUND = "Invoice date 12.03.2026 Total net 1,204.50 VAT 20 % 240.90 Amount due 1,445.40 EUR payable within thirty days"
SPOILED = [
    "N٥rdw!nd Suppاies Lіmited Invоice dat٩ Tоtal net VAT Amοunt due pаyable within thirty days",
    "Invoice date 1Z.O3.2O26 Total net 1,2O4.5O VAT 2O % 24O.9O Amount due 1,44S.4O EUR and 12.0O by 3O.06.2026",
    "In vo i ce d a te 12.03.2026 T o t a l n et 1,204.50 V A T 20 A m o u n t d u e p a y a b l e",
    "InvoiceNumber12345Of TotalNetAmount12 PayableWithinThirty BankAccountOfUs YourReference77 InvoiceDate12March "
    "TermsAndConditions DeliveredToYou NordwindSupplies SinceTheYear1990 CompanyRegister HarbourLane7 ThankYouFor",
]


def rows(text: str) -> list[TextRow]:
    words = [Word(word, (0.1, 0.1, 0.2, 0.12)) for word in text.split()]
    return [TextRow((tuple(words),))]


def read(*draws: object) -> Page:
    def page(canvas: Canvas) -> None:
        for draw in draws:
            draw(canvas)  # type: ignore[operator]

    return read_bytes(pdf(page), Limits()).pages[0]


def picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(drawn(*LINES, size=(1190, 1684), letters=28)), 0, 0, *A4)


def layer(canvas: Canvas) -> None:
    for number, line in enumerate(LINES):
        text = canvas.beginText(30, 842 - 40 - 28 * number)
        text.setTextRenderMode(3)
        text.textOut(line)
        canvas.drawText(text)


def watermark(canvas: Canvas) -> None:
    faint = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    faint.paste((200, 0, 0, 60), (100, 100, 200, 200))
    canvas.drawImage(ImageReader(faint), 0, 0, *A4, mask="auto")


def test_text_that_lies_unseen_on_a_picture_is_a_layer_that_nothing_proves() -> None:
    page = read(picture, layer)
    assert (page.is_layer, page.verdict) == (True, "unproven")
    assert "INV-2026-0110" in page.rows[0].text


def test_text_below_a_watermark_that_lets_it_through_is_the_page_s_own() -> None:
    said = words_at(*[(30, 842 - 40 - 28 * number, line) for number, line in enumerate(LINES)])
    page = read(said, watermark)
    assert (page.is_layer, page.verdict, len(page.rows)) == (False, "good", len(LINES))


def test_text_on_a_letterhead_that_is_a_picture_is_the_page_s_own() -> None:
    said = words_at(*[(30, 300 - 28 * number, line) for number, line in enumerate(LINES)])
    page = read(picture, said)
    assert (page.is_layer, page.verdict) == (False, "good")


def test_a_layer_that_reads_as_text_is_unproven() -> None:
    assert judge_layer(rows(SOUND * 3)).verdict == "unproven"


@pytest.mark.parametrize("text", SPOILED)
def test_a_layer_with_the_marks_of_a_bad_reading_is_not_to_be_believed(text: str) -> None:
    assert judge_layer(rows(text)).verdict == "garbage"


def test_a_page_s_kind_survives_being_kept() -> None:
    page = read(picture, layer)
    assert Page.from_json(page.to_json()) == page
