"""One page of a file, rendered and read as a picture. Runs in the worker process, as :mod:`..reader` does.

What arrives is the page's index in four bytes and the file; what leaves is a document of that one page. Or only some
pictures on the page are read: then their digests stand before the file, and the page that leaves has those pictures.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from invoice_llm.documents.page import Page, PictureOnPage
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

if TYPE_CHECKING:
    from PIL.Image import Image

    from invoice_llm.documents.ocr.engine import OcrEngine
    from invoice_llm.documents.ocr.upright import TurnedPicture

READ_PAGE = "invoice_llm.documents.ocr.reading:read_page"
_INDEX = struct.Struct(">I")
_BELIEVED = 0.85
"""Mean confidence below which the page is turned and read again. Measured on three scans the right way round and upside
down: rapidocr 0.91 to 0.98 and at most 0.76, tesseract 0.87 to 0.94 and at most 0.46."""


_PICTURES = 1 << 31
"""Bit of the index that asks for pictures on the page."""
MOST_PICTURES = 8
_DIGEST = 32


def request(data: bytes, index: int) -> bytes:
    return _INDEX.pack(index) + data


def pictures_request(data: bytes, index: int, digests: Sequence[str]) -> bytes:
    """A request for pictures on one page, ``MOST_PICTURES`` at the most."""
    wanted = "".join(digests[:MOST_PICTURES]).ljust(_DIGEST * MOST_PICTURES)
    return _INDEX.pack(index | _PICTURES) + wanted.encode() + data


REQUEST_BYTES = _INDEX.size
MOST_REQUEST_BYTES = REQUEST_BYTES + MOST_PICTURES * _DIGEST


def read_page(data: bytes, limits: Limits) -> ReadDocument:
    """Read the page asked for with the engine in ``limits``. ``UnreadableDocument`` if it cannot be rendered."""
    from invoice_llm.documents.kind import detect_kind
    from invoice_llm.documents.ocr.installed import loaded_engine
    from invoice_llm.documents.rendering import render

    if limits.ocr is None:
        raise UnreadableDocument("no OCR engine was named", reason=Reason.NO_TEXT)
    index, file = _INDEX.unpack(data[: _INDEX.size])[0], data[_INDEX.size :]
    engine = loaded_engine(limits.ocr)
    if index & _PICTURES:
        return _read_pictures(file, index ^ _PICTURES, engine)
    picture, page = render(file, index, dpi=engine.dpi)
    read = read_picture(picture, page, engine)
    return ReadDocument(detect_kind(file), (replace(read, marks=_marks(file, index, picture, read)),))


def _read_pictures(request: bytes, index: int, engine: OcrEngine) -> ReadDocument:
    from invoice_llm.documents.ocr.pictured import read_words
    from invoice_llm.documents.rendering import pictures_of

    size = MOST_PICTURES * _DIGEST
    listed, file = request[:size].decode("ascii", "replace"), request[size:]
    wanted = {listed[at : at + _DIGEST] for at in range(0, size, _DIGEST)}
    read: list[PictureOnPage] = []
    for picture, image in pictures_of(file, index, wanted):
        words = read_words(image, engine, likely=picture.shows_words)
        read.append(replace(picture, lines=words.lines, slant=max(words.slant, picture.slant)))
    return ReadDocument("pdf", (Page(index + 1, 1.0, 1.0, (), pictures=tuple(read)),))


def _marks(file: bytes, index: int, picture: Image, read: Page) -> int:
    """Coloured marks that were not read; none are looked for in a photograph, which has the colours of a desk."""
    from invoice_llm.documents.ocr.coloured import DPI, coloured_marks
    from invoice_llm.documents.ocr.photographs import page_corners
    from invoice_llm.documents.rendering import in_colour

    if not read.rows or page_corners(picture) is not None:
        return 0
    return coloured_marks(in_colour(file, index, dpi=DPI), read.rows)


def read_picture(picture: Image, page: Page, engine: OcrEngine) -> Page:
    """The page with what the engine reads in its picture, the way round that reads best."""
    from invoice_llm.documents.ocr import upright
    from invoice_llm.documents.ocr.photographs import Photograph

    photograph = Photograph.of(picture)
    best: _Reading | None = None
    for degrees in upright.likely_turns(photograph.picture):
        found = _read_turned(upright.TurnedPicture.by(photograph.picture, degrees, photograph), page, engine)
        if best is None or found.weight > best.weight:
            best = found
        if best.confidence >= _BELIEVED or not best.page.rows:
            break
    return best.page if best else page


@dataclass(frozen=True, slots=True)
class _Reading:
    """The page read one way round, and the engine's mean confidence over its characters."""

    page: Page
    confidence: float

    @property
    def weight(self) -> float:
        return self.confidence * sum(len(word.text) for row in self.page.rows for word in row.words)


def _read_turned(turned: TurnedPicture, page: Page, engine: OcrEngine) -> _Reading:
    """An engine that is sure of its letters has read letters, in any language."""
    from invoice_llm.documents.ocr.placing import mean_confidence, rows_of
    from invoice_llm.documents.text_quality import judge_text

    words = engine.read(turned.picture)
    rows = rows_of(words, turned, points_a_pixel=page.width / turned.size[0])
    confidence = mean_confidence(words)
    judged = judge_text(rows, any_language=confidence >= _BELIEVED)
    quality = round(judged.score * confidence, 3)
    return _Reading(replace(page, rows=rows, source="ocr", quality=quality, verdict=judged.verdict), confidence)
