"""PDFs that hold documents: several written one behind the other, and those with documents attached."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from invoice_llm.documents.containers.entries import Allowance, Entries, Itself, Part, Refused
from invoice_llm.documents.containers.names import safe_name, with_ending
from invoice_llm.documents.kind import detect_kind
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

_BOUNDARY = re.compile(rb"%%EOF(?:(?!obj|stream|%PDF-).){0,256}?(?=%PDF-\d\.\d)", re.DOTALL)
_DOCUMENTS = ("pdf", "zip", "mail", "mbox", "ole", "signed", "office", "image")
_NUMBER = re.compile(r"\d(?:[\d.,]|[ '’\u00a0\u202f](?=\d)){2,}")
_COVER_PAGES = 3
_COVER_LETTERS = (15, 1200)
"""A page without letters may be the picture of an invoice, one with more is a text of its own."""


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
    """Attachments of a cover go without it. A PDF with e-invoice data is that invoice, and what else is attached
    supports it (BG-24), unless it is the data of another one."""
    from invoice_llm.documents.pdf.attachments import attachments_of, words_of
    from invoice_llm.documents.pdf.document import opened

    try:
        with opened(data) as document:
            files = [_look(one, allowance) for one in attachments_of(document)]
            if not files:
                return
            is_cover = _is_cover(words_of(document, _COVER_PAGES))
            wanted = _wanted(files, is_cover=is_cover)
            if wanted and not is_cover:
                yield Itself()
            for at, attachment in enumerate(attachments_of(document)):
                if at in wanted:
                    allowance.count_part()
                    yield _part_of(attachment, files[at].kind, allowance)
    except UnreadableDocument:
        return


@dataclass(frozen=True, slots=True)
class _Attached:
    """``kind`` is that of the file, ``too large`` or ``e-invoice``; ``number`` that of the invoice in it."""

    kind: str
    number: str | None = None


def _is_cover(words: str) -> bool:
    """A few words without a number: nothing of an invoice."""
    least, most = _COVER_LETTERS
    return least <= sum(map(str.isalpha, words)) <= most and not _NUMBER.search(words)


def _wanted(files: Sequence[_Attached], *, is_cover: bool) -> set[int]:
    """Places of the files that are documents of their own."""
    documents = {at for at, file in enumerate(files) if file.kind in (*_DOCUMENTS, "too large")}
    invoices = [at for at, file in enumerate(files) if file.kind == "e-invoice"]
    if is_cover and (documents or len(invoices) > 1):
        return documents | set(invoices)
    others = {at for at in invoices if files[at].number != files[invoices[0]].number}
    return others if invoices else documents


def _look(attachment: Any, allowance: Allowance) -> _Attached:
    from invoice_llm.documents.pdf.attachments import attached_bytes

    data = attached_bytes(attachment, allowance.limits.max_bytes)
    if data is None:
        return _Attached("too large" if attached_bytes(attachment, 1 << 40) is not None else "other")
    return _einvoice(data) or _Attached(detect_kind(data))


def _part_of(attachment: Any, kind: str, allowance: Allowance) -> Part | Refused:
    from invoice_llm.documents.pdf.attachments import attached_bytes, attached_name

    name = safe_name(attached_name(attachment) or with_ending("attachment", kind))
    data = attached_bytes(attachment, allowance.limits.max_bytes)
    if data is None:
        return Refused(name, Reason.NOT_OPENED)
    allowance.count_bytes(len(data))
    return Part(name, data)


def _einvoice(data: bytes) -> _Attached | None:
    from invoice_llm.documents.einvoice import parse_einvoice

    if detect_kind(data) not in ("ubl", "cii", "xml"):
        return None
    try:
        return _Attached("e-invoice", parse_einvoice(data)[0].invoice_number)
    except UnreadableDocument:
        return None
