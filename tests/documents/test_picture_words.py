"""Pictures are read once, and what cannot be read stays unread."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from invoice_llm.documents.isolation import IsolatedReader
from invoice_llm.documents.ocr.reading import REQUEST_BYTES
from invoice_llm.documents.page import Page, PictureOnPage, TextRow, Word
from invoice_llm.documents.picture_words import PictureReader
from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.errors import UnreadableDocument

ROW = TextRow(((Word("Invoice", (0.1, 0.1, 0.2, 0.12)),),))
LOGO = PictureOnPage((0.1, 0.02, 0.4, 0.08), "a" * 32, shows_words=True)
STAMP = PictureOnPage((0.5, 0.4, 0.8, 0.5), "b" * 32, shows_words=True)
CODE = PictureOnPage((0.5, 0.5, 0.6, 0.5707), "c" * 32)


class Ocr:
    """Stands for the process that reads pictures: it reads the digest of each one it is asked for."""

    def __init__(self, *, fails: bool = False) -> None:
        self.asked: list[list[str]] = []
        self.fails = fails

    async def read(self, data: bytes) -> ReadDocument:
        listed = data[REQUEST_BYTES:].decode().removesuffix("file")
        digests = [listed[at : at + 32] for at in range(0, len(listed), 32) if listed[at : at + 32].strip()]
        self.asked.append(digests)
        if self.fails:
            raise UnreadableDocument("too long", reason="PARSE_TIMEOUT")
        read = tuple(replace(LOGO, digest=digest, lines=(digest[:1],)) for digest in digests)
        return ReadDocument("pdf", (Page(1, 1.0, 1.0, (), pictures=read),))


def read(ocr: Ocr, *documents: Sequence[PictureOnPage]) -> list[Page]:
    async def run() -> list[Page]:
        reader = PictureReader(cast(IsolatedReader, ocr))
        pages = [Page(1, 595.0, 842.0, (ROW,), pictures=tuple(pictures)) for pictures in documents]
        return [(await reader.read(b"file", [page]))[0] for page in pages]

    return asyncio.run(run())


def test_a_logo_on_every_invoice_is_read_once() -> None:
    ocr = Ocr()
    pages = read(ocr, [LOGO], [LOGO, STAMP], [STAMP, LOGO])
    assert ocr.asked == [[LOGO.digest], [STAMP.digest]]
    assert [[one.lines for one in page.pictures] for page in pages] == [
        [("a",)],
        [("a",), ("b",)],
        [("b",), ("a",)],
    ]
    assert pages[1].pictures[1].box == STAMP.box, "where it stands is the page's own"


def test_codes_are_not_read_and_pages_without_pictures_cost_nothing() -> None:
    ocr = Ocr()
    read(ocr, [CODE], [])
    assert ocr.asked == []


def test_few_pictures_of_one_document_are_read() -> None:
    ocr = Ocr()
    read(ocr, [replace(LOGO, digest=f"{n:032}") for n in range(30)])
    assert sum(map(len, ocr.asked)) <= 8


def test_what_cannot_be_read_stays_unread() -> None:
    (page,) = read(Ocr(fails=True), [STAMP])
    assert page.pictures == (STAMP,)
