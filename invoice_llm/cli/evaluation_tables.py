"""Terminal output of an evaluation, or of a comparison of two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from invoice_llm.evaluation import wording
from invoice_llm.evaluation.comparison import Comparison, FigureChange

_VERDICTS = ("correct", "wrong", "missing", "invented")
_SHARES = {
    "header_accuracy": "of the header values are right",
    "accepted_share": "of the documents are accepted without a person",
    "accepted_precision": "of the values in accepted documents are right",
    "accepted_right": "of the accepted documents could be paid as they are",
}
_MOST_MOVED = 20


def print_evaluation(console: Console, report: Mapping[str, Any]) -> None:
    console.print(f"route {report['route']}, read by {report['model']}")
    table = Table("field", header_style="bold", pad_edge=False)
    for name in _VERDICTS:
        table.add_column(name, justify="right")
    for key, row in report["fields"].items():
        table.add_row(key, *(str(row[name]) for name in _VERDICTS))
    console.print(table)
    console.print(_folder_table({**report["folders"], "all": report}.items()))
    for name, said in _SHARES.items():
        if interval := report["intervals"][name]:
            low, high = (100 * end for end in interval)
            share = f"{_percent(report[name])} ({low:.1f} to {high:.1f})"
            console.print(f"{share} {said}.", highlight=False)
    if believed := report["reliability"]:
        console.print(f"Confidences are {believed['ece']:.3f} from the truth on average (ECE).", highlight=False)


def _folder_table(folders: Iterable[tuple[str, Mapping[str, Any]]]) -> Table:
    table = Table("folder", header_style="bold", pad_edge=False)
    for name in ("documents", "header right", "invented", "line F1", "accepted", "accepted right"):
        table.add_column(name, justify="right")
    for name, row in folders:
        shares = (row["header_accuracy"], row["line_f1"], row["accepted_share"], row["accepted_precision"])
        header, lines, accepted, precision = (_percent(share) for share in shares)
        table.add_row(name, str(row["documents"]), header, str(row["header_invented"]), lines, accepted, precision)
    return table


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:.1f} %"


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Every figure, the fields that changed, the documents that changed, and the conclusion last."""
    table = Table("figure", header_style="bold", pad_edge=False)
    for name in ("before", "after", "points", "95 % on other suppliers", "worse", "better", "p", ""):
        table.add_column(name, justify="right", no_wrap=True)
    for change in (*comparison.figures, *(c for c in comparison.fields if c.worse or c.better)):
        table.add_row(*_cells(change))
    console.print(table)
    if comparison.moved:
        console.print(_moved_table(comparison))
    if len(comparison.moved) > _MOST_MOVED:
        console.print(f"and {len(comparison.moved) - _MOST_MOVED} more documents")
    console.print(wording.basis(comparison), soft_wrap=True, highlight=False)
    console.print(f"[bold]{wording.conclusion(comparison)}[/]", soft_wrap=True, highlight=False)


def _cells(change: FigureChange) -> tuple[str, ...]:
    verdict = wording.verdict(change)
    colour = {"worse": "red", "better": "green"}.get(verdict)
    return (
        wording.label(change),
        _percent(change.before),
        _percent(change.after),
        wording.points(change.difference),
        wording.between(change.low, change.high),
        str(len(change.worse)),
        str(len(change.better)),
        f"{change.p:.4f}",
        f"[{colour}]{verdict}[/]" if colour else "",
    )


def _moved_table(comparison: Comparison) -> Table:
    table = Table("document", "worse", "better", "outcome", header_style="bold", pad_edge=False)
    for moved in comparison.moved[:_MOST_MOVED]:
        outcome = moved.after if moved.before == moved.after else f"{moved.before} to {moved.after}"
        worse, better = (", ".join(map(wording.field_label, keys)) for keys in (moved.worse, moved.better))
        table.add_row(_plain(moved.document), worse, better, outcome)
    return table


def _plain(text: str) -> str:
    """A file's name is not markup."""
    return text.replace("[", r"\[")
