"""From bytes to text: what a document is, or why it cannot be read."""

from __future__ import annotations

from dataclasses import replace

from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.outcome import Outcome, Reason
from invoice_llm.invoice.statements import Statement
from invoice_llm.label_reader.reader import ReadLabels
from invoice_llm.label_reader.readings import text_key
from invoice_llm.pipeline.endings import Ended, unreadable
from invoice_llm.pipeline.keeping import FileReading, Kept, has_text, pages_of
from invoice_llm.pipeline.parts import DocumentReader, Parts
from invoice_llm.pipeline.remembering import supplier_on
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.memory.recalling import with_memory
from invoice_llm.reading.splitting.page_kinds import asks_for_money, is_placeholder
from invoice_llm.reading.splitting.segments import Segment, Segmentation
from invoice_llm.store import FoundDocument


async def open_document(parts: Parts, reader: DocumentReader, found: FoundDocument) -> Kept | Ended:
    """Read once; a second look takes the kept pages, unless another OCR engine is at hand by now that could read more.
    Only documents that are to be decided are opened. Raises ``UnreadableDocument``."""
    if found.size > parts.max_bytes:
        return unreadable(Reason.TOO_LARGE)
    if (known := parts.at_hand.get(found.key)) is not None:
        return known
    file = _kept_file(parts, found)
    if file is not None and file.is_settled(parts.engine):
        return _at_hand(parts, file, found)
    try:
        data = parts.files.get(found.sha256)
    except FileNotFoundError:
        return Ended.saying(Outcome.DEFERRED, Reason.OUT_OF_REACH, Statement.CONTENT_GONE)
    file = FileReading.of(await reader.read(data), parts.label_readings, parts.engine)
    parts.texts.put(found.sha256, file.to_json())
    return _at_hand(parts, file, found)


def kept(parts: Parts, found: FoundDocument) -> Kept | None:
    """The document as this version of the readers read it in an earlier step, here or in another process."""
    if (known := parts.at_hand.get(found.key)) is not None:
        return known
    file = _kept_file(parts, found)
    return None if file is None else _at_hand(parts, file, found)


def _kept_file(parts: Parts, found: FoundDocument) -> FileReading | None:
    told = parts.texts.get(found.sha256)
    return FileReading.from_json(told, parts.label_readings) if told else None


def _at_hand(parts: Parts, file: FileReading, found: FoundDocument) -> Kept:
    known = of_file(file, found, parts.label_readings.of)
    known = _remembering(parts, replace(known, read=replace(known.read, own=parts.own)))
    parts.at_hand.put(found.key, known)
    return known


def _remembering(parts: Parts, known: Kept) -> Kept:
    """The document as the label reader reads it with what is known of its supplier, whoever asks for that reading."""
    if not parts.dedupe or not known.document.pages:
        return known
    read = with_memory(known.read, supplier_on(parts.store, known.read))
    if read is known.read:
        return known
    parts.label_readings.remember(text_key(read.text), read.labels)
    return replace(known, read=read)


def of_file(file: FileReading, found: FoundDocument, read_labels: ReadLabels) -> Kept:
    """The document that was found, out of what its file holds. A part has the pages it was found with, whatever a later
    version would cut; the file that is not cut yet has them all."""
    part = _part(file.document, file.cut, found)
    pages = pages_of(file.document, part)
    numbers = tuple(page.number for page in file.document.pages if page.number in part.pages)
    document = replace(file.document, pages=pages)
    read = PageReading.of(pages, read_labels)
    read = replace(read, kept_structure=file.structures.get(text_key(read.layout)))
    return Kept(document, read, numbers, file.cut, part)


def _part(document: ReadDocument, cut: Segmentation, found: FoundDocument) -> Segment:
    if found.first_page is None or found.last_page is None:
        every = tuple(page.number for page in document.pages)
        return Segment(every) if cut.is_several else cut.segments[0]
    spans = {(one.first, one.last): one for one in cut.segments if one.pages}
    every = tuple(range(found.first_page, found.last_page + 1))
    return spans.get((found.first_page, found.last_page), Segment(every))


def judge(kept: Kept, *, ignore_xml: bool = False) -> Kept | Ended:
    """The document itself if there is anything to read in it, and it may be an invoice."""
    if kept.document.invoice is not None and not ignore_xml:
        return kept
    if not has_text(kept.read.text):
        return Ended(Outcome.REVIEW, (Concern(Reason.NO_TEXT),))
    if is_placeholder(kept.document.pages):
        return Ended(Outcome.REVIEW, (Concern(Reason.FORM_NOT_SHOWN),))
    if (kind := kept.part.kind) is not None:
        concern = Concern.saying(Reason.NOT_AN_INVOICE, Statement.OTHER_KIND, kind=kind)
        is_asked = asks_for_money(kind, kept.document.pages)
        return Ended(Outcome.REVIEW if is_asked else Outcome.REJECTED, (concern,), kind=kind)
    return kept
