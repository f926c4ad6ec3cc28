"""PDF into pages of positioned text, and the XML files that it carries. The one module that opens PDFs.

PDFium is not thread-safe: one call at a time in a process.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c

from invoice_llm.documents.kind import detect_kind
from invoice_llm.documents.page import Box, Page, TextRow, Word
from invoice_llm.documents.pdf.attachments import attached_bytes, attachments_of
from invoice_llm.documents.pdf.codes import payment_codes
from invoice_llm.documents.pdf.drawn_text import read_as_drawn
from invoice_llm.documents.pdf.drawn_words.pictures import MOST_PAGES, pictures_on
from invoice_llm.documents.pdf.hidden_text import hidden_characters, parted
from invoice_llm.documents.pdf.marks import marks_within, notes_on
from invoice_llm.documents.pdf.painted import painted
from invoice_llm.documents.pdf.picture_share import is_blank, picture_share
from invoice_llm.documents.pdf.rows import Line, lines_of
from invoice_llm.documents.pdf.rules import Rules, rules_of
from invoice_llm.documents.pdf.runs import Run, page_runs
from invoice_llm.documents.pdf.scan_layer import is_of_scan, judge_layer
from invoice_llm.documents.pdf.strokes import edges_of
from invoice_llm.documents.pdf.tables import across_bands, grid_bands, has_amounts, has_wrapped_cells, with_merged_rows
from invoice_llm.documents.text_quality import is_sparse, judge_text
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

_MOST_ATTACHMENTS = 50
_LARGEST_ATTACHMENT = 20_000_000
_PASSWORD_ERRORS = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
_FINE = 1_000_000  # device units a page side; PDFium rounds to whole ones


@dataclass(frozen=True, slots=True)
class PdfContents:
    """``attachments`` holds the bytes of attached XML files, in the order of the file. ``made`` is the day on which the
    file says it was made."""

    pages: tuple[Page, ...]
    attachments: tuple[bytes, ...]
    made: date | None = None


def read_pdf(data: bytes, *, max_pages: int) -> PdfContents:
    """Read all pages. Raises ``UnreadableDocument`` for encrypted, damaged and too long files."""
    with opened(data) as document:
        count = len(document)
        if count > max_pages:
            raise UnreadableDocument(f"{count} pages are more than {max_pages}", reason=Reason.TOO_LARGE)
        if count == 0:
            raise UnreadableDocument("the PDF has no pages", reason=Reason.UNREADABLE_FILE)
        annotated: set[int] = set()
        pages = tuple(_read_page(document, index, annotated) for index in range(count))
        return PdfContents(pages, tuple(_einvoices(document, annotated)), _made(document))


def _made(document: pypdfium2.PdfDocument) -> date | None:
    """The day on which the file says it was made: ``D:20261129055826+00'00'``."""
    found = re.match(r"D?:?\s*([0-9]{4})([0-9]{2})([0-9]{2})", document.get_metadata_value("CreationDate") or "")
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """An open PDF. ``UnreadableDocument`` says whether it is locked or damaged."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _PASSWORD_ERRORS:
            raise UnreadableDocument("the PDF needs a password", reason=Reason.ENCRYPTED) from None
        raise UnreadableDocument("the PDF cannot be opened", reason=Reason.UNREADABLE_FILE) from None
    try:
        yield document
    finally:
        document.close()


def _read_page(document: pypdfium2.PdfDocument, index: int, annotated: set[int]) -> Page:
    """A page that PDFium cannot load makes the file unreadable: half an invoice is worse than none. One that has notes
    adds its number to ``annotated``."""
    try:
        page = document[index]
        if pdfium_c.FPDFPage_GetAnnotCount(page.raw):
            annotated.add(index)
        notes = notes_on(page)
        page = _flattened(document, index, page)
        things = tuple(painted(page.raw))
        read_as_drawn(things)
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise UnreadableDocument(f"page {index + 1} cannot be opened", reason=Reason.UNREADABLE_FILE) from None
    try:
        hidden = hidden_characters(page, textpage, things)
        runs, unseen = parted(page_runs(textpage, hidden.unread), page.get_bbox())
        lines = lines_of(runs)
        if any(map(has_amounts, lines)):
            lines = _with_wrapped_rows_merged(lines, rules_of(page), page)
        width, height = page.get_size()
        place = _Placement.of(page)
        read = Page(index + 1, width, height, _rows(lines, place), hidden=hidden.count + unseen)
        read = replace(read, is_layer=is_of_scan(read.rows, hidden.layer), codes=payment_codes(page, things))
        read = replace(read, marks=notes + (0 if read.is_layer else marks_within(page, things, textpage)))
        if read.rows and not read.is_layer and index < MOST_PAGES:
            read = replace(read, pictures=tuple(one for one, _ in pictures_on(page, things, place.displayed)))
        return _judged(read, page)
    finally:
        textpage.close()
        page.close()


def _judged(read: Page, page: Any) -> Page:
    """Pictures are only looked for where there is little text: that takes a walk over all that is drawn."""
    if not read.rows and is_blank(page):
        return read
    quality = judge_text(read.rows, picture_share(page) if is_sparse(read.rows) else 0.0)
    if read.is_layer and quality.verdict in ("good", "partial"):
        quality = judge_layer(read.rows)
    return replace(read, quality=quality.score, verdict=quality.verdict)


def loaded(document: pypdfium2.PdfDocument, index: int) -> Any:
    """A page with what was filled into its form fields as part of its text."""
    return _flattened(document, index, document[index])


def _flattened(document: pypdfium2.PdfDocument, index: int, page: Any) -> Any:
    if pdfium_c.FPDF_GetFormType(document.raw) == pdfium_c.FORMTYPE_NONE:
        return page
    flattened = pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
    if flattened != pdfium_c.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[index]


def _with_wrapped_rows_merged(lines: list[Line], rules: Rules, page: Any) -> list[Line]:
    lines = with_merged_rows(lines, across_bands(rules, lines))
    if not has_wrapped_cells(rules, lines):
        return lines
    return with_merged_rows(lines, grid_bands(edges_of(page)))


@dataclass(frozen=True, slots=True)
class _Placement:
    """The map from the page's own space (points, y up, any crop box and /Rotate) to parts of what is displayed."""

    origin: tuple[float, float]
    along_x: tuple[float, float]
    along_y: tuple[float, float]

    @classmethod
    def of(cls, page: Any) -> _Placement:
        # PDFium maps to whole units, so far-apart points keep the rounding small.
        reach = 1000.0
        x, y = _displayed(page, 0, 0)
        right, up = _displayed(page, reach, 0), _displayed(page, 0, reach)
        return cls(
            (x, y),
            ((right[0] - x) / reach, (right[1] - y) / reach),
            ((up[0] - x) / reach, (up[1] - y) / reach),
        )

    def box(self, run: Run) -> Box:
        return self.displayed(run.on_page())

    def displayed(self, box: Box) -> Box:
        """Parts of what is displayed for a box in the page's own space: left, bottom, right, top."""
        left, bottom, right, top = box
        (x, y), (xx, xy), (yx, yy) = self.origin, self.along_x, self.along_y
        x0, x1 = x + xx * left + yx * bottom, x + xx * right + yx * top
        y0, y1 = y + xy * left + yy * bottom, y + xy * right + yy * top
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        if x0 < 0 or y0 < 0 or x1 > 1 or y1 > 1:
            x0, y0, x1, y1 = (min(max(value, 0.0), 1.0) for value in (x0, y0, x1, y1))
        return (round(x0, 5), round(y0, 5), round(x1, 5), round(y1, 5))


def _displayed(page: Any, x: float, y: float) -> tuple[float, float]:
    device_x, device_y = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, device_x, device_y)
    return device_x.value / _FINE, device_y.value / _FINE


def _rows(lines: list[Line], placement: _Placement) -> tuple[TextRow, ...]:
    return tuple(
        TextRow(tuple(tuple(Word(run.text, placement.box(run)) for run in cell) for cell in line)) for line in lines
    )


def _einvoices(document: pypdfium2.PdfDocument, annotated: Collection[int]) -> Iterator[bytes]:
    """Attached XML by what is in it: factur-x.xml, ZUGFeRD-invoice.xml, xrechnung.xml or any other name."""
    for attachment in islice(attachments_of(document, annotated), _MOST_ATTACHMENTS):
        data = attached_bytes(attachment, _LARGEST_ATTACHMENT)
        if data is not None and detect_kind(data) in ("ubl", "cii", "xml"):
            yield data
