"""What people see in the terminal: the table of a run, the checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from invoice_llm.invoice.outcome import Outcome, Tone, reason_of

_COLOURS: Mapping[Tone, str] = {"good": "green", "warn": "yellow", "info": "cyan", "quiet": "magenta", "bad": "red"}


def coloured(outcome: Outcome) -> str:
    """An outcome as rich markup in the colour of its tone."""
    return f"[{_COLOURS[outcome.tone]}]{outcome}[/]"


def print_run(console: Console, records: Sequence[Mapping[str, Any]]) -> None:
    """One row a document, then the counts."""
    table = Table(title=None, pad_edge=False, header_style="bold", row_styles=["", "dim"] if len(records) > 40 else [])
    for name, style in (("document", ""), ("outcome", ""), ("invoice model", ""), ("number", ""), ("supplier", "")):
        table.add_column(name, style=style, overflow="fold")
    for name in ("total", "confidence", "cost"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("reasons", overflow="fold", ratio=1)
    for record in records:
        table.add_row(*_cells(record))
    console.print(table)
    console.print(_counts(records))


def _cells(record: Mapping[str, Any]) -> tuple[str, ...]:
    outcome = Outcome(record["outcome"])
    invoice = record.get("invoice") or {}
    confidence = record.get("confidence")
    return (
        record["document"],
        coloured(outcome),
        record.get("invoice_model") or "",
        invoice.get("invoice_number") or "",
        (invoice.get("seller") or {}).get("name") or "",
        _total(invoice),
        "" if confidence is None else f"{confidence:.2f}",
        f"${Decimal(record['cost_usd']):.4f}",
        _why(record),
    )


def _total(invoice: Mapping[str, Any]) -> str:
    total = invoice.get("total_gross")
    return "" if total is None else f"{Decimal(total):,.2f} {invoice.get('currency') or ''}".strip()


def _why(record: Mapping[str, Any]) -> str:
    if record.get("detail"):
        return str(record["detail"])
    return " ".join(reason_text(code) for code in record.get("reasons", ()))


def reason_text(code: str) -> str:
    """The sentence of a reason code; the code itself where it is newer than this program."""
    try:
        return reason_of(code).sentence
    except KeyError:
        return code


def _counts(records: Sequence[Mapping[str, Any]]) -> str:
    counts = Counter(record["outcome"] for record in records)
    cost = sum((Decimal(record["cost_usd"]) for record in records), Decimal(0))
    calls = sum(record.get("calls", 0) for record in records)
    seen = sum("SEEN_BEFORE" in record.get("reasons", ()) for record in records)
    parts = [f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]]
    text = f"{len(records)} documents: {', '.join(parts) or 'none'}; {calls} calls, ${cost:.6f}."
    if records and seen == len(records):
        text += " Everything was seen before; no call was made."
    return text


def print_checks(console: Console, checks: Sequence[Mapping[str, Any]]) -> None:
    for check in checks:
        mark = {"ok": "[green]ok[/]  ", "warning": "[yellow]note[/]", "error": "[red]FAIL[/]"}[check["status"]]
        console.print(f"{mark} {check['name']}: {check['message']}", soft_wrap=True, highlight=False)
