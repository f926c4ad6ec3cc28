"""The evaluation that later ones are held against: kept whole, one for each route."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upath import UPath

    from invoice_llm.evaluation import Report
    from invoice_llm.evaluation.comparison import Comparison, FigureChange

_MOST_NAMED = 5


def reference_path(output: UPath, route: str) -> UPath:
    """Evaluations of different routes say nothing of each other."""
    return output / "evaluation_reference" / route / "report.json"


def read_reference(path: UPath) -> Report | None:
    """The kept evaluation, or ``None`` before the first. Raises ``ConfigurationError`` for a file that is none."""
    from invoice_llm.evaluation.keeping import parse_report

    return parse_report(path) if path.is_file() else None


def not_read(report: Report) -> list[str]:
    """The labelled documents that were put off or lost to a fault: such an evaluation is not complete."""
    return [document.name for document in report.documents if document.score and not document.was_read]


def fallen(comparison: Comparison) -> list[str]:
    """A sentence for each figure or field that got significantly worse, with the documents it got worse in."""
    return [_sentence(change) for change in comparison.drops]


def _sentence(change: FigureChange) -> str:
    from invoice_llm.evaluation.wording import between, label, percent

    named = ", ".join(change.worse[:_MOST_NAMED])
    more = len(change.worse) - _MOST_NAMED
    sure = between(change.low, change.high)
    return (
        f"{label(change)} fell from {percent(change.before)} to {percent(change.after)}"
        f"{f' ({sure} points on other suppliers)' if sure else ''}: worse in {len(change.worse)} documents, better in "
        f"{len(change.better)}, p {change.p:.4f} ({named}{f' and {more} more' if more > 0 else ''})"
    )
