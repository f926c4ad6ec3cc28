"""PDFs that hold documents: several written one behind the other, and those with documents attached."""

from __future__ import annotations

import re
from typing import Any

from invoice_llm.documents.containers.entries import Allowance, Entries, Itself, Part, Refused
from invoice_llm.documents.containers.names import safe_name, with_ending
from invoice_llm.documents.kind import detect_kind
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

_BOUNDARY = re.compile(rb"%%EOF(?:(?!obj|stream|%PDF-).){0,256}?(?=%PDF-\d\.\d)", re.DOTALL)
_DOCUMENTS = ("pdf", "zip", "mail", "mbox", "ole", "signed", "office", "image")
_AMOUNT = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,'’\u00a0\u202f]?\d{3})*[.,]\d{2}(?![\d.,])")
_COVER_PAGES = 3


def is_joined(data: bytes) -> bool:
    """``True`` where another PDF begins behind the end of the first."""
    return _BOUNDARY.search(data) is not None


def pdf_entries(data: bytes, allowance: Allowance) -> Entries:
    """The PDFs of a joined file, or a PDF and the documents attached to it; nothing for a PDF that is one document."""
    if is_joined(data):
        yield from _joined(data, allowance)
    else:
        yield from _attached(data, allowance)


def _joined(data: bytes, allowance: Allowance) -> Entries:
    cuts = [found.end() for found in _BOUNDARY.finditer(data)]
    for number, (begin, end) in enumerate(zip([0, *cuts], [*cuts, len(data)], strict=True), 1):
        allowance.count_part()
        allowance.count_bytes(end - begin)
        yield Part(f"{number}.pdf", data[begin:end])


def _attached(data: bytes, allowance: Allowance) -> Entries:
    """What is attached to a cover goes without it; XML that is the PDF's own e-invoice stays with it."""
    from invoice_llm.documents.pdf.attachments import attachments_of, words_of
    from invoice_llm.documents.pdf.document import opened

    try:
        with opened(data) as document:
            kinds = [_kind_of(one, allowance) for one in attachments_of(document)]
            invoices = [at for at, kind in enumerate(kinds) if kind == "e-invoice"]
            documents = [at for at, kind in enumerate(kinds) if kind in (*_DOCUMENTS, "too large")]
            is_cover = bool(documents or len(invoices) > 1) and not _AMOUNT.search(words_of(document, _COVER_PAGES))
            wanted = {*documents, *(invoices if is_cover else invoices[1:])}
            if wanted and not is_cover:
                yield Itself()
            for at, attachment in enumerate(attachments_of(document)):
                if at in wanted:
                    allowance.count_part()
                    yield _part_of(attachment, kinds[at], allowance)
    except UnreadableDocument:
        return


def _kind_of(attachment: Any, allowance: Allowance) -> str:
    from invoice_llm.documents.pdf.attachments import attached_bytes

    data = attached_bytes(attachment, allowance.limits.max_bytes)
    if data is None:
        return "too large" if attached_bytes(attachment, 1 << 40) is not None else "other"
    return "e-invoice" if _is_einvoice(data) else detect_kind(data)


def _part_of(attachment: Any, kind: str, allowance: Allowance) -> Part | Refused:
    from invoice_llm.documents.pdf.attachments import attached_bytes, attached_name

    name = safe_name(attached_name(attachment) or with_ending("attachment", kind))
    data = attached_bytes(attachment, allowance.limits.max_bytes)
    if data is None:
        return Refused(name, Reason.NOT_OPENED)
    allowance.count_bytes(len(data))
    return Part(name, data)


def _is_einvoice(data: bytes) -> bool:
    from invoice_llm.documents.einvoice import parse_einvoice

    if detect_kind(data) not in ("ubl", "cii", "xml"):
        return False
    try:
        parse_einvoice(data)
    except UnreadableDocument:
        return False
    return True
