"""Terminal output of a run and of the checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape

from invoice_llm.cli.one_line import ShownColumn, print_lines
from invoice_llm.invoice.outcome import Outcome, Reason, Tone, reason_of
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.telling import as_sentences
from invoice_llm.invoice.visible import visible
from invoice_llm.pipeline.records.delivering import Delivery
from invoice_llm.pipeline.records.record_files import CSV, LINES
from invoice_llm.store import RunRow
from invoice_llm.store.purging import PurgePlan, Taken

_COLOURS: Mapping[Tone, str] = {"good": "green", "warn": "yellow", "info": "cyan", "quiet": "magenta", "bad": "red"}


def terminal_text(text: str) -> str:
    """Text of a document as it may go to a terminal: neither its control characters nor rich's markup act."""
    return escape(visible(text))


def coloured(outcome: Outcome) -> str:
    """An outcome as rich markup in the colour of its tone."""
    return f"[{_COLOURS[outcome.tone]}]{outcome}[/]"


_RUN_COLUMNS = (
    ShownColumn("N", figures=True),
    ShownColumn("document", share=4),
    ShownColumn("outcome"),
    ShownColumn("number", share=3),
    ShownColumn("supplier", share=3, needs=110),
    ShownColumn("total", figures=True),
    ShownColumn("sure", figures=True, needs=100),
    ShownColumn("why", share=4),
)
_RUNS_COLUMNS = (
    ShownColumn("N", figures=True),
    ShownColumn("began"),
    ShownColumn("run", share=1, needs=100),
    ShownColumn("documents", figures=True),
    ShownColumn("cost", figures=True),
    ShownColumn("outcomes", share=3),
)


def print_run(console: Console, records: Sequence[Record], before: Sequence[Record] | None = None) -> None:
    """One line a document, then the counts; ``show N`` has the details of a line. ``before`` are the records of an
    earlier run to show instead, in the same order."""
    rows = [(str(position), *_cells(record)) for position, record in enumerate(before or records)]
    print_lines(console, _RUN_COLUMNS, rows)
    console.print(_counts(records), soft_wrap=True)


def print_runs(console: Console, runs: Sequence[RunRow]) -> None:
    """One line a run, the latest first."""
    if not runs:
        console.print("There is no run yet; start one with 'invoice-llm run INBOX' or in Airflow.", soft_wrap=True)
        return
    print_lines(console, _RUNS_COLUMNS, [_run_cells(run) for run in runs])


def _run_cells(run: RunRow) -> tuple[str, ...]:
    return (
        str(run.number),
        f"{run.started_at:%Y-%m-%d %H:%M}",
        terminal_text(run.run_id),
        str(run.documents),
        f"${run.cost_micros / 1_000_000:.4f}",
        ", ".join(f"{count} {outcome}" for outcome, count in run.outcomes.items()),
    )


def _cells(record: Record) -> tuple[str, ...]:
    invoice = record.invoice or Invoice()
    return (
        terminal_text(record.document),
        coloured(record.outcome),
        terminal_text(invoice.invoice_number or ""),
        terminal_text(invoice.seller.name or ""),
        terminal_text(_total(invoice)),
        "" if record.confidence is None else f"{record.confidence:.2f}",
        terminal_text(_why(record)),
    )


def _why(record: Record) -> str:
    """The sentences of a record's concerns; those of an accepted one are remarks, which stopped nothing."""
    told = as_sentences(record.why)
    is_remark = record.outcome is Outcome.ACCEPTED and record.reviewed_by is None
    return f"remark: {told}" if told and is_remark else told


def _total(invoice: Invoice) -> str:
    total = invoice.total_gross
    return "" if total is None else f"{total:,.2f} {invoice.currency or ''}".strip()


def reason_text(code: str) -> str:
    """The sentence of a reason code; the code itself where it is newer than this program."""
    try:
        return reason_of(code).sentence
    except KeyError:
        return code


def short_reason(code: str) -> str:
    """The short words of a reason code; the code itself where it is newer than this program."""
    try:
        return reason_of(code).short
    except KeyError:
        return code


def _counts(records: Sequence[Record]) -> str:
    counts = Counter(record.outcome for record in records)
    cost = sum((record.cost_usd for record in records), Decimal(0))
    calls = sum(record.calls for record in records)
    seen = sum(Reason.SEEN_BEFORE in record.reasons for record in records)
    parts = [f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]]
    text = f"{len(records)} documents: {', '.join(parts) or 'none'}; {calls} calls, ${cost:.6f}."
    if records and seen == len(records):
        text += " Everything was seen before; above stands what became of it then."
    return text


def where_records_are(jsonl: str) -> str:
    """The sentence that names a run's records; they lie beside each other."""
    folder, _, name = jsonl.rpartition("/")
    return f"Records in {folder}: {name}, {CSV}, {LINES}"


def print_deliveries(console: Console, done: Sequence[Delivery]) -> None:
    """One line a run, with where its records are."""
    if not done:
        console.print("Every decided document stands in the records of its run.")
    for one in done:
        text = f"{one.run_id}: {one.delivered} delivered, {one.undelivered} left. {where_records_are(one.jsonl)}"
        console.print(text, soft_wrap=True, highlight=False, markup=False)


def print_checks(console: Console, checks: Sequence[Mapping[str, Any]]) -> None:
    for check in checks:
        mark = {"ok": "[green]ok[/]  ", "warning": "[yellow]note[/]", "error": "[red]FAIL[/]"}[check["status"]]
        console.print(f"{mark} {check['name']}: {terminal_text(check['message'])}", soft_wrap=True, highlight=False)


def print_purge(console: Console, planned: PurgePlan, taken: Taken, *, done: bool) -> None:
    """Counts of what was taken, or would be, and the runs that stay with the reason."""
    counts = ", ".join(f"{count} {name}" for name, count in taken.to_json().items())
    told = [f"{'Taken' if done else 'Would be taken'}: {counts}"]
    told += [f"Run {terminal_text(run_id)} stays: {why}" for run_id, why in planned.held.items()]
    if planned.runs and done:
        told.append(f"Written records are yours to remove: those of {', '.join(map(terminal_text, planned.runs))}")
    if not done:
        told.append("Nothing was changed; --yes takes it away.")
    console.print("\n".join(told), soft_wrap=True, highlight=False)
