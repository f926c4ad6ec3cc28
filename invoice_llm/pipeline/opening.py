"""From bytes to text: what a document is, or why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.reader import ReadDocument
from invoice_llm.documents.revision import revision
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.label_reader.revision import revision as reader_revision
from invoice_llm.pipeline.endings import Ended
from invoice_llm.pipeline.parts import DocumentReader, Parts
from invoice_llm.reading.splitting import kind_words, page_kinds, segments
from invoice_llm.reading.splitting.page_kinds import SPOKEN
from invoice_llm.reading.splitting.segments import Segment, Segmentation, segment
from invoice_llm.revision import revision_of, sources
from invoice_llm.store import FoundDocument

FEWEST_LETTERS = 20
"""Below this many letters and digits in the whole document there is nothing to read: a scan or a blank page."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it was read, and the file cut into what it holds.

    ``document`` has the document's own pages, counted from 1; ``numbers`` are their numbers in the file.
    """

    document: ReadDocument
    numbers: tuple[int, ...]
    cut: Segmentation
    part: Segment

    @property
    def set_aside(self) -> dict[int, str]:
        """Pages of the file that no invoice in it has a share in, with their kinds. What stands between two parts goes
        with the first of them."""
        starts = [one.first for one in self.cut.segments[1:]]
        begin = max((start for start in starts if start <= self.part.first), default=1)
        end = min((start for start in starts if start > self.part.first), default=None)
        return {one.page: one.kind for one in self.cut.aside if begin <= one.page and (end is None or one.page < end)}


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its pages and their text as it goes into prompts."""

    document: ReadDocument
    text: str


async def open_document(parts: Parts, reader: DocumentReader, found: FoundDocument) -> Kept | Ended:
    """Read once; a second look takes the kept pages. Raises ``UnreadableDocument``."""
    if found.size > parts.max_bytes:
        return Ended(Outcome.REJECTED, (Reason.TOO_LARGE,))
    known = kept(parts, found)
    if known is not None:
        return known
    try:
        data = parts.files.get(found.sha256)
    except FileNotFoundError:
        return Ended(Outcome.FAILED, (Reason.INTERNAL_ERROR,), "Its content could not be taken from the inbox.")
    document = await reader.read(data)
    cut = _cut(document)
    told = {"revision": revision(), "cut": cut.to_json(), "cut_revision": cut_revision()}
    parts.texts.put(found.sha256, {**document.to_json(), **told})
    return of_file(document, cut, found)


def kept(parts: Parts, found: FoundDocument) -> Kept | None:
    """The document as this version of the readers read it in an earlier step."""
    told = parts.texts.get(found.sha256)
    if not told or told.get("revision") != revision():
        return None
    document = ReadDocument.from_json(told)
    return of_file(document, _kept_cut(told) or _cut(document), found)


def kept_document(parts: Parts, found: FoundDocument) -> ReadDocument | None:
    """The same without where it stands in its file."""
    known = kept(parts, found)
    return None if known is None else known.document


def of_file(document: ReadDocument, cut: Segmentation, found: FoundDocument) -> Kept:
    """The document that was found, out of what its file holds. A part has the pages it was found with, whatever a later
    version would cut; the file that is not cut yet has them all."""
    part = _part(document, cut, found)
    pages = [page for page in document.pages if page.number in part.pages]
    counted = tuple(replace(page, number=number) for number, page in enumerate(pages, 1))
    return Kept(replace(document, pages=counted), tuple(page.number for page in pages), cut, part)


def _part(document: ReadDocument, cut: Segmentation, found: FoundDocument) -> Segment:
    if found.first_page is None or found.last_page is None:
        every = tuple(page.number for page in document.pages)
        return Segment(every) if cut.is_several else cut.segments[0]
    spans = {(one.first, one.last): one for one in cut.segments if one.pages}
    every = tuple(range(found.first_page, found.last_page + 1))
    return spans.get((found.first_page, found.last_page), Segment(every))


def judge(kept: Kept, *, ignore_xml: bool = False) -> Opened | Ended:
    """Whether there is anything to read in it, and whether it is an invoice at all."""
    document = kept.document
    text = layout_text(document.pages)
    if document.invoice is not None and not ignore_xml:
        return Opened(document, text)
    if sum(character.isalnum() for character in text) < FEWEST_LETTERS:
        return Ended(Outcome.REVIEW, (Reason.NO_TEXT,))
    if (kind := kept.part.kind) is not None:
        told = f"{Reason.NOT_AN_INVOICE.sentence} It is {SPOKEN[kind]}."
        return Ended(Outcome.REJECTED, (Reason.NOT_AN_INVOICE,), told, kind=kind)
    return Opened(document, text)


@cache
def cut_revision() -> str:
    """Of the code that says what a file holds, and of the reading it rests on."""
    code = revision_of(sources(page_kinds, kind_words, segments))
    return f"{code}-{reader_revision()}"


def _kept_cut(told: dict[str, Any]) -> Segmentation | None:
    return Segmentation.from_json(told["cut"]) if told.get("cut_revision") == cut_revision() else None


def _cut(document: ReadDocument) -> Segmentation:
    """A file that carries e-invoice data is that one invoice."""
    if document.invoice is not None or not document.pages:
        return Segmentation((Segment(tuple(page.number for page in document.pages)),))
    return segment(document.pages)
