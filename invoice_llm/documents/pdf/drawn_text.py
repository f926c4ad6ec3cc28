"""Text of a PDF page as it is drawn, where the file names another text to be read instead.

``/ActualText`` (ISO 32000-1, 14.9.4) replaces the text of what it marks for whoever searches or copies. It is meant for
ligatures, hyphens and letters that no font can name. One that stands for a whole word or number may say anything, and
the eye sees what is drawn: there it is taken away before the page is read.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable

import pypdfium2.raw as pdfium_c

from invoice_llm.documents.pdf.painted import ObjectKind, PaintedObject
from invoice_llm.documents.pdf.quick import count_marks

_MOST_MARKS = 8
_MOST_CHARACTERS = 64
_WORD = re.compile(r"(?:[A-Za-z\u00c0-\u024f0-9][\W_]*){4}")
"""From so many Latin letters or digits on, it is no ligature."""


def read_as_drawn(things: Iterable[PaintedObject]) -> None:
    """Take the replacing texts from the marks of an open page's texts; its text page has to be opened afterwards."""
    for thing in things:
        if thing.kind is not ObjectKind.TEXT:
            continue
        count = min(count_marks(thing.handle), _MOST_MARKS)
        for mark in [pdfium_c.FPDFPageObj_GetMark(thing.handle, index) for index in range(count)]:
            if _WORD.match(_actual_text(mark)):
                pdfium_c.FPDFPageObj_RemoveMark(thing.handle, mark)


def _actual_text(mark: object) -> str:
    size, text = ctypes.c_ulong(), (ctypes.c_ushort * _MOST_CHARACTERS)()
    asked = (b"ActualText", text, ctypes.sizeof(text), size)
    if not pdfium_c.FPDFPageObjMark_GetParamStringValue(mark, *asked):
        return ""
    if size.value > ctypes.sizeof(text):  # nothing is written where it does not fit
        return "long" * 2
    return bytes(text)[: max(size.value - 2, 0)].decode("utf-16-le", "replace")
