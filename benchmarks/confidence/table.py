"""Figures of some nights with one kind of reader, each night with another seed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.confidence.night import FIVE, Decided
from benchmarks.posterior.figures import area, calibration_error
from invoice_llm.evaluation.scoring import FieldScore
from invoice_llm.evaluation.truth import HEADER_KEYS
from invoice_llm.reading.confidence.calibration_report import wilson

Json = dict[str, Any]
_HIGH = 0.95


def figures(nights: Sequence[Sequence[Decided]]) -> Json:
    """Over all nights together; error and area over the documents whose page prints all five values. ``worst`` is the
    share right among the accepted in the worst night. The interval counts every document once: seeds repeat the same
    pages."""
    every = [one for night in nights for one in night]
    judged = [[one for one in night if one.is_judged] for night in nights]
    accepted = [one for one in every if one.accepted]
    right = sum(one.right for one in accepted)
    looked = [one for one in every if one.looked]
    share = right / max(1, len(accepted))
    low, high = wilson(round(share * len(accepted) / len(nights)), round(len(accepted) / len(nights)))
    return {
        "documents": len(nights[0]),
        "nights": len(nights),
        "accepted": round(len(accepted) / max(1, len(every)), 4),
        "right in accepted": round(share, 4),
        "right and accepted": [right, len(accepted)],
        "interval": [round(low, 3), round(high, 3)],
        "worst": round(min(_share_right(night) for night in nights), 4),
        "header": _share_correct(field for one in every for field in one.fields),
        "header in accepted": _share_correct(field for one in accepted for field in one.booked),
        "calibration error": round(sum(map(calibration_error, judged)) / len(nights), 4),
        "area": round(sum(map(area, judged)) / len(nights), 4),
        "at 0.95 of accepted": round(sum(one.confidence >= _HIGH for one in accepted) / max(1, len(accepted)), 3),
        "second calls": round(len(looked) / max(1, len(every)), 3),
        "second calls that changed nothing": sum(not one.changed for one in looked) / max(1, len(looked)),
    }


def line(name: str, told: Json) -> str:
    """One row of the table."""
    low, high = told["interval"]
    return (
        f"{name:32} {told['documents']:4} | accepted {told['accepted']:6.1%}, right {told['right in accepted']:6.1%} "
        f"({low:.0%} to {high:.0%}; {'/'.join(map(str, told['right and accepted']))}), worst {told['worst']:6.1%} "
        f"| header {told['header']:6.1%}, in accepted {told['header in accepted']:6.1%} "
        f"| error {told['calibration error']:.3f}, area {told['area']:.3f}, 0.95: {told['at 0.95 of accepted']:4.0%} "
        f"| second calls {told['second calls']:5.1%}, {told['second calls that changed nothing']:4.0%} of no use"
    )


def _share_right(night: Iterable[Decided]) -> float:
    accepted = [one.right for one in night if one.accepted]
    return sum(accepted) / len(accepted) if accepted else 1.0


def _share_correct(fields: Iterable[FieldScore]) -> float:
    verdicts = [one.verdict == "correct" for one in fields if one.key in HEADER_KEYS or one.key in FIVE]
    return round(sum(verdicts) / max(1, len(verdicts)), 4)
