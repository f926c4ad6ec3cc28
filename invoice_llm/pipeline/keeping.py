"""One file as it was read: its pages, what it holds, and the label reader's answers, kept between steps and runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from typing import Any, Self

from pydantic import TypeAdapter

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.documents.revision import documents_revision
from invoice_llm.invoice.checks import counting
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.readings import LabelReadings, text_key
from invoice_llm.label_reader.revision import revision as reader_revision
from invoice_llm.reading.evidence import remembered, row_text, structure
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.evidence.structure import Structure, structure_of
from invoice_llm.reading.splitting import kind_words, page_kinds, segments
from invoice_llm.reading.splitting.segments import Segment, Segmentation, segment
from invoice_llm.revision import revision_of, sources

FEWEST_LETTERS = 20
"""Below this many letters and digits in the whole document there is nothing to read: a scan or a blank page."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """``labels`` are the label reader's answers for the invoices in the file, by the key of the text that it read, and
    ``structures`` what stands where in that text: without them each task would look again. ``engine`` is the OCR engine
    that was at hand, ``None`` for none."""

    document: ReadDocument
    cut: Segmentation
    labels: Mapping[str, PrintedInvoice]
    engine: str | None = None
    structures: Mapping[str, Structure] = field(default_factory=dict)

    @classmethod
    def of(cls, document: ReadDocument, readings: LabelReadings, engine: str | None = None) -> Self:
        """A file that was just read into pages. One that carries e-invoice data is that one invoice, and needs no label
        reading."""
        if document.invoice is not None or not document.pages:
            return cls(document, Segmentation((Segment(tuple(page.number for page in document.pages)),)), {}, engine)
        cut = segment(document.pages, readings.of)
        texts = filter(has_text, (layout_text(pages_of(document, one)) for one in cut.segments if one.kind is None))
        by_key = {text_key(text): text for text in texts}
        labels = {key: readings.of(text) for key, text in by_key.items()}
        return cls(document, cut, labels, engine, {key: structure_of(text) for key, text in by_key.items()})

    def is_settled(self, engine: str | None) -> bool:
        """Check that this engine would read nothing new: it has read the file, or every page has a sound text of its
        own and no picture that may bear words. Without an engine there is nothing to do better."""
        by_text = all(_is_sound_text(page) and not page.pictures for page in self.document.pages)
        has_text = any(page.rows for page in self.document.pages) or self.document.invoice is not None
        return engine in (None, self.engine) or (by_text and has_text)

    def to_json(self) -> dict[str, Any]:
        """With the revisions of the code that read, for :meth:`from_json` to hold against its own."""
        return {
            **self.document.to_json(),
            "revision": documents_revision(),
            "engine": self.engine,
            "cut": self.cut.to_json(),
            "cut_revision": cut_revision(),
            "labels": {key: read.model_dump(mode="json") for key, read in self.labels.items()},
            "structures": _structures().dump_python(dict(self.structures), mode="json"),
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any], readings: LabelReadings) -> Self | None:
        """The same file read in another process. Pages of another version are ``None``; what rests on them is made
        anew where only that is of another version."""
        if told.get("revision") != documents_revision():
            return None
        document = ReadDocument.from_json(dict(told))
        if told.get("cut_revision") != cut_revision() or "labels" not in told:
            return cls.of(document, readings, told.get("engine"))
        labels = {key: PrintedInvoice.model_validate(read) for key, read in told["labels"].items()}
        for key, read in labels.items():
            readings.remember(key, read)
        structures = _structures().validate_python(told.get("structures", {}))
        return cls(document, Segmentation.from_json(told["cut"]), labels, told.get("engine"), structures)


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it was read, and the file cut into what it holds.

    ``document`` has the document's own pages, counted from 1, and ``read`` what is read off them; ``numbers`` are their
    numbers in the file.
    """

    document: ReadDocument
    read: PageReading
    numbers: tuple[int, ...]
    cut: Segmentation
    part: Segment

    def weight(self) -> int:
        """Pages to hold in memory; a document without any counts as one."""
        return max(len(self.numbers), 1)

    @property
    def in_file(self) -> int:
        """Number of all pages of the file."""
        return sum(len(one.pages) for one in self.cut.segments) + len(self.cut.aside)

    @property
    def set_aside(self) -> dict[int, str]:
        """Pages of the file that no invoice in it has a share in, with their kinds. What stands between two parts goes
        with the first of them."""
        starts = [one.first for one in self.cut.segments[1:]]
        begin = max((start for start in starts if start <= self.part.first), default=1)
        end = min((start for start in starts if start > self.part.first), default=None)
        return {one.page: one.kind for one in self.cut.aside if begin <= one.page and (end is None or one.page < end)}


def _is_sound_text(page: Page) -> bool:
    """Text that needs no picture of its page: its own, not what a scanner read in the picture."""
    return page.source == "text" and not page.is_layer and page.verdict in ("good", None)


def pages_of(document: ReadDocument, part: Segment) -> tuple[Page, ...]:
    """The pages of a document in a file, counted from 1."""
    pages = [page for page in document.pages if page.number in part.pages]
    return tuple(replace(page, number=number) for number, page in enumerate(pages, 1))


def has_text(text: str) -> bool:
    """True where there is anything to read in it."""
    return len(list(islice(filter(str.isalnum, text), FEWEST_LETTERS))) == FEWEST_LETTERS


@cache
def _structures() -> TypeAdapter[dict[str, Structure]]:
    return TypeAdapter(dict[str, Structure])


@cache
def cut_revision() -> str:
    """Revision of the code that says what a file holds and what stands where, and of the label reader."""
    code = revision_of(sources(page_kinds, kind_words, segments, structure, remembered, counting, row_text))
    return f"{code}-{reader_revision()}"
