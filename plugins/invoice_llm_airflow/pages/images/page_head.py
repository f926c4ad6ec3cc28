"""A page of a document without its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageHead:
    """Number, from 1, and size in points of a page; ``hidden`` counts letters that nobody sees. ``is_scan``: its text
    was read off a picture."""

    number: int
    width: float
    height: float
    hidden: int
    is_scan: bool = False
