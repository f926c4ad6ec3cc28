"""Keys under which pictures of pages, and hidden texts, are kept in a :class:`FileStore` of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Literal

PictureKind = Literal["png", "jpeg"]
PAGE_DPI = 144
_KINDS: tuple[PictureKind, ...] = ("png", "jpeg")


def picture_key(sha256: str, first_page: int | None, number: int, kind: PictureKind) -> str:
    """The key of page ``number`` of a file; ``first_page`` is that of the part which it was drawn for."""
    return _hashed(f"{sha256}/{first_page}/{number}/{PAGE_DPI}/{kind}")


def hidden_key(sha256: str) -> str:
    """The key of the hidden texts of a file."""
    return _hashed(f"{sha256}/hidden")


def picture_keys(sha256: str, *, pages: int, first_pages: Collection[int | None]) -> list[str]:
    """Every key that there may be for a file of so many pages, which parts begin on ``first_pages``; a file that nobody
    could read has one page."""
    drawn = [
        picture_key(sha256, first, number, kind)
        for first in first_pages
        for number in range(1, max(pages, 1) + 1)
        for kind in _KINDS
    ]
    return [hidden_key(sha256), *drawn]


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
