"""Documents whose pages are pictures, or whose text layer is none or a scanner's own: these pages are read by OCR.

Text is cheap and exact, OCR is neither, so it is asked only for pages that need it, in processes of its own with
limits of their own: a bounded number of them for all documents, each with one network in its memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self

from invoice_llm.documents.isolation import IsolatedReader
from invoice_llm.documents.ocr.reading import MOST_REQUEST_BYTES, READ_PAGE, request
from invoice_llm.documents.ocr.two_readings import of_both
from invoice_llm.documents.page import Page
from invoice_llm.documents.picture_words import PictureReader
from invoice_llm.documents.read_document import EngineName, Limits, ReadDocument
from invoice_llm.errors import InvoiceLLMError, UnreadableDocument

MOST_PAGES = 50
"""Pages of one document read by OCR; a longer scan is no invoice. The pages behind it keep what they have."""
_MUCH_OF_LAYER = 0.6
"""Part of a sound layer's letters that OCR has to read as well, for its own reading to be believed instead."""
_PAGE_TIMEOUT_S = 120.0
_MEMORY_MB = {"rapidocr": 3072, "tesseract": 1536}


class Reader(Protocol):
    """Turns bytes into pages; raises ``UnreadableDocument``."""

    async def read(self, data: bytes) -> ReadDocument: ...


class ScanReader:
    """Reads with ``texts`` first, then the pages without sound text by OCR.

    Guarantee: what ``texts`` raises is raised, and ``WorkerNotStarting`` if the engine does not load. OCR never makes
    a page worse: one that it cannot read in its time and memory, or reads less of, stays as it was, with its verdict.
    Words of pictures on pages with text are kept beside it (:mod:`.picture_words`).
    With ``every_page`` no text of the file is kept: each page is as OCR reads it, or without rows.
    """

    def __init__(self, texts: IsolatedReader, ocr: IsolatedReader, *, every_page: bool = False) -> None:
        self._texts = texts
        self._ocr = ocr
        self._pictures = PictureReader(ocr)
        self._every_page = every_page

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._ocr.__aexit__(kind, error, trace)
        await self._texts.__aexit__(kind, error, trace)

    async def read(self, data: bytes) -> ReadDocument:
        document = await self._texts.read(data)
        if self._every_page:
            document = replace(document, pages=tuple(blank(page) for page in document.pages))
        doubtful = [page for page in document.pages if needs_ocr(page)][:MOST_PAGES]
        better = {page.number: page for page in await self._reread_all(data, doubtful)} if doubtful else {}
        pages = [better.get(page.number, page) for page in document.pages]
        return replace(document, pages=await self._pictures.read(data, pages))

    async def _reread_all(self, data: bytes, pages: Sequence[Page]) -> list[Page]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._reread(data, page)) for page in pages]
        except* InvoiceLLMError as faults:
            raise _first(faults) from None
        return [task.result() for task in tasks]

    async def _reread(self, data: bytes, page: Page) -> Page:
        try:
            read = (await self._ocr.read(request(data, page.number - 1))).pages[0]
        except UnreadableDocument:
            return page
        return _better(read, page)


def _first(faults: BaseExceptionGroup[InvoiceLLMError]) -> InvoiceLLMError:
    """All pages fail for the same reason: the process that should read them."""
    fault = faults.exceptions[0]
    return fault if isinstance(fault, InvoiceLLMError) else _first(fault)


def needs_ocr(page: Page) -> bool:
    """Check that a picture of the page may tell more than its text, or has to prove it."""
    return page.source == "text" and (page.is_layer or page.verdict in ("empty", "garbage", "partial"))


def _better(read: Page, page: Page) -> Page:
    """The better one of the two readings. OCR that reads much less than a sound layer did not see the page."""
    if not is_better(read, page):
        return page
    both = of_both(read, page) if page.verdict == "unproven" else read
    marks = page.marks + read.marks
    return replace(both, hidden=page.hidden, codes=page.codes, is_layer=page.is_layer, marks=marks)


def blank(page: Page) -> Page:
    """The page as if it were a picture alone."""
    return replace(page, rows=(), quality=0.0, verdict="empty", hidden=0, pictures=())


def is_better(read: Page, page: Page) -> bool:
    """Sound text that is longer than what was there; over garbage any sound text wins, over a layer all but little."""
    if read.verdict != "good":
        return False
    enough = _MUCH_OF_LAYER if page.verdict == "unproven" else 1.0
    return page.verdict in ("garbage", "empty") or _letters(read) > enough * _letters(page)


def _letters(page: Page) -> int:
    return sum(character.isalnum() for row in page.rows for word in row.words for character in word.text)


def scan_reader(limits: Limits, engine: EngineName, *, processes: int, every_page: bool = False) -> ScanReader:
    """A reader with ``processes`` processes for OCR; the limits of time and memory in ``limits`` are for parsing."""
    of_ocr = replace(
        limits,
        max_bytes=limits.max_bytes + MOST_REQUEST_BYTES,
        timeout_s=_PAGE_TIMEOUT_S,
        memory_mb=_MEMORY_MB[engine],
        ocr=engine,
    )
    pictures = IsolatedReader(of_ocr, processes=processes, read_function=READ_PAGE)
    return ScanReader(IsolatedReader(limits), pictures, every_page=every_page)
