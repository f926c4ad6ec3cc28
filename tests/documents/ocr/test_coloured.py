"""Coloured marks on scans that nobody read: stamps at a slant are told, print, bands and logos are not."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont

from invoice_llm.documents.ocr.coloured import coloured_marks
from invoice_llm.documents.page import TextRow, Word

WIDE, HIGH = 413, 585
RED, GREEN, BLUE = (190, 20, 20), (20, 120, 40), (30, 40, 170)


def _page() -> Image.Image:
    """Black lines of text on paper that is not quite white."""
    page = Image.new("RGB", (WIDE, HIGH), (250, 248, 240))
    draw = ImageDraw.Draw(page)
    for row in range(40, 540, 14):
        draw.text((40, row), "4711  Window cleaning, harbour office   12   5.20   62.40", fill=(20, 20, 20))
    return page


def _stamped(colour: tuple[int, int, int], degrees: float, place: tuple[int, int]) -> Image.Image:
    stamp = Image.new("RGBA", (150, 50), (0, 0, 0, 0))
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((2, 2, 147, 47), outline=(*colour, 255), width=3)
    draw.text((20, 10), "VOID", fill=(*colour, 255), font=ImageFont.load_default(size=28))
    turned = stamp.rotate(degrees, expand=True)
    page = _page()
    page.paste(turned, place, turned)
    return page


def _word(left: float, top: float, right: float, bottom: float) -> TextRow:
    return TextRow(((Word("VOID", (left, top, right, bottom)),),))


@pytest.mark.parametrize("colour", [RED, GREEN, BLUE])
@pytest.mark.parametrize("degrees", [-30, -12, 0, 20, 45])
def test_a_stamp_that_was_not_read_is_a_mark(colour: tuple[int, int, int], degrees: float) -> None:
    assert coloured_marks(_stamped(colour, degrees, (150, 250)), ()) == 1


def test_one_that_was_read_is_none() -> None:
    read = _word(150 / WIDE, 250 / HIGH, 300 / WIDE, 300 / HIGH)
    assert coloured_marks(_stamped(RED, 0, (150, 250)), (read,)) == 0


def test_a_plain_page_has_none() -> None:
    assert coloured_marks(_page(), ()) == 0


def test_a_logo_in_the_head_is_none() -> None:
    assert coloured_marks(_stamped(BLUE, 0, (200, 20)), ()) == 0


@pytest.mark.parametrize("high", [4, 10, 14, 18, 23, 60])
def test_bands_that_are_filled_with_colour_and_rules_are_none(high: int) -> None:
    page = _page()
    draw = ImageDraw.Draw(page)
    draw.rectangle((36, 216, 380, 216 + high), fill=BLUE)
    draw.line((36, 400, 380, 400), fill=RED, width=1)
    assert coloured_marks(page, ()) == 0


def test_coloured_print_that_was_read_is_none() -> None:
    page = _page()
    draw = ImageDraw.Draw(page)
    for row in range(250, 310, 14):
        draw.text((40, row), "Thank you for your order. We are glad to serve you.", fill=BLUE)
    read = [_word(38 / WIDE, row / HIGH, 360 / WIDE, (row + 12) / HIGH) for row in range(250, 310, 14)]
    assert coloured_marks(page, read) == 0
