"""Terminal output of spending, for a controller: by group, with what was paid for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

_FIGURES = ("calls", "input", "cached", "output")


def print_spend(console: Console, report: Mapping[str, Any], *, by: str | None = None) -> None:
    """The totals, then the groups asked for: models and operations if nothing is; then failures."""
    for line in _totals(report):
        console.print(line, soft_wrap=True, highlight=False, markup=False)
    for group in [by] if by else ["model", "operation"]:
        console.print(_table(group, report[f"by_{group}"]))
    for line in _failures(report):
        console.print(line, soft_wrap=True, highlight=False, markup=False)


def _totals(report: Mapping[str, Any]) -> list[str]:
    spent = f"${report['spent_usd']} spent, ${report['held_usd']} held"
    if "day" in report:
        head = f"{report['day']}: {spent}, of ${report['budget_usd']}"
    elif "run" in report:
        head = f"run {report['run']}: {spent}"
    else:
        head = f"{report['from']} to {report['to']}: {spent}, of ${report['daily_budget_usd']} a day"
    lines = [f"{head}; {report['calls']} calls"]
    if many := report["documents"]:
        cost = f"${report['cost_per_document_usd']} a document"
        lines.append(
            f"{many} document{'s' * (many > 1)} with calls, {cost}; {_percent(report)} of the input was cached"
        )
    return lines


def _table(group: str, rows: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table(group.replace("_", " "), header_style="bold", pad_edge=False)
    for name in (*_FIGURES, "cached %", "cost"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, row in rows.items():
        figures = (f"{row[figure]:,}" for figure in _FIGURES)
        table.add_row(name.replace("[", r"\["), *figures, _percent(row), f"${row['cost_usd']}")
    return table


def _percent(row: Mapping[str, Any]) -> str:
    return f"{row['cached'] / row['input'] * 100:.1f} %" if row["input"] else "-"


def _failures(report: Mapping[str, Any]) -> list[str]:
    failed = report["failed"]
    lines = []
    if failed["calls"]:
        lines.append(f"{failed['calls']} calls failed, ${failed['cost_usd']}:")
        lines += [f"  {name}: {row['calls']}, ${row['cost_usd']}" for name, row in failed["errors"].items()]
    if report["not_sent"]:
        lines.append(f"{report['not_sent']} attempts were not sent and are not counted")
    return lines
