"""Choice and loading of the OCR engines that are installed on this machine."""

from __future__ import annotations

import shutil
from functools import cache
from importlib.util import find_spec
from typing import Literal

from invoice_llm.documents.ocr.engine import OcrEngine
from invoice_llm.documents.read_document import EngineName
from invoice_llm.errors import ConfigurationError

EngineChoice = EngineName | Literal["auto", "off"]
HOW_TO_INSTALL = {
    "rapidocr": "pip install 'invoice-llm[ocr]'",
    "tesseract": "apt-get install tesseract-ocr tesseract-ocr-deu tesseract-ocr-fra",
}


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
