from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.isolation import IsolatedReader, WorkerNotStarting
from invoice_llm.documents.ocr.reading import REQUEST_BYTES
from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.scans import ScanReader, needs_ocr, scan_reader
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from tests.documents.made_files import drawn, image_file, image_on_page, pdf, with_wrong_unicode_map, words_at
from tests.processes import HANG_S

LIMITS = Limits(timeout_s=HANG_S)
LETTER = words_at((72, 700, "Invoice number"), (300, 700, "INV-2026-0117"), (72, 600, "Total due 60.48 GBP"))
STAMP = words_at((72, 40, "Received 12 March 2026, accounts"), size=8)
MIXED = pdf(LETTER, image_on_page(), image_on_page(STAMP), lambda canvas: None)


def read_with(how: str, *documents: bytes, processes: int = 1, ocr: Limits = LIMITS) -> list[ReadDocument]:
    """Read all at the same time, in real processes; ``how`` names what stands for OCR."""
    limits = replace(ocr, max_bytes=LIMITS.max_bytes + REQUEST_BYTES)
    pictures = IsolatedReader(limits, processes=processes, read_function=f"tests.documents.ocr.scripted_ocr:{how}")

    async def run() -> list[ReadDocument]:
        async with ScanReader(IsolatedReader(LIMITS), pictures) as reader:
            return await asyncio.gather(*map(reader.read, documents))

    return asyncio.run(run())


def text(page: Page) -> str:
    return " ".join(row.text for row in page.rows)


def test_only_pages_without_sound_text_are_read_as_pictures() -> None:
    (document,) = read_with("read_page", MIXED)
    assert [page.source for page in document.pages] == ["text", "ocr", "ocr", "text"]
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    assert "INV-2026-0117" in text(document.pages[0])
    assert "read page 2" in text(document.pages[1])
    assert document.pages[1].rows[0].words[0].confidence == 0.9


def test_text_that_is_garbage_gives_way_to_what_the_picture_says() -> None:
    lines = [(40, 760 - 20 * number, "Invoice number and the total due within thirty days") for number in range(5)]
    (document,) = read_with("read_page", with_wrong_unicode_map(pdf(words_at(*lines))))
    assert (document.pages[0].source, document.pages[0].verdict) == ("ocr", "good")


def test_every_frame_of_an_image_is_read() -> None:
    (document,) = read_with("read_page", image_file(drawn("one"), drawn("two"), format="TIFF"))
    assert [page.source for page in document.pages] == ["ocr", "ocr"]
    assert "read page 2" in text(document.pages[1])


def test_there_are_never_more_processes_for_pictures_than_asked_for() -> None:
    documents = read_with("read_page", *[pdf(image_on_page(), image_on_page())] * 4, processes=2)
    pages = [page for document in documents for page in document.pages]
    assert len(pages) == 8
    assert 1 <= len({text(page).split()[1] for page in pages}) <= 2


def test_a_page_that_ends_its_process_stays_as_it_was_and_the_others_are_read() -> None:
    (document,) = read_with("die_on_the_first_page", pdf(image_on_page(STAMP), image_on_page()))
    assert [(page.source, page.verdict) for page in document.pages] == [("text", "partial"), ("ocr", "good")]
    assert "Received" in text(document.pages[0])


@pytest.mark.parametrize("how", ["refuse", "read_nonsense"])
def test_what_cannot_be_read_is_left_for_a_person(how: str) -> None:
    (document,) = read_with(how, pdf(image_on_page()))
    assert (document.pages[0].source, document.pages[0].rows, document.pages[0].verdict) == ("text", (), "empty")


def test_a_page_that_takes_too_long_is_given_up() -> None:
    (document,) = read_with("hang", pdf(image_on_page()), ocr=Limits(timeout_s=0.5))
    assert document.pages[0].source == "text"


def test_a_text_layer_that_says_more_than_the_picture_is_kept() -> None:
    (document,) = read_with("read_little", pdf(image_on_page(STAMP)))
    assert "Received 12 March" in text(document.pages[0])


def layered(*lines: str) -> bytes:
    """A picture of a page, with these lines unseen on its print."""
    stripes = Image.new("L", (60, 80), 255)
    for row in range(0, 80, 2):
        stripes.paste(0, (0, row, 60, row + 1))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(stripes), 0, 0, *A4)
        for number, line in enumerate(lines):
            text = canvas.beginText(72, 700 - 20 * number)
            text.setTextRenderMode(3)
            text.textOut(line)
            canvas.drawText(text)

    return pdf(draw)


def test_a_scanner_s_own_text_is_held_against_a_fresh_reading() -> None:
    (document,) = read_with("read_page", layered("Invoice number INV-2026-0117", "N٥rdw!nd Suppاies"))
    assert (document.pages[0].source, document.pages[0].verdict) == ("ocr", "good")
    assert "found some words" in text(document.pages[0])
    assert "INV-2026" not in text(document.pages[0])


@pytest.mark.parametrize("how", ["refuse", "read_nonsense", "read_little"])
def test_a_scanner_s_own_text_that_nothing_confirms_stays_unproven(how: str) -> None:
    (document,) = read_with(how, layered(*["Invoice number INV-2026-0117 total due 60.48 GBP"] * 6))
    assert (document.pages[0].source, document.pages[0].verdict) == ("text", "unproven")
    assert "INV-2026-0117" in text(document.pages[0])


def test_a_file_that_cannot_be_read_is_refused_as_without_ocr() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_with("read_page", b"")
    assert caught.value.reason == Reason.EMPTY_FILE


def test_what_was_read_by_ocr_is_not_read_again() -> None:
    assert not needs_ocr(Page(1, 595, 842, (), "ocr", 0.2, "garbage"))


def test_an_engine_that_does_not_load_is_a_fault_of_the_installation_and_no_scan_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    async def run() -> None:
        async with scan_reader(LIMITS, "tesseract", processes=1) as reader:
            with pytest.raises(WorkerNotStarting):
                await reader.read(pdf(image_on_page(), image_on_page()))

    asyncio.run(run())


PROGRAM = """#!/bin/sh
[ "$1" = --list-langs ] && exec echo eng deu
cat > "$0.png"
printf 'level\tleft\ttop\twidth\theight\tconf\ttext\n'
at=100
for word in Invoice number INV-2026-0117 total due; do
  printf '5\t%d\t300\t90\t40\t91\t%s\n' $at $word
  at=$((at + 200))
done
"""


def test_the_program_on_the_path_reads_what_was_rendered_of_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All of it but the program: the process with its limits, PDFium's picture at 300 dpi, the table read back."""
    program = tmp_path / "tesseract"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    async def run() -> ReadDocument:
        async with scan_reader(LIMITS, "tesseract", processes=1) as reader:
            return await reader.read(pdf(image_on_page()))

    (page,) = asyncio.run(run()).pages
    assert (page.source, page.quality, page.verdict) == ("ocr", 0.91, "good")
    assert page.rows[0].text == "Invoice  number  INV-2026-0117  total  due"
    assert page.rows[0].words[0].box == pytest.approx((100 / 2481, 300 / 3508, 190 / 2481, 340 / 3508), abs=0.001)
    with Image.open(tmp_path / "tesseract.png") as seen:
        assert seen.size == pytest.approx((2481, 3508), abs=2)


def test_for_a_measurement_of_ocr_alone_the_text_of_the_file_is_left_out() -> None:
    limits = replace(LIMITS, max_bytes=LIMITS.max_bytes + REQUEST_BYTES)
    pictures = IsolatedReader(
        limits, processes=1, read_function="tests.documents.ocr.scripted_ocr:die_on_the_first_page"
    )

    async def run() -> ReadDocument:
        async with ScanReader(IsolatedReader(LIMITS), pictures, every_page=True) as reader:
            return await reader.read(pdf(LETTER, LETTER))

    first, second = asyncio.run(run()).pages
    assert (first.rows, first.verdict) == ((), "empty")
    assert (second.source, "read page 2" in text(second), "INV-2026" in text(second)) == ("ocr", True, False)
