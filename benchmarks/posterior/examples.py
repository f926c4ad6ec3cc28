"""Labelled documents as rows of features: what the posterior is fitted on. No text of a document is in them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.errors import UnreadableDocument
from invoice_llm.evaluation.truth import labelled_documents
from invoice_llm.invoice.checks.company_names import folded_name
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.posterior.ballots import LABEL_READER, candidates_of
from invoice_llm.reading.posterior.kinds import KINDS
from invoice_llm.reading.posterior.page_facts import Features, PageFacts

REQUIRED = ("invoice_number", "issue_date", "currency", "seller_name", "total_gross")
_FEWEST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class FieldExample:
    """One field of one document: the features of its candidates, which of them is right (``None``: none of them), and
    whether the label reader was silent."""

    candidates: Mapping[str, Features]
    right: str | None
    silent: bool

    def claim(self, chance: random.Random, wrong: float) -> str | None:
        """What a reader says that is wrong with probability ``wrong``: then half the time another candidate that the
        label reader or a label points to, else any other one."""
        others = [key for key in self.candidates if key != self.right]
        if chance.random() >= wrong or not others:
            return self.right
        likely = [
            key for key in others if self.candidates[key].get(LABEL_READER) or self.candidates[key].get("own_weak")
        ]
        return chance.choice(likely if likely and chance.random() < 0.5 else others)


@dataclass(frozen=True, slots=True)
class DocumentExample:
    """One labelled document. ``supplier`` groups documents that must not stand on both sides of a split."""

    name: str
    folder: str
    supplier: str
    clean: bool
    fields: Mapping[str, FieldExample]


def examples(folder: Path) -> Iterator[DocumentExample]:
    """Every labelled PDF of the folder whose five values are labelled and whose text can be read."""
    for document in labelled_documents(folder):
        truth, made = document.truth, document.truth.get("_made") or {}
        hidden = document.visible or {}
        if document.path.suffix.lower() != ".pdf" or not all(truth.get(key) for key in REQUIRED):
            continue
        if made and not made["is_invoice"]:
            continue
        if any(hidden.get(key) is False for key in ("invoice_number", "seller_name")):
            continue
        facts = _facts(document.path)
        if facts is not None:
            language = made.get("language")
            supplier = f"generated {language}" if made else folded_name(truth["seller_name"])
            group = "generated" if made else document.name.partition("/")[0]
            yield DocumentExample(document.name, group, supplier, bool(made.get("clean")), _fields(facts, truth))


def _facts(path: Path) -> PageFacts | None:
    try:
        read = PageReading.of(read_bytes(path.read_bytes(), Limits()).pages)
    except UnreadableDocument:
        return None
    return PageFacts.of(read) if len(read.text) >= _FEWEST_LETTERS else None


def _fields(facts: PageFacts, truth: Mapping[str, Any]) -> dict[str, FieldExample]:
    labels = facts.read.labelled.invoice
    true = Invoice(
        invoice_number=truth["invoice_number"],
        issue_date=date.fromisoformat(truth["issue_date"]),
        currency=truth["currency"],
        seller=Party(name=truth["seller_name"]),
        total_gross=abs(Decimal(truth["total_gross"])),
    )
    made = {}
    for kind in KINDS:
        offered, claims = candidates_of(kind, facts, labels, {"truth": true})
        rows = {key: candidate.features for key, candidate in offered.items()}
        shown = {key: row for key, row in rows.items() if not row.get("absent") or row.get(LABEL_READER)}
        right = claims["truth"]
        made[kind.path] = FieldExample(shown, right if right in shown else None, kind.claimed(labels) is None)
    return made
