"""Reading of one file of any kind: bytes in, pages or an invoice out. Runs in the worker process.

The other processes call it through :mod:`.isolation`. Each library is imported where a file of its kind is met, so
that a process loads only what it reads.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from invoice_llm.documents.page import FileKind, Page
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

if TYPE_CHECKING:
    from invoice_llm.documents.einvoice import EinvoiceData

_MOST_ATTACHED_PAGES = 20


def read_bytes(data: bytes, limits: Limits) -> ReadDocument:
    """Read one file of any kind. ``UnreadableDocument`` says by its reason code why nothing can be read from it."""
    from invoice_llm.documents.kind import detect_kind

    if len(data) > limits.max_bytes:
        raise UnreadableDocument(f"{len(data)} bytes are more than {limits.max_bytes}", reason=Reason.TOO_LARGE)
    kind = detect_kind(data)
    match kind:
        case "pdf":
            return _read_pdf(data, limits)
        case "ubl" | "cii" | "xml":
            return _read_xml(data, kind)
        case "image":
            return _read_image(data, limits)
        case "empty":
            raise UnreadableDocument("the file is empty", reason=Reason.EMPTY_FILE)
        case _:
            raise UnreadableDocument(f"a file of kind {kind} is not read", reason=Reason.UNSUPPORTED_FILE)


def _read_xml(data: bytes, kind: FileKind) -> ReadDocument:
    from invoice_llm.documents.einvoice import read_einvoice

    read = read_einvoice(data)
    pages = _attached_pages(read.attached) if read.attached else ()
    return ReadDocument(kind, (), read.invoice, read.syntax, read.markings, attached=pages)


def _attached_pages(files: Sequence[bytes]) -> tuple[tuple[Page, ...], ...]:
    """The pages of each PDF that can be read; a long one is no invoice but what supports it."""
    from invoice_llm.documents.pdf.document import read_pdf

    found = []
    for data in files:
        with contextlib.suppress(UnreadableDocument):
            found.append(read_pdf(data, max_pages=_MOST_ATTACHED_PAGES).pages)
    return tuple(found)


def _read_image(data: bytes, limits: Limits) -> ReadDocument:
    from invoice_llm.documents.images import image_pages

    return ReadDocument("image", image_pages(data, max_pages=limits.max_pages))


def _read_pdf(data: bytes, limits: Limits) -> ReadDocument:
    from invoice_llm.documents.pdf.document import read_pdf

    contents = read_pdf(data, max_pages=limits.max_pages)
    found = _first_invoice(contents.attachments) if contents.attachments else None
    if found is None:
        return ReadDocument("pdf", contents.pages, made=contents.made)
    return ReadDocument("pdf", contents.pages, found.invoice, found.syntax, found.markings, contents.made)


def _first_invoice(attachments: Sequence[bytes]) -> EinvoiceData | None:
    """The first attachment that is an e-invoice. A broken one is passed over: the page still says what it says."""
    from invoice_llm.documents.einvoice import read_einvoice

    for xml in attachments:
        try:
            return read_einvoice(xml)
        except UnreadableDocument:
            continue
    return None
