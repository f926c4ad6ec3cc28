"""The interface of an OCR engine: a picture in, words with boxes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class OcrWord:
    """``box`` is (x0, y0, x1, y1) in pixels of the picture, ``confidence`` 0-1 as the engine sees it."""

    text: str
    box: tuple[float, float, float, float]
    confidence: float


class OcrEngine(Protocol):
    """Reads an upright picture in grey (mode ``L``).

    Guarantee: words without blanks, boxes inside the picture, in any order; no network, no file written, one thread.
    ``dpi`` is what it reads best. A fault of the engine is an exception, a picture without text an empty list.
    """

    dpi: float

    def read(self, picture: Image) -> list[OcrWord]: ...
