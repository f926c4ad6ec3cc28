from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from invoice_llm.documents import images
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.reader import read_bytes
from invoice_llm.documents.rendering import render
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from tests.documents.made_files import drawn, image_file, pdf, turned, words_at

LIMITS = Limits(max_pages=3)
SMALL = Image.new("L", (200, 300), 255)


def reason_for(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(data, LIMITS)
    return caught.value.reason


def png_that_says(width: int, height: int) -> bytes:
    """A header and hardly any pixels: a hundred bytes that want gigabytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF"])
def test_an_image_is_a_document_of_pages_that_have_no_text_yet(format: str) -> None:
    document = read_bytes(image_file(SMALL, format=format, dpi=(100, 100)), LIMITS)
    assert document.kind == "image"
    (page,) = document.pages
    assert (page.number, page.rows, page.verdict) == (1, (), "empty")
    assert (page.width, page.height) == pytest.approx((144, 216), abs=0.1)
    assert ReadDocument.from_json(document.to_json()) == document


def test_every_frame_of_a_tiff_is_a_page_of_its_own() -> None:
    data = image_file(SMALL, drawn("second"), format="TIFF")
    pages = read_bytes(data, LIMITS).pages
    assert [page.number for page in pages] == [1, 2]
    assert images.image_frame(data, 1).size == (1000, 600)


def test_more_pages_than_allowed_are_refused() -> None:
    assert reason_for(image_file(*[SMALL] * 4, format="TIFF")) == Reason.TOO_LARGE


def test_a_small_file_that_unfolds_into_gigabytes_is_refused_by_its_header() -> None:
    assert reason_for(png_that_says(60_000, 60_000)) == Reason.TOO_LARGE
    assert reason_for(png_that_says(10_000, 9_000)) == Reason.TOO_LARGE


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0junk", b"II*\x00\xff\xff\xff\xff"])
def test_a_damaged_image_cannot_be_read(data: bytes) -> None:
    assert reason_for(data) == Reason.UNREADABLE_FILE


def test_an_image_cut_off_in_its_pixels_cannot_be_rendered() -> None:
    data = image_file(drawn("Invoice"), format="JPEG")
    with pytest.raises(UnreadableDocument):
        render(data[: len(data) // 2], 0, dpi=100)


def test_a_photo_is_shown_the_way_its_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    picture = Image.new("L", (200, 100), 255)
    picture.paste(0, (0, 0, 100, 20))
    data = image_file(picture, format="JPEG", exif=exif)
    (page,) = read_bytes(data, LIMITS).pages
    shown = images.image_frame(data, 0)
    assert page.width < page.height
    assert shown.size == (100, 200)
    assert (shown.getpixel((95, 50)), shown.getpixel((95, 150))) == (0, 255)


def test_what_is_transparent_is_paper() -> None:
    data = image_file(Image.new("RGBA", (10, 10), (0, 0, 0, 0)))
    assert images.image_frame(data, 0).getextrema() == (255, 255)


def test_sixteen_bits_of_grey_are_brought_down_to_eight() -> None:
    data = image_file(Image.new("I;16", (10, 10), 0x8000), format="TIFF")
    assert images.image_frame(data, 0).getextrema() == (128, 128)


def test_a_page_is_rendered_as_displayed_in_the_resolution_asked_for() -> None:
    picture, page = render(turned(pdf(words_at((72, 700, "Invoice"))), 90), 0, dpi=72)
    assert (round(page.width), round(page.height)) == (842, 595)
    assert picture.mode == "L"
    assert picture.size == pytest.approx((842, 596), abs=1)


def test_a_page_as_large_as_a_wall_is_rendered_coarser() -> None:
    picture, _ = render(pdf(words_at((72, 700, "Poster")), size=(8000, 8000)), 0, dpi=300)
    assert picture.width * picture.height <= 16_100_000


def test_a_small_image_is_made_larger_for_reading() -> None:
    picture, page = render(image_file(drawn("x", size=(850, 1100))), 0, dpi=200)
    assert picture.height == 2339
    assert page.number == 1


def test_other_formats_are_never_decoded() -> None:
    target = io.BytesIO()
    SMALL.save(target, "GIF")
    assert reason_for(target.getvalue()) == Reason.UNSUPPORTED_FILE
