"""A page of a document without its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageHead:
    """Number, from 1, and size in points of a page; ``hidden`` counts letters that nobody sees."""

    number: int
    width: float
    height: float
    hidden: int
