"""A page of a PDF or of an image file as a picture, for reading it by OCR or showing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from invoice_llm.documents.kind import detect_kind
from invoice_llm.documents.page import Page, PictureOnPage
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 16_000_000
"""A4 at 300 dpi has 9 million. Larger pages are rendered coarser, larger images made smaller."""
_POINTS = 72.0


def render(data: bytes, index: int, *, dpi: float) -> tuple[Image, Page]:
    """The picture of one page as displayed, and the page with its size and without rows.

    About ``dpi``, fewer for pages of which that would be too many pixels. Raises ``UnreadableDocument``.
    """
    if detect_kind(data) == "image":
        return _render_image(data, index, dpi)
    return _render_pdf(data, index, dpi)


def in_colour(data: bytes, index: int, *, dpi: float) -> Image:
    """A small picture of the page in colour (mode ``RGB``), as displayed, about as large as A4 at ``dpi``."""
    if detect_kind(data) == "image":
        from invoice_llm.documents.images import colour_frame

        picture = colour_frame(data, index)
        picture.thumbnail((round(_wanted_side(dpi)), round(_wanted_side(dpi))))
        return picture
    from invoice_llm.documents.pdf.document import loaded, opened

    with opened(data) as document:
        page = loaded(document, index)
        try:
            width, height = page.get_size()
            made: Image = page.render(scale=_bounded(_wanted_side(dpi) / max(width, height), width * height)).to_pil()
            return made.convert("RGB")
        finally:
            page.close()


def pictures_of(data: bytes, index: int, wanted: Collection[str]) -> Iterator[tuple[PictureOnPage, Image]]:
    """The pictures with these digests on one page of a PDF, from 0, each in grey as it is displayed."""
    from invoice_llm.documents.pdf.document import loaded, opened
    from invoice_llm.documents.pdf.drawn_words.pictures import FINE, pictures_on, rendered
    from invoice_llm.documents.pdf.painted import painted

    with opened(data) as document:
        page = loaded(document, index)
        try:
            for picture, thing in pictures_on(page, tuple(painted(page.raw)), lambda box: box):
                if picture.digest in wanted and (image := rendered(page, thing, FINE)) is not None:
                    yield picture, image
        finally:
            page.close()


def _render_image(data: bytes, index: int, dpi: float) -> tuple[Image, Page]:
    """An image has the pixels that it has: made larger where its print is small, smaller where they are too many."""
    from PIL.Image import Resampling

    from invoice_llm.documents.images import image_frame, image_pages

    page = image_pages(data, max_pages=index + 1_000)[index]
    picture = image_frame(data, index)
    scale = _bounded(_wanted_side(dpi) / max(picture.size), picture.width * picture.height)
    if not 0.9 < scale < 1.1:
        size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
        picture = picture.resize(size, Resampling.LANCZOS)
    return picture, page


def _wanted_side(dpi: float) -> float:
    """The longer side of A4: what an image's resolution is called is not to be trusted, its print is an invoice's."""
    return 842 * dpi / _POINTS


def _render_pdf(data: bytes, index: int, dpi: float) -> tuple[Image, Page]:
    from invoice_llm.documents.pdf.document import loaded, opened

    with opened(data) as document:
        if not 0 <= index < len(document):
            raise UnreadableDocument(f"there is no page {index + 1}", reason=Reason.UNREADABLE_FILE)
        page = loaded(document, index)
        try:
            width, height = page.get_size()
            scale = _bounded(dpi / _POINTS, width * height)
            picture: Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
            return picture, Page(index + 1, width, height, ())
        finally:
            page.close()


def _bounded(scale: float, area: float) -> float:
    return float(min(scale, (_MOST_PIXELS / max(area, 1.0)) ** 0.5))
