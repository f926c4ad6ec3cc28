"""Input and output of a reader: the limits of one document, and its pages or its invoice.

The invoice's schema is imported where there is an invoice: it takes longer than everything else that a process needs
to read a PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Self

from invoice_llm.documents.page import FileKind, Page

if TYPE_CHECKING:
    from invoice_llm.invoice.schema import Invoice

EngineName = Literal["rapidocr", "tesseract"]
Syntax = Literal["ubl", "cii", "fatturapa", "ksef", "facturae", "cfdi"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one document's reading. ``timeout_s`` is wall-clock; ``memory_mb`` is the worker's address space.

    ``ocr`` names the engine of a process that reads pictures of pages (:mod:`.ocr.reading`).
    """

    max_pages: int = 200
    max_bytes: int = 50_000_000
    timeout_s: float = 60.0
    memory_mb: int = 1024
    ocr: EngineName | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """Content of one file. ``pages`` is empty for XML; a page without text, as of an image, has no rows.

    ``invoice`` and ``syntax`` are set together: the e-invoice that the file is, or that a PDF carries inside, with its
    ``markings`` (:mod:`.einvoice.markings`). ``made`` is the day on which a PDF was made, by its own properties.
    ``attached`` are the pages of each PDF inside e-invoice XML.
    """

    kind: FileKind
    pages: tuple[Page, ...] = ()
    invoice: Invoice | None = None
    syntax: Syntax | None = None
    markings: Mapping[str, str] = field(default_factory=dict)
    made: date | None = None
    attached: tuple[tuple[Page, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        invoice = None if self.invoice is None else self.invoice.model_dump(mode="json")
        pages = [page.to_json() for page in self.pages]
        told: dict[str, Any] = {"kind": self.kind, "pages": pages, "invoice": invoice, "syntax": self.syntax}
        told |= {"markings": dict(self.markings)} if self.markings else {}
        if self.attached:
            told["attached"] = [[page.to_json() for page in one] for one in self.attached]
        return told | ({"made": self.made.isoformat()} if self.made else {})

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        invoice = None if data["invoice"] is None else _invoice(data["invoice"])
        pages = tuple(Page.from_json(page) for page in data["pages"])
        made = date.fromisoformat(data["made"]) if data.get("made") else None
        attached = tuple(tuple(map(Page.from_json, one)) for one in data.get("attached", ()))
        return cls(data["kind"], pages, invoice, data["syntax"], data.get("markings", {}), made, attached)


def _invoice(told: Any) -> Invoice:
    from invoice_llm.invoice.schema import Invoice

    return Invoice.model_validate(told)
