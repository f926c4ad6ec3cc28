"""JPG, PNG and TIFF files as pages. The one module that decodes images a sender made.

Sizes are read from the headers and held against the limit before a pixel is decoded, so that a small file cannot
unfold into gigabytes. Other formats than these three are never tried.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps

from invoice_llm.documents.page import Page
from invoice_llm.documents.qr_codes import codes_in
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

MOST_PIXELS = 80_000_000
"""Pixels of one page: A4 at 900 dpi. Decoded in grey this is 80 MB."""
_FORMATS = ("JPEG", "PNG", "TIFF")
_ORIENTATION = 0x0112  # EXIF; 5 to 8 lie on their side
_USUAL_DPI = 200.0
_BELIEVED_DPI = (50.0, 1200.0)  # 72 stands for "not said" in many files, and a phone's photo says anything


def image_pages(data: bytes, *, max_pages: int) -> tuple[Page, ...]:
    """A page without rows for every frame, as displayed. ``UnreadableDocument`` for damaged and too large images."""
    with _opened(data) as image:
        count = getattr(image, "n_frames", 1)
        if count > max_pages:
            raise UnreadableDocument(f"{count} pages are more than {max_pages}", reason=Reason.TOO_LARGE)
        return tuple(_page(image, index) for index in range(count))


def image_frame(data: bytes, index: int) -> Image.Image:
    """One frame in grey on white, turned as its EXIF orientation says."""
    with _opened(data) as image:
        _select(image, index)
        upright = ImageOps.exif_transpose(image)
        return _grey(upright)


def colour_frame(data: bytes, index: int) -> Image.Image:
    """One frame in colour, turned as its EXIF orientation says."""
    with _opened(data) as image:
        _select(image, index)
        return ImageOps.exif_transpose(image).convert("RGB")


def dots_per_inch(image: Image.Image) -> float:
    """Resolution that the file states, if it can be believed, else the usual one of scanners."""
    said = image.info.get("dpi", (0.0, 0.0))[0]
    low, high = _BELIEVED_DPI
    return float(said) if low <= said <= high and said != 72 else _USUAL_DPI


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture, translating every decoder error to ``UnreadableDocument``: its own text may quote the file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the limit below is ours
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                yield image
    except (UnreadableDocument, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception as error:
        message = f"the image cannot be read ({type(error).__name__})"
        raise UnreadableDocument(message, reason=Reason.UNREADABLE_FILE) from None


def _select(image: Image.Image, index: int) -> None:
    if index:
        image.seek(index)
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> UnreadableDocument:
    return UnreadableDocument(f"an image of more than {MOST_PIXELS} pixels", reason=Reason.TOO_LARGE)


def _page(image: Image.Image, index: int) -> Page:
    _select(image, index)
    points = 72 / dots_per_inch(image)
    width, height = image.width * points, image.height * points
    if image.getexif().get(_ORIENTATION, 1) >= 5:
        width, height = height, width
    return Page(index + 1, round(width, 2), round(height, 2), (), "text", 0.0, "empty", codes=_codes(image))


def _codes(image: Image.Image) -> tuple[str, ...]:
    """Payment codes of the frame; what cannot be decoded has none, and is told of by whoever reads the picture."""
    try:
        return codes_in(_grey(image))
    except (OSError, ValueError, SyntaxError):
        return ()


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image.convert("RGBA"))
    return image.convert("L")
