"""Files that a PDF carries: in its list of embedded files, and as notes on its pages. One at a time is in memory."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Collection, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

_MOST_ANNOTATED_PAGES = 50
_MOST_NOTES = 200


def attachments_of(document: pypdfium2.PdfDocument, annotated: Collection[int] | None = None) -> Iterator[Any]:
    """Handles of the files, those of the list first. ``annotated`` are the pages, from 0, that have notes at all, where
    that is known: to open a page costs more than all else here."""
    for index in range(document.count_attachments()):
        with contextlib.suppress(pypdfium2.PdfiumError):
            yield document.get_attachment(index)
    for index in range(min(len(document), _MOST_ANNOTATED_PAGES)):
        if annotated is None or index in annotated:
            with contextlib.suppress(pypdfium2.PdfiumError):
                yield from _on_page(document, index)


def _on_page(document: pypdfium2.PdfDocument, index: int) -> Iterator[Any]:
    page = document[index]
    try:
        for at in range(min(pdfium_c.FPDFPage_GetAnnotCount(page.raw), _MOST_NOTES)):
            note = pdfium_c.FPDFPage_GetAnnot(page.raw, at)
            if not note:
                continue
            if pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
                raw = pdfium_c.FPDFAnnot_GetFileAttachment(note)
                if raw:
                    yield pypdfium2.PdfAttachment(raw, document)
            pdfium_c.FPDFPage_CloseAnnot(note)
    finally:
        page.close()


def attached_bytes(attachment: Any, most: int) -> bytes | None:
    """Content of the file; ``None`` where it is empty, broken or longer than ``most``."""
    size = ctypes.c_ulong()
    if not pdfium_c.FPDFAttachment_GetFile(attachment, None, 0, size) or not 0 < size.value <= most:
        return None
    try:
        return bytes(attachment.get_data())
    except pypdfium2.PdfiumError:
        return None


def attached_name(attachment: Any) -> str:
    try:
        return str(attachment.get_name())
    except (pypdfium2.PdfiumError, UnicodeError):
        return ""


def words_of(document: pypdfium2.PdfDocument, pages: int) -> str:
    """Text of the first pages as PDFium gives it, for a look at what they are."""
    texts = []
    for index in range(min(pages, len(document))):
        with contextlib.suppress(pypdfium2.PdfiumError):
            page = document[index]
            textpage = page.get_textpage()
            texts.append(textpage.get_text_range())
            textpage.close()
            page.close()
    return "\n".join(texts)
