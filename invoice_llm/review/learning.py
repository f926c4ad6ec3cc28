"""Lessons from reviewers: readings that are right, as examples, and what was wrong, for the calibration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.paths import leaves
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.prompt_pack.pack import FALLBACK
from invoice_llm.store import DocumentPlace, Reviewed, Store

_LOOK_AT = 5
"""So many times the examples that are wanted, since not every decision left an invoice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedExample:
    """An invoice as a person accepted it. Its text is kept under ``sha256``; ``corrected``: it was misread at first."""

    place: DocumentPlace
    sha256: str
    supplier_key: str
    invoice_model: str | None
    invoice: Invoice
    evidence: dict[str, Evidence]
    corrected: bool
    at: datetime

    @property
    def given(self) -> dict[str, tuple[str, str]]:
        """Values that a person clicked on: the value and the words on the page that mean it, by path."""
        values = dict(leaves(self.invoice.model_dump(mode="json")))
        return {
            path: (str(values[path]), spot.quote)
            for path, spot in self.evidence.items()
            if spot.source == "human" and spot.quote and path in values
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedLabel:
    """``before`` is the record as the machine wrote it; ``after`` the invoice as people left it, ``None`` where they
    said no to it. ``action`` is the latest decision's."""

    place: DocumentPlace
    before: Record
    after: Invoice | None
    outcome: Outcome
    action: str
    at: datetime


def examples(
    store: Store, *, supplier_key: str | None = None, invoice_model: str | None = None, limit: int = 3
) -> tuple[ReviewedExample, ...]:
    """The latest accepted readings of one supplier. An invoice model stands for a supplier where all its examples are
    one supplier's; the fallback stands for none. Without a supplier there are no examples, never another's."""
    if supplier_key is None and invoice_model in (None, FALLBACK):
        return ()
    found: list[ReviewedExample] = []
    for reviewed in store.decisions.reviewed(
        supplier_key=supplier_key, invoice_model=invoice_model, limit=_LOOK_AT * limit
    ):
        example = _example(reviewed)
        if example is not None:
            found.append(example)
    if len({example.supplier_key for example in found}) > 1:
        return ()
    return tuple(found[:limit])


def labelled(store: Store) -> Iterator[ReviewedLabel]:
    """Every document that people decided on, once, as it stands now; what they took back, or only saved, is not."""
    for reviewed in store.decisions.reviewed(refused=True):
        outcome = reviewed.record.outcome
        yield ReviewedLabel(
            place=reviewed.place,
            before=reviewed.first,
            after=reviewed.record.invoice if outcome is Outcome.ACCEPTED else None,
            outcome=outcome,
            action=reviewed.action,
            at=reviewed.at,
        )


def _example(reviewed: Reviewed) -> ReviewedExample | None:
    record = reviewed.record
    if record.outcome is not Outcome.ACCEPTED or record.invoice is None or reviewed.supplier_key is None:
        return None
    if record.pages or record.set_aside:
        return None  # the text that is kept is the whole file's
    return ReviewedExample(
        place=reviewed.place,
        sha256=reviewed.sha256,
        supplier_key=reviewed.supplier_key,
        invoice_model=reviewed.invoice_model,
        invoice=record.invoice,
        evidence=record.evidence,
        corrected=record.invoice != reviewed.first.invoice,
        at=reviewed.at,
    )
