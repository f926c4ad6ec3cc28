"""Scores of many documents added up: per field, per folder, and for what was accepted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from invoice_llm.evaluation.scoring import FieldVerdict, Score
from invoice_llm.evaluation.truth import HEADER_KEYS
from invoice_llm.invoice.outcome import Outcome

VERDICTS = ("correct", "wrong", "missing", "invented")


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """One document's outcome with its score; ``score`` is ``None`` where there is no truth."""

    name: str
    outcome: Outcome
    reasons: tuple[str, ...]
    score: Score | None

    @property
    def folder(self) -> str:
        return self.name.split("/")[0] if "/" in self.name else "."


@dataclass(frozen=True, slots=True)
class Report:
    """All documents of one evaluation."""

    documents: tuple[ScoredDocument, ...]
    model: str
    route: str

    def to_json(self) -> dict[str, Any]:
        """The object of ``eval --json``; shares are 0-1, or ``None`` where nothing was there to count."""
        folders = sorted({document.folder for document in self.documents})
        return {
            "model": self.model,
            "route": self.route,
            **summary(self.documents),
            "folders": {name: summary(d for d in self.documents if d.folder == name) for name in folders},
            "mistakes": [
                {"document": d.name, "outcome": d.outcome, "key": v.key, "verdict": v.verdict}
                | {"expected": v.expected, "found": v.found}
                for d in self.documents
                if d.score
                for v in d.score.fields
                if v.verdict != "correct"
            ],
        }


def summary(documents: Iterable[ScoredDocument]) -> dict[str, Any]:
    """The figures of some documents."""
    all_documents = list(documents)
    scored = [document for document in all_documents if document.score]
    accepted = [document for document in scored if document.outcome is Outcome.ACCEPTED]
    header = _count(_header(scored))
    return {
        "documents": len(all_documents),
        "scored": len(scored),
        "outcomes": dict(Counter(str(document.outcome) for document in all_documents)),
        "fields": _per_field(scored),
        "header_accuracy": _share(header["correct"], header["correct"] + header["wrong"] + header["missing"]),
        "header_invented": header["invented"],
        "line_f1": _line_f1(scored),
        "accepted_share": _share(len(accepted), len(scored)),
        "accepted_precision": _precision(_count(_header(accepted))),
    }


def _header(documents: Iterable[ScoredDocument]) -> Iterable[FieldVerdict]:
    return (v for d in documents if d.score for v in d.score.fields if v.key in HEADER_KEYS)


def _count(verdicts: Iterable[FieldVerdict]) -> Counter[str]:
    return Counter(verdict.verdict for verdict in verdicts)


def _per_field(documents: Iterable[ScoredDocument]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for verdict in document.score.fields if document.score else ():
            counts[verdict.key][verdict.verdict] += 1
    return {key: {name: counts[key][name] for name in VERDICTS} for key in sorted(counts)}


def _precision(counts: Counter[str]) -> float | None:
    """Of the values stated, the share that is right."""
    return _share(counts["correct"], counts["correct"] + counts["wrong"] + counts["invented"])


def _line_f1(documents: Iterable[ScoredDocument]) -> float | None:
    counts = [d.score.lines for d in documents if d.score and d.score.lines.expected]
    matched = sum(c.matched for c in counts)
    return _share(2 * matched, sum(c.found + c.expected for c in counts))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
