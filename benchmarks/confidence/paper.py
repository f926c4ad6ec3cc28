"""Labelled documents as pages, each read from its file once for all readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.evaluation.truth import Labelled, labelled_documents
from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.reading.asking import Asked, asked_of
from invoice_llm.reading.evidence.page_index import Places
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.posterior.weights import Weights
from invoice_llm.reading.sheet import Sheet

_FEWEST_LETTERS = 80


@dataclass(frozen=True, eq=False)
class Paper:
    """One labelled document. ``supplier`` groups documents that must not stand on both sides of a split; ``made`` is
    the day of its file."""

    labelled: Labelled
    pages: tuple[Page, ...]
    sheet: Sheet
    made: date | None

    @property
    def name(self) -> str:
        return self.labelled.name

    @property
    def truth(self) -> Mapping[str, Any]:
        return self.labelled.truth

    @property
    def text(self) -> str:
        return self.sheet.read.text

    @property
    def is_generated(self) -> bool:
        """Made by a program for testing, and easier than real ones."""
        return "_made" in self.truth or self.name.startswith("synthetic")

    @property
    def supplier(self) -> str:
        made = self.truth.get("_made")
        if made:
            return f"generated {made.get('language') or made.get('country')}"
        return folded_name(self.truth.get("seller_name"))

    @property
    def places(self) -> Places:
        return self.sheet.facts.places

    @cached_property
    def asked(self) -> Asked:
        """What a model is asked for: it is the same whatever the model."""
        return asked_of(self.sheet)

    @staticmethod
    def digits(text: str) -> str:
        return re.sub(r"\D", "", text)


def papers(folder: Path, weights: Mapping[str, Weights]) -> Iterator[Paper]:
    """Every labelled PDF with a text layer. ``weights`` are by supplier, those of a fit without it; the shipped ones
    for a supplier that is not there."""
    today = datetime.now(UTC).date()
    for labelled in labelled_documents(folder):
        made = labelled.truth.get("_made")
        if labelled.path.suffix.lower() == ".pdf" and (made is None or made.get("is_invoice", True)):
            paper = _paper(labelled, today, weights)
            if paper is not None:
                yield paper


def _paper(labelled: Labelled, today: date, weights: Mapping[str, Weights]) -> Paper | None:
    try:
        document = read_bytes(labelled.path.read_bytes(), Limits())
    except UnreadableDocument:
        return None
    pages = tuple(document.pages)
    read = PageReading.of(pages)
    if len(read.text.strip()) < _FEWEST_LETTERS:
        return None
    paper = Paper(labelled, pages, Sheet(read, today), document.made)
    return replace(paper, sheet=Sheet(read, today, weights=weights.get(paper.supplier)))
