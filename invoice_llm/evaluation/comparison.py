"""Result of a comparison of two evaluations."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from invoice_llm.evaluation.report import Report

FIGURES = {
    "header_accuracy": "Header values right",
    "documents_right": "Documents one could pay by",
    "line_f1": "Line items (F1)",
    "accepted_share": "Accepted without a person",
    "accepted_right": "Accepted and right",
}
"""The figures that are compared besides the fields, with their names for people."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure in both evaluations. ``before`` and ``after`` are shares, 0-1; ``worse`` and ``better`` count
    documents; ``low`` and ``high`` bound the difference on other suppliers, 95 %; ``p`` is McNemar's, uncorrected;
    ``significant`` is corrected for all tests of the comparison."""

    name: str
    documents: int
    before: float | None
    after: float | None
    low: float | None
    high: float | None
    worse: tuple[str, ...]
    better: tuple[str, ...]
    p: float
    significant: bool

    @property
    def difference(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def is_drop(self) -> bool:
        return self.significant and len(self.worse) > len(self.better)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"difference": self.difference}

    @property
    def label(self) -> str:
        return FIGURES.get(self.name, self.name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """A document with values that were right in one evaluation only."""

    document: str
    worse: tuple[str, ...]
    better: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``unpaired`` documents are in one evaluation only, ``unread`` ones were deferred or failed in one of them;
    neither counts. ``notes`` say what makes the two hard to compare."""

    before: Report
    after: Report
    documents: int
    suppliers: int
    unpaired: tuple[str, ...]
    unread: tuple[str, ...]
    figures: tuple[FigureChange, ...]
    fields: tuple[FigureChange, ...]
    moved: tuple[ChangedDocument, ...]
    notes: tuple[str, ...]

    @property
    def drops(self) -> tuple[FigureChange, ...]:
        return tuple(change for change in (*self.figures, *self.fields) if change.is_drop)

    @property
    def gains(self) -> tuple[FigureChange, ...]:
        changes = (*self.figures, *self.fields)
        return tuple(change for change in changes if change.significant and not change.is_drop)

    def to_json(self) -> dict[str, Any]:
        """The object of ``eval --compare A B --json``."""
        rows = {name: getattr(self, name) for name in ("documents", "suppliers", "unpaired", "unread", "notes")}
        return rows | {
            "before": _about(self.before),
            "after": _about(self.after),
            "significant_drops": [change.name for change in self.drops],
            "significant_gains": [change.name for change in self.gains],
            "figures": {change.name: change.to_json() for change in self.figures},
            "fields": {change.name: change.to_json() for change in self.fields},
            "moved": [asdict(moved) for moved in self.moved],
        }


def _about(report: Report) -> dict[str, Any]:
    return {
        name: getattr(report, name) for name in ("when", "model", "route", "package", "prompts", "tier", "threshold")
    }
