"""Pages as small pictures for a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from invoice_llm.documents.drawing import data_uri, draw_page

DPI = 92.0
"""A4 becomes 760 pixels wide: print can be read, and a page of it has about 60 kB."""
MOST_BYTES = 1_500_000
"""Bytes of all pictures of one report together."""


def pictures(pages: Iterable[tuple[str, Path, int]], *, most_bytes: int = MOST_BYTES) -> Mapping[str, str]:
    """Data URIs by key, of (key, file, page from 1); what cannot be drawn or is too much in all is left out."""
    found: dict[str, str] = {}
    left = most_bytes
    for key, path, number in pages:
        picture = page_picture(path, number - 1)
        if picture and len(picture) <= left:
            left -= len(picture)
            found[key] = data_uri(picture)
    return found


def page_picture(path: Path, index: int) -> bytes | None:
    """One page as PNG or JPEG; ``None`` whatever goes wrong with it."""
    try:
        return draw_page(path.read_bytes(), index, dpi=DPI)
    except OSError:
        return None
