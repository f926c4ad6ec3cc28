"""Share of documents accepted against share of them right, at each threshold of the document's confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from invoice_llm.evaluation.scored import PAID_BY, ScoredDocument
from invoice_llm.evaluation.scoring import score_document
from invoice_llm.evaluation.truth import Labelled
from invoice_llm.invoice.fields import REQUIRED_FIELDS
from invoice_llm.invoice.paths import get
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.confidence.calibration_report import wilson

SHOWN = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99)
"""The thresholds of the table; the one that keeps a share right is looked for among all confidences."""
KEPT_RIGHT = (0.95, 0.97, 0.98, 0.99)
"""Shares right that the report names a threshold for."""


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """A document's confidence, ``None`` where it has none, and whether all five values one pays by are right."""

    confidence: float | None
    right: bool


@dataclass(frozen=True, slots=True)
class ThresholdPoint:
    """Effect of a threshold: documents that reach it, out of all, and how many of these are right."""

    threshold: float
    taken: int
    right: int
    documents: int

    @property
    def share_right(self) -> float | None:
        return self.right / self.taken if self.taken else None

    def to_json(self) -> dict[str, Any]:
        """Shares are 0-1; ``low`` and ``high`` are the 95 % interval of the share right."""
        low, high = wilson(self.right, self.taken)
        return {
            "threshold": self.threshold,
            "accepted": self.taken,
            "share": round(self.taken / self.documents, 4) if self.documents else None,
            "right": self.right,
            "share_right": None if self.share_right is None else round(self.share_right, 4),
            "low": low,
            "high": high,
        }


def point_at(documents: Sequence[JudgedDocument], threshold: float) -> ThresholdPoint:
    """The documents that reach this threshold. Other reasons to ask a person are not looked at."""
    taken = [one.right for one in documents if one.confidence is not None and one.confidence >= threshold]
    return ThresholdPoint(threshold, len(taken), sum(taken), len(documents))


def threshold_keeping(documents: Sequence[JudgedDocument], right: float) -> ThresholdPoint | None:
    """The lowest confidence from which on at least this share is right; ``None`` if there is none."""
    known = sorted({one.confidence for one in documents if one.confidence is not None})
    points = (point_at(documents, confidence) for confidence in known)
    return next((point for point in points if (point.share_right or 0) >= right), None)


def thresholds_json(documents: Sequence[JudgedDocument]) -> dict[str, Any] | None:
    """The object of ``eval --json`` and ``calibrate --json``; ``None`` without any document."""
    if not documents:
        return None
    keeping = {share: threshold_keeping(documents, share) for share in KEPT_RIGHT}
    return {
        "documents": len(documents),
        "curve": [point_at(documents, threshold).to_json() for threshold in SHOWN],
        "keeping": {f"{share:.2f}": point and point.to_json() for share, point in keeping.items()},
    }


def judged_scores(documents: Iterable[ScoredDocument]) -> list[JudgedDocument]:
    """Documents of an evaluation that were read from a page and are labelled; e-invoice data are not weighed."""
    return [
        JudgedDocument(one.confidence, one.is_right)
        for one in documents
        if one.is_right is not None and one.pages_from != "xml"
    ]


def judged_decision(before: Record, after: Invoice) -> JudgedDocument | None:
    """A document that a person decided about: right if the five values came back as they were read."""
    if before.invoice is None or before.is_data:
        return None
    return JudgedDocument(
        before.confidence, all(get(before.invoice, path) == get(after, path) for path in REQUIRED_FIELDS)
    )


def judged_record(record: Record, document: Labelled) -> JudgedDocument | None:
    """A labelled document that was read from a page; ``None`` where it was not read or none of the five is labelled."""
    if record.invoice is None:
        return None
    score = score_document(record.invoice, document, page_only=True)
    found = [one.verdict == "correct" for one in score.fields if one.key in PAID_BY]
    return JudgedDocument(record.confidence, all(found)) if found else None
