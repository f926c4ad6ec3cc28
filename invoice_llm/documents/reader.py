"""Bytes in, pages or an invoice out. Runs in the worker process; :mod:`.isolation` is how the rest calls it.

The libraries are imported where a file of their kind is met: the parent process only wants the values below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from invoice_llm.documents.page import FileKind, Page
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice

if TYPE_CHECKING:
    from invoice_llm.documents.ocr.engine import EngineName

Syntax = Literal["ubl", "cii"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may use. ``timeout_s`` is wall-clock; ``memory_mb`` bounds the worker's address space.

    ``ocr`` names the engine of a process that reads pictures of pages (:mod:`.ocr.reading`).
    """

    max_pages: int = 200
    max_bytes: int = 50_000_000
    timeout_s: float = 60.0
    memory_mb: int = 1024
    ocr: EngineName | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What could be read. ``pages`` is empty for XML; a page without text, as of an image, has no rows.

    ``invoice`` and ``syntax`` are set together: the e-invoice that the file is, or that a PDF carries inside.
    """

    kind: FileKind
    pages: tuple[Page, ...] = ()
    invoice: Invoice | None = None
    syntax: Syntax | None = None

    def to_json(self) -> dict[str, Any]:
        invoice = None if self.invoice is None else self.invoice.model_dump(mode="json")
        pages = [page.to_json() for page in self.pages]
        return {"kind": self.kind, "pages": pages, "invoice": invoice, "syntax": self.syntax}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        invoice = None if data["invoice"] is None else Invoice.model_validate(data["invoice"])
        return cls(data["kind"], tuple(Page.from_json(page) for page in data["pages"]), invoice, data["syntax"])


def read_bytes(data: bytes, limits: Limits) -> ReadDocument:
    """Read one file of any kind. ``UnreadableDocument`` says by its reason code why nothing can be read from it."""
    from invoice_llm.documents.kind import detect_kind

    if len(data) > limits.max_bytes:
        raise UnreadableDocument(f"{len(data)} bytes are more than {limits.max_bytes}", reason=Reason.TOO_LARGE)
    kind = detect_kind(data)
    match kind:
        case "pdf":
            return _read_pdf(data, limits)
        case "ubl" | "cii":
            return _read_xml(data, kind)
        case "image":
            return _read_image(data, limits)
        case "empty":
            raise UnreadableDocument("the file is empty", reason=Reason.EMPTY_FILE)
        case _:
            raise UnreadableDocument(f"a file of kind {kind} is not read", reason=Reason.UNSUPPORTED_FILE)


def _read_xml(data: bytes, kind: FileKind) -> ReadDocument:
    from invoice_llm.documents.einvoice import parse_einvoice

    invoice, syntax = parse_einvoice(data)
    return ReadDocument(kind, (), invoice, syntax)


def _read_image(data: bytes, limits: Limits) -> ReadDocument:
    from invoice_llm.documents.images import image_pages

    return ReadDocument("image", image_pages(data, max_pages=limits.max_pages))


def _read_pdf(data: bytes, limits: Limits) -> ReadDocument:
    from invoice_llm.documents.pdf.document import read_pdf

    contents = read_pdf(data, max_pages=limits.max_pages)
    found = _first_invoice(contents.attachments)
    if found is None:
        return ReadDocument("pdf", contents.pages)
    return ReadDocument("pdf", contents.pages, *found)


def _first_invoice(attachments: Sequence[bytes]) -> tuple[Invoice, Syntax] | None:
    """The first attachment that is an e-invoice. A broken one is passed over: the page still says what it says."""
    from invoice_llm.documents.einvoice import parse_einvoice

    for xml in attachments:
        try:
            return parse_einvoice(xml)
        except UnreadableDocument:
            continue
    return None
