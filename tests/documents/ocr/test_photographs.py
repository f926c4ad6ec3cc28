"""Photographs of pages: the page is cut out of its desk, upright and evenly lit; a scan stays as it is."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from invoice_llm.documents.ocr.photographs import Photograph, page_corners

SIZE = (800, 1100)
CORNERS = ((90.0, 60.0), (720.0, 110.0), (760.0, 1050.0), (40.0, 1000.0))
Corners = tuple[tuple[float, float], ...]


def photograph(desk: int = 70, paper: int = 235, *, shadow: bool = False) -> Image.Image:
    """A sheet on a desk, with lines of text."""
    taken = Image.new("L", SIZE, desk)
    draw = ImageDraw.Draw(taken)
    draw.polygon([*CORNERS], fill=paper)
    for row in range(30):
        draw.rectangle((150, 150 + 25 * row, 600, 158 + 25 * row), fill=30)
    if shadow:
        veil = Image.new("L", SIZE, 0)
        ImageDraw.Draw(veil).rectangle((0, 0, 800, 500), fill=90)
        taken = ImageChops.subtract(taken, veil.filter(ImageFilter.GaussianBlur(60)))
    return taken


def apart(found: Corners, expected: Corners) -> float:
    return max(abs(a - b) for one, other in zip(found, expected, strict=True) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("shadow", [False, True])
def test_the_corners_of_a_page_on_a_desk_are_found(shadow: bool) -> None:
    found = page_corners(photograph(shadow=shadow))
    assert found is not None
    assert apart(found, CORNERS) < 20


def scan() -> Image.Image:
    page = Image.new("L", SIZE, 245)
    draw = ImageDraw.Draw(page)
    for row in range(30):
        draw.rectangle((150, 150 + 25 * row, 600, 158 + 25 * row), fill=30)
    return page


def framed() -> Image.Image:
    page = scan()
    ImageDraw.Draw(page).rectangle((60, 60, 740, 1040), outline=0, width=6)
    return page


def with_dark_banner() -> Image.Image:
    page = scan()
    ImageDraw.Draw(page).rectangle((0, 0, 800, 120), fill=40)
    return page


@pytest.mark.parametrize("page", [scan(), framed(), with_dark_banner(), Image.new("L", SIZE, 255)])
def test_a_page_that_fills_its_picture_stays_as_it_is(page: Image.Image) -> None:
    cut = Photograph.of(page)
    assert cut.picture.tobytes() == page.tobytes()
    assert cut.back(10, 20) == (10, 20)


def test_the_way_back_leads_to_the_picture_that_was_taken() -> None:
    taken = photograph()
    cut = Photograph.of(taken)
    width, height = cut.picture.size
    led = tuple(cut.back(x, y) for x, y in ((0, 0), (width, 0), (width, height), (0, height)))
    assert apart(led, CORNERS) < 20
    assert cut.size == taken.size


def test_paper_in_the_shadow_becomes_as_white_as_the_rest() -> None:
    cut = Photograph.of(photograph(shadow=True)).picture
    width, height = cut.size
    shades = cut.tobytes()
    upper, lower = (shades[width * (height // 20 * at) + width // 20] for at in (3, 17))
    assert abs(upper - lower) < 25
