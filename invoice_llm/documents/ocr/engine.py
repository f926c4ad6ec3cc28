"""What an OCR engine is to us, and which of them is there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, Protocol

from invoice_llm.errors import ConfigurationError

if TYPE_CHECKING:
    from PIL.Image import Image

EngineName = Literal["rapidocr", "tesseract"]
EngineChoice = Literal["auto", "rapidocr", "tesseract", "off"]
HOW_TO_INSTALL = {
    "rapidocr": "pip install 'invoice-llm[ocr]'",
    "tesseract": "apt-get install tesseract-ocr tesseract-ocr-deu tesseract-ocr-fra",
}


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


def installed_engine(choice: EngineChoice) -> EngineName | None:
    """The engine to use; ``None`` if there is none or OCR is off. One that was asked for by name has to be there."""
    if choice == "off":
        return None
    if choice == "auto":
        return next((name for name in _PREFERRED if is_installed(name)), None)
    if not is_installed(choice):
        raise ConfigurationError(f"the OCR engine {choice} is not installed; {HOW_TO_INSTALL[choice]}")
    return choice


_PREFERRED: tuple[EngineName, ...] = ("rapidocr", "tesseract")


def is_installed(name: EngineName) -> bool:
    """Looks without importing: an engine takes a second and a hundred megabytes."""
    if name == "rapidocr":
        return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
    return shutil.which("tesseract") is not None


@cache
def loaded_engine(name: EngineName) -> OcrEngine:
    """Load it once a process; for the worker process alone."""
    if name == "rapidocr":
        from invoice_llm.documents.ocr.rapidocr_engine import RapidOcr

        return RapidOcr()
    from invoice_llm.documents.ocr.tesseract_engine import Tesseract

    return Tesseract()
