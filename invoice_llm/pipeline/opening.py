"""From bytes to text: what a document is, or why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.reader import ReadDocument
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.pipeline.parts import Parts
from invoice_llm.store.runs import Found

FEWEST_LETTERS = 20
"""Below this many letters and digits in the whole document there is nothing to read: a scan or a blank page."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A document whose outcome needs no further step."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its pages and their text as it goes into prompts."""

    document: ReadDocument
    text: str


async def open_document(parts: Parts, reader: object, found: Found) -> Opened | Ended:
    """Read once; a second look takes the kept pages."""
    kept = parts.texts.get(found.sha256)
    if kept is not None:
        document = ReadDocument.from_json(kept)
    else:
        try:
            document = await reader.read(parts.files.get(found.sha256))  # type: ignore[attr-defined]
        except UnreadableDocument as error:
            return Ended(Outcome.REJECTED, (Reason(error.reason),), str(error) or None)
        parts.texts.put(found.sha256, document.to_json())
    return judge(document, ignore_xml=parts.ignore_xml)


def judge(document: ReadDocument, *, ignore_xml: bool = False) -> Opened | Ended:
    """Whether there is anything to read in it."""
    if document.invoice is not None and not ignore_xml:
        return Opened(document, layout_text(document.pages))
    text = layout_text(document.pages)
    if sum(character.isalnum() for character in text) < FEWEST_LETTERS:
        return Ended(Outcome.REVIEW, (Reason.NO_TEXT,))
    return Opened(document, text)
