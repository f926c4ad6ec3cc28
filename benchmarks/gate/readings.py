"""The readings that gates are compared on: each document's page, a model's answer for it, and the label reader's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.gate.answers import collected
from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import OddAnswer, UnreadableDocument
from invoice_llm.evaluation.labelling import of_truth, supplier_by_document
from invoice_llm.evaluation.truth import Labelled, labelled_documents
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.llm.answer import read_body, value_of
from invoice_llm.llm.logprobs import Sureness, sureness
from invoice_llm.reading.confidence import Calibration
from invoice_llm.reading.confidence.calibration import LabelledValue
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.sheet import Seen, Sheet, in_invoice

TODAY = date(2026, 11, 23)
"""No label and no check depends on the day this is run."""


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled document. ``answer`` is ``None`` where the model was not asked, or its answer was of no use;
    ``asked`` tells the two apart. ``self_reported`` is the raw body of the other way of asking."""

    document: Labelled
    supplier: str
    text: str
    pages: tuple[Page, ...]
    labels: PrintedInvoice
    asked: bool
    answer: PrintedInvoice | None
    sureness: Mapping[str, Sureness]
    model: str | None
    self_reported: Mapping[str, Any] | None

    def sheet(self, calibration: Calibration | None = None) -> Sheet:
        read = PageReading(self.pages, self.text, self.text, lambda _: self.labels)
        return Sheet(read, TODAY, calibration)


def cases(folder: Path, answers: Path) -> list[Case]:
    """Every labelled PDF that shows text, with what was collected for it."""
    documents = [d for d in labelled_documents(folder) if d.path.suffix.lower() == ".pdf"]
    careful, reported = collected(answers, "careful"), collected(answers, "self_reported")
    groups = supplier_by_document(documents)
    made = (_case(d, groups[d.name], careful.get(d.name), reported.get(d.name)) for d in documents)
    return [case for case in made if case is not None]


def _case(
    document: Labelled, supplier: str, careful: Mapping[str, Any] | None, reported: Mapping[str, Any] | None
) -> Case | None:
    try:
        pages = tuple(read_bytes(document.path.read_bytes(), Limits()).pages)
    except UnreadableDocument:
        return None
    text = layout_text(pages)
    if not text.strip():
        return None
    answer, sure = _answer(careful)
    return Case(
        document=document,
        supplier=supplier,
        text=text,
        pages=pages,
        labels=read_invoice(text),
        asked=careful is not None,
        answer=answer,
        sureness=sure,
        model=careful["model"] if careful else None,
        self_reported=reported["body"] if reported else None,
    )


def _answer(line: Mapping[str, Any] | None) -> tuple[PrintedInvoice | None, Mapping[str, Sureness]]:
    if line is None or line["body"] is None:
        return None, {}
    completion = read_body(json.dumps(line["body"]))
    try:
        value, text = value_of(completion, PrintedInvoice)
        return value, sureness(text, completion.tokens)
    except OddAnswer:
        return None, {}


def labelled_values(case: Case) -> Iterator[LabelledValue]:
    """Labelled values of a document: those of the label reader alone, and of both readings side by side."""
    sheet = case.sheet(Calibration.believed())
    yield from _labelled(case, sheet.weighed(case.labels, {}, {}))
    if case.answer is not None:
        for seen in sheet.beside(case.answer, in_invoice(case.sureness)):
            yield from _labelled(case, seen)


def _labelled(case: Case, seen: Seen) -> Iterator[LabelledValue]:
    return of_truth(seen.assembled.invoice, seen.weighed.signals, case.document, case.supplier, page_only=True)
