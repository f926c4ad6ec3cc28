from __future__ import annotations

import pytest
from PIL import Image

from invoice_llm.documents.ocr.engine import OcrWord
from invoice_llm.documents.ocr.placing import apart, mean_confidence, rows_of
from invoice_llm.documents.ocr.reading import read_picture
from invoice_llm.documents.ocr.upright import TurnedPicture, likely_turns
from invoice_llm.documents.page import Page
from tests.documents.made_files import drawn

LINES = (
    "Northwind Traders Ltd, 14 Harbour Road",
    "Invoice number INV-2026-0117",
    "Date 3 March 2026, due within 30 days",
    "12  Steel brackets, galvanised       50.40",
    "4  Hinges                                       9.60",
    "Subtotal without tax 60.00 GBP",
    "VAT 20%                               12.00",
    "Total due 72.00 GBP",
)
PRINT = drawn(*LINES, size=(1000, 1300))


@pytest.mark.parametrize("degrees", [0.0, 0.6, -1.5, 4.3, -7.0])
def test_the_skew_of_a_page_is_found_to_a_fifth_of_a_degree(degrees: float) -> None:
    skewed = PRINT.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    assert likely_turns(skewed)[0] == pytest.approx(-degrees, abs=0.2)


@pytest.mark.parametrize("way", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
def test_a_page_on_its_side_is_seen_to_lie(way: Image.Transpose) -> None:
    assert {round(turn) % 180 for turn in likely_turns(PRINT.transpose(way))[:2]} == {90}


def test_an_empty_page_is_not_turned() -> None:
    assert likely_turns(Image.new("L", (800, 1100), 255))[0] == 0


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 2.5, 91.0])
def test_a_point_of_the_turned_picture_finds_its_way_back(degrees: float) -> None:
    picture = Image.new("L", (400, 300), 255)
    picture.paste(0, (300, 40, 310, 50))
    turned = TurnedPicture.by(picture, degrees)
    dark = turned.picture.point(lambda value: 255 if value < 100 else 0).getbbox()
    assert dark is not None
    assert turned.back((dark[0] + dark[2]) / 2, (dark[1] + dark[3]) / 2) == pytest.approx((305, 45), abs=1)


def word(text: str, x: float, y: float, confidence: float = 0.9) -> OcrWord:
    return OcrWord(text, (x, y, x + 12 * len(text), y + 20), confidence)


def test_words_become_rows_with_columns_and_boxes_on_the_page() -> None:
    words = [word("60.48", 700, 103), word("Total", 100, 100), word("due", 170, 101), word("Thank", 100, 150)]
    first, second = rows_of(words, TurnedPicture.by(Image.new("L", (1000, 500)), 0), points_a_pixel=0.36)
    assert (first.text, second.text) == ("Total due  60.48", "Thank")
    assert first.words[0].box == pytest.approx((0.1, 0.2, 0.16, 0.24))
    assert first.words[0].confidence == 0.9


def test_boxes_of_a_page_that_lay_on_its_side_are_those_of_the_page_as_displayed() -> None:
    picture = Image.new("L", (500, 1000), 255)
    turned = TurnedPicture.by(picture, 90)
    (row,) = rows_of([word("Total", 100, 100)], turned, points_a_pixel=0.36)
    x0, y0, x1, y1 = row.words[0].box
    assert (x1 - x0) * 500 == pytest.approx(20, abs=0.1)
    assert (y1 - y0) * 1000 == pytest.approx(60, abs=0.1)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("InvoiceINV/2023/03", ["Invoice", "INV/2023/03"]),
        ("Rechnungsnr.:4711", ["Rechnungsnr.:", "4711"]),
        ("Page:1/2", ["Page:", "1/2"]),
        ("Total:EUR", ["Total:", "EUR"]),
        ("GmbH", ["GmbH"]),
        ("BTW21%", ["BTW21%"]),
        ("14:07", ["14:07"]),
        ("www.azure-interior.com", ["www.azure-interior.com"]),
    ],
)
def test_a_blank_that_was_swallowed_is_put_back(read: str, meant: list[str]) -> None:
    parts = list(apart(OcrWord(read, (0, 0, 10 * len(read), 20), 0.9)))
    assert [part.text for part in parts] == meant
    assert (parts[0].box[0], parts[-1].box[2]) == (0, 10 * len(read))


def test_confidence_counts_by_the_length_of_words() -> None:
    assert mean_confidence([word("Rechnung", 0, 0, 1.0), word(".", 0, 0, 0.1)]) == pytest.approx(0.9)
    assert mean_confidence([]) == 0


class ReadsUpright:
    """An engine that sees a dark mark and reads well only where that is at the top left."""

    dpi = 100.0

    def __init__(self) -> None:
        self.read_times = 0

    def read(self, picture: Image.Image) -> list[OcrWord]:
        self.read_times += 1
        upright = picture.getpixel((5, 5)) == 0
        text = "Invoice number Total due on the third of March" if upright else "oolp qxz wbv mm nne eoj"
        confidence = 0.95 if upright else 0.4
        return [word(part, 40.0 + 130 * n, 40, confidence) for n, part in enumerate(text.split())]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_is_read_the_way_round_that_reads_best(turns: int) -> None:
    upright = drawn(*LINES, size=(1000, 1300))
    upright.paste(0, (0, 0, 20, 20))
    picture = upright.rotate(90 * turns, expand=True)
    engine = ReadsUpright()
    page = read_picture(picture, Page(1, picture.width * 0.72, picture.height * 0.72, ()), engine)
    assert (page.source, page.quality, page.verdict) == ("ocr", 0.95, "good")
    assert page.rows[0].words[0].text == "Invoice"
    assert engine.read_times <= 2
