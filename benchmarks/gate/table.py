"""The figures of a gate: how much it accepts, and how much of that is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from invoice_llm.evaluation.scoring import FieldScore, Score
from invoice_llm.evaluation.truth import HEADER_KEYS
from invoice_llm.reading.confidence.calibration_report import reliability, wilson

FIVE = ("invoice_number", "issue_date", "currency", "seller_name", "total_gross")


@dataclass(frozen=True, slots=True)
class Judged:
    """One document behind one gate. ``confidence`` is by truth key; ``least`` what a threshold is held against; of the
    header only ``keys`` were asked for."""

    name: str
    score: Score
    accepted: bool
    confidence: Mapping[str, float]
    least: float | None = None
    keys: tuple[str, ...] = HEADER_KEYS
    reasons: str = ""

    @property
    def folder(self) -> str:
        return self.name.split("/", maxsplit=1)[0]

    @property
    def header(self) -> list[FieldScore]:
        return [verdict for verdict in self.score.fields if verdict.key in self.keys and verdict.key in HEADER_KEYS]

    @property
    def five_right(self) -> bool:
        return all(verdict.verdict == "correct" for verdict in self.score.fields if verdict.key in FIVE)

    def accepted_if(self, accepted: bool) -> Judged:
        return replace(self, accepted=accepted)


def figures(documents: Iterable[Judged]) -> dict[str, Any]:
    """``values_right``: of the header values stated in accepted documents; ``header_right`` counts those as well that
    are printed and were not stated."""
    judged = list(documents)
    accepted = [one for one in judged if one.accepted]
    verdicts = [verdict for one in accepted for verdict in one.header]
    correct = sum(verdict.verdict == "correct" for verdict in verdicts)
    stated = sum(verdict.verdict != "missing" for verdict in verdicts)
    five = sum(one.five_right for one in accepted)
    return {
        "documents": len(judged),
        "accepted": len(accepted),
        "accepted_share": _share(len(accepted), len(judged)),
        "values": stated,
        "values_right": _share(correct, stated),
        "values_interval": wilson(correct, stated),
        "header_right": _share(correct, len(verdicts)),
        "five_right": _share(five, len(accepted)),
        "five_interval": wilson(five, len(accepted)),
        "ece": _ece(judged),
    }


def _ece(judged: Sequence[Judged]) -> float | None:
    """Over every header value that was stated with a confidence, accepted or not."""
    pairs = [
        (one.confidence[verdict.key], verdict.verdict == "correct")
        for one in judged
        for verdict in one.header
        if verdict.found is not None and verdict.key in one.confidence
    ]
    return reliability(*zip(*pairs, strict=True)).ece if pairs else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def printed(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Rows as a Markdown table."""
    lines = [
        "| gate | accepted | header values right (stated) | header values right (with missed) | five right | ECE |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        cells = [f"{row['accepted']} of {row['documents']} ({_percent(row['accepted_share'])})"]
        cells += [f"{_percent(row['values_right'])} of {row['values']}", _percent(row["header_right"])]
        cells += [_percent(row["five_right"]), "-" if row["ece"] is None else f"{row['ece']:.3f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"
