"""What a document says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SelfStatement:
    """A state with the ``words`` that say so, the ``sentence`` they stand in and its first ``row``. ``alone``: a stamp
    or a title rather than a sentence."""

    state: str
    words: str
    sentence: str
    row: int
    alone: bool
