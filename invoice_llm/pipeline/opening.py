"""From bytes to text: what a document is, or why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.reader import ReadDocument
from invoice_llm.documents.revision import revision
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.parts import DocumentReader, Parts
from invoice_llm.store.runs import Found

FEWEST_LETTERS = 20
"""Below this many letters and digits in the whole document there is nothing to read: a scan or a blank page."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its pages and their text as it goes into prompts."""

    document: ReadDocument
    text: str


async def open_document(parts: Parts, reader: DocumentReader, found: Found) -> Opened | Ended:
    """Read once; a second look takes the kept pages. Raises ``UnreadableDocument``."""
    if found.size > parts.max_bytes:
        return Ended(Outcome.REJECTED, (Reason.TOO_LARGE,))
    kept = kept_document(parts, found)
    if kept is None:
        try:
            data = parts.files.get(found.sha256)
        except FileNotFoundError:
            return Ended(Outcome.FAILED, (Reason.INTERNAL_ERROR,), "Its content could not be taken from the inbox.")
        kept = await reader.read(data)
        parts.texts.put(found.sha256, {**kept.to_json(), "revision": revision()})
    return judge(kept, ignore_xml=parts.ignore_xml)


def kept_document(parts: Parts, found: Found) -> ReadDocument | None:
    """The document as this version of the readers read it in an earlier step."""
    kept = parts.texts.get(found.sha256)
    return ReadDocument.from_json(kept) if kept and kept.get("revision") == revision() else None


def judge(document: ReadDocument, *, ignore_xml: bool = False) -> Opened | Ended:
    """Whether there is anything to read in it."""
    if document.invoice is not None and not ignore_xml:
        return Opened(document, layout_text(document.pages))
    text = layout_text(document.pages)
    if sum(character.isalnum() for character in text) < FEWEST_LETTERS:
        return Ended(Outcome.REVIEW, (Reason.NO_TEXT,))
    return Opened(document, text)
