"""The figures of an evaluation: per field and folder, for what was accepted, and how well confidences are kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from invoice_llm.evaluation.scored import ScoredDocument
from invoice_llm.evaluation.scoring import FieldScore
from invoice_llm.evaluation.thresholds import judged_scores, thresholds_json
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.reading.confidence.calibration_report import Reliability, reliability, wilson

VERDICTS = ("correct", "wrong", "missing", "invented")


@dataclass(frozen=True, slots=True)
class CountedShare:
    """``part`` of ``whole``."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return round(self.part / self.whole, 4) if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's, 95 %, as if all that is counted were independent; values of one document are not quite."""
        return wilson(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """When every document of at least ``confidence`` is taken: their share of all, and the share of them not right."""

    confidence: float
    coverage: float
    risk: float


def whole(documents: Sequence[ScoredDocument]) -> dict[str, Any]:
    """The object of ``eval --json``: figures of all documents and of each folder, and each mistake."""
    folders = sorted({document.folder for document in documents})
    believed = field_reliability(documents)
    return {
        **summary(documents),
        "reliability": believed.to_json() if believed else None,
        "thresholds": thresholds_json(judged_scores(documents)),
        "folders": {name: summary(d for d in documents if d.folder == name) for name in folders},
        "mistakes": [
            {"document": d.name, "outcome": str(d.outcome), "key": v.key, "verdict": v.verdict}
            | {"expected": v.expected, "found": v.found}
            for d in documents
            if d.score
            for v in d.score.fields
            if v.verdict != "correct"
        ],
    }


def summary(documents: Iterable[ScoredDocument]) -> dict[str, Any]:
    """The figures of some documents."""
    all_documents = list(documents)
    scored = [document for document in all_documents if document.score]
    shares = headline_shares(all_documents)
    return {
        "documents": len(all_documents),
        "scored": len(scored),
        "outcomes": dict(Counter(str(document.outcome) for document in all_documents)),
        "reasons": dict(
            Counter(r for d in all_documents if d.outcome is Outcome.REVIEW for r in d.reasons).most_common()
        ),
        "fields": per_field(scored),
        **{name: share.value for name, share in shares.items()},
        "intervals": {name: share.interval for name, share in shares.items()},
        "header_invented": _count(_header(scored))["invented"],
        "line_f1": line_f1(scored),
        "calls": sum(document.calls for document in all_documents),
        "tokens": {
            kind: sum(getattr(d, f"{kind}_tokens") for d in all_documents) for kind in ("input", "cached", "output")
        },
        "cost_usd": f"{sum((d.cost_usd for d in all_documents), Decimal(0)):.6f}",
    }


def headline_shares(documents: Iterable[ScoredDocument]) -> dict[str, CountedShare]:
    """The figures that are shares. Precision: of the values stated in accepted documents, those that are right;
    ``accepted_right``: of the accepted documents, those that one could pay by."""
    scored = [document for document in documents if document.score]
    accepted = [document for document in scored if document.outcome is Outcome.ACCEPTED]
    header, stated = _count(_header(scored)), _count(_header(accepted))
    judged = [document.is_right for document in accepted if document.is_right is not None]
    return {
        "header_accuracy": CountedShare(header["correct"], header["correct"] + header["wrong"] + header["missing"]),
        "accepted_share": CountedShare(len(accepted), len(scored)),
        "accepted_precision": CountedShare(stated["correct"], stated["correct"] + stated["wrong"] + stated["invented"]),
        "accepted_right": CountedShare(sum(judged), len(judged)),
    }


def _header(documents: Iterable[ScoredDocument]) -> Iterable[FieldScore]:
    return (verdict for document in documents for verdict in document.header)


def _count(verdicts: Iterable[FieldScore]) -> Counter[str]:
    return Counter(verdict.verdict for verdict in verdicts)


def per_field(documents: Iterable[ScoredDocument]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for verdict in document.score.fields if document.score else ():
            counts[verdict.key][verdict.verdict] += 1
    return {key: {name: counts[key][name] for name in VERDICTS} for key in sorted(counts)}


def line_f1(documents: Iterable[ScoredDocument]) -> float | None:
    counts = [d.score.lines for d in documents if d.score and d.score.lines.expected]
    return CountedShare(2 * sum(c.matched for c in counts), sum(c.found + c.expected for c in counts)).value


def field_reliability(documents: Iterable[ScoredDocument]) -> Reliability | None:
    """Reliability of the labelled values that were stated with a confidence; an e-invoice's data are not weighed."""
    pairs = [
        (verdict.confidence, verdict.verdict == "correct")
        for document in documents
        for verdict in (document.score.fields if document.score else ())
        if verdict.confidence is not None and verdict.found is not None
    ]
    return reliability([p for p, _ in pairs], [right for _, right in pairs]) if pairs else None


def coverage(documents: Iterable[ScoredDocument]) -> list[CoveragePoint]:
    """From the surest document down to the least sure one, a point after each confidence. What has no confidence, as a
    page that could not be read, is never taken and counts among all."""
    documents = list(documents)
    whole = sum(d.is_right is not None for d in documents)
    judged = [(d.confidence, d.is_right) for d in documents if d.confidence is not None and d.is_right is not None]
    judged.sort(key=lambda pair: -pair[0])
    points, wrong = [], 0
    for count, (confidence, right) in enumerate(judged, start=1):
        wrong += not right
        if count == len(judged) or judged[count][0] < confidence:
            points.append(CoveragePoint(confidence, count / whole, wrong / count))
    return points
