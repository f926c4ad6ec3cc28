"""PDFs inside e-invoice XML: what the sender attached for people, mostly the same invoice as a page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from itertools import islice

from invoice_llm.documents.einvoice.source import Element

_ELEMENTS = ("EmbeddedDocumentBinaryObject", "AttachmentBinaryObject", "Attachment", "AttachmentData")
"""Of UBL, CII, FatturaPA and Facturae, in which order."""
_ENCODED = "JVBERi"
"""How base64 of ``%PDF-`` begins."""
_MOST = 4


def attached_pdfs(root: Element) -> tuple[bytes, ...]:
    """The first PDFs of a root with local names only, in the order of the file."""
    return tuple(islice(_pdfs(root), _MOST))


def _pdfs(root: Element) -> Iterator[bytes]:
    for element in root.iter(*_ELEMENTS):
        text = "".join((element.text or "").split())
        if text.startswith(_ENCODED):
            try:
                yield base64.b64decode(text, validate=True)
            except (binascii.Error, ValueError):
                continue
