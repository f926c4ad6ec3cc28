"""Pictures in mails that are no documents: logos, icons, signatures."""

from __future__ import annotations

import io
import warnings

_SMALLEST_PAGE = (600, 400)
"""Pixels of the longer and of the shorter side below which no page can be read."""
_SMALLEST_FILE = (250, 120)
"""The same for a picture that somebody attached as a file."""
_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")


def is_decoration(data: bytes, *, inline: bool) -> bool:
    """``True`` for a picture that is too small to be a page. Only the header of the file is looked at."""
    if not data.startswith(_STARTS):
        return b"<svg" in data[:300]
    size = _size(data)
    if size is None:
        return False
    long, short = _SMALLEST_PAGE if inline else _SMALLEST_FILE
    return max(size) < long or min(size) < short


def _size(data: bytes) -> tuple[int, int] | None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")) as image:
                return image.size
    except Exception:  # damaged ones are told of where they are read
        return None
