"""Words of pictures on pages with text: stamps, notes, logos. Each picture is read by OCR once, as logos come again on
every invoice of a supplier."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from invoice_llm.documents.isolation import IsolatedReader
from invoice_llm.documents.ocr.reading import MOST_PICTURES, pictures_request
from invoice_llm.documents.page import Page, PictureOnPage
from invoice_llm.errors import UnreadableDocument

_MOST_OF_DOCUMENT = 8
"""Pictures of one document that are read."""
_MOST_KEPT = 4_000
_HEAD, _FOOT = 0.2, 0.9
"""Parts of the page's height between which a picture may be a note whatever it looks like."""
_SQUARE = (0.9, 1.1)
"""Width by height of codes and seals."""


class PictureReader:
    """Reads with ``ocr``.

    Guarantee: a picture that looks like one that was read before costs nothing. One that cannot be read stays unread.
    """

    def __init__(self, ocr: IsolatedReader) -> None:
        self._ocr = ocr
        self._known: dict[str, PictureOnPage] = {}
        self._one_at_a_time = asyncio.Lock()

    async def read(self, data: bytes, pages: Sequence[Page]) -> tuple[Page, ...]:
        """The pages of a file with what their pictures say."""
        if not any(map(_wanted, pages)):
            return tuple(pages)
        async with self._one_at_a_time:  # the next document has the same logo
            left = _MOST_OF_DOCUMENT
            for page in pages:
                new = [one.digest for one in _wanted(page) if one.digest not in self._known][: min(left, MOST_PICTURES)]
                left -= len(new)
                if new:
                    await self._learn(data, page, new)
        return tuple(replace(page, pictures=tuple(map(self._read, page.pictures))) for page in pages)

    def _read(self, picture: PictureOnPage) -> PictureOnPage:
        known = self._known.get(picture.digest)
        return picture if known is None else replace(picture, lines=known.lines, slant=known.slant)

    async def _learn(self, data: bytes, page: Page, digests: Sequence[str]) -> None:
        try:
            read = await self._ocr.read(pictures_request(data, page.number - 1, digests))
        except UnreadableDocument:
            return
        for one in (one for found in read.pages for one in found.pictures):
            self._known[one.digest] = one
        while len(self._known) > _MOST_KEPT:
            del self._known[next(iter(self._known))]


def _wanted(page: Page) -> list[PictureOnPage]:
    """Pictures of a page with text that show words, or may be a note that does not look like it."""
    if page.source != "text" or page.is_layer:
        return []
    return [one for one in page.pictures if one.lines is None and (one.shows_words or _may_be_note(one, page))]


def _may_be_note(picture: PictureOnPage, page: Page) -> bool:
    left, top, right, bottom = picture.box
    wide, high = (right - left) * page.width, (bottom - top) * page.height
    is_square = _SQUARE[0] < wide / max(high, 1.0) < _SQUARE[1]
    return _HEAD < (top + bottom) / 2 < _FOOT and not is_square
