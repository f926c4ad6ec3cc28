"""The review queue and its documents in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from invoice_llm.cli.one_line import ShownColumn, print_lines
from invoice_llm.cli.tables import coloured, reason_text, short_reason, terminal_text
from invoice_llm.errors import NotDecidable
from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.paths import leaves
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.telling import as_sentences, broken_rule
from invoice_llm.review import Decided
from invoice_llm.review.short_names import short_name
from invoice_llm.review.two_ways import ways
from invoice_llm.store import DecisionRow, DocumentPlace, DocumentRow, SearchResult, StoredDocument

_LEFT_OUT = ("doc_type", "language", "kind", "tax_type")


_QUEUE_COLUMNS = (
    ShownColumn("document"),
    ShownColumn("file", share=3),
    ShownColumn("supplier", share=3, needs=110),
    ShownColumn("number", share=2),
    ShownColumn("due"),
    ShownColumn("total", figures=True),
    ShownColumn("sure", figures=True, needs=100),
    ShownColumn("why", share=4),
)


def print_queue(console: Console, page: SearchResult, numbers: Mapping[str, int]) -> None:
    """One line a document with its short name, then how many there are. ``numbers`` are those of the runs."""
    if not page.rows:
        console.print("Nothing waits for a person.")
        return
    rows = [[terminal_text(cell) for cell in _cells(row, numbers)] for row in page.rows]
    print_lines(console, _QUEUE_COLUMNS, rows)
    console.print(f"{len(page.rows)} of {page.total} waiting.")


def print_document(
    console: Console,
    document: StoredDocument,
    findings: Sequence[Finding],
    blocking: Sequence[Finding],
    decisions: Sequence[DecisionRow],
) -> None:
    """Why it is where it is, every value with how sure it is, the checks that say something, and what was decided."""
    row, record = document.row, document.record
    if record is None:
        raise NotDecidable(f"{row.name} is still being read")
    outcome = record.outcome
    console.print(f"[bold]{terminal_text(row.name)}[/]  {coloured(outcome)}  version {row.version}")
    console.print(terminal_text(as_sentences(record.why)))
    if record.invoice is not None:
        console.print(_values(record.invoice, record.evidence))
    for finding in findings:
        if finding.ok is False:
            mark = "[red]stops[/]" if finding in blocking else "[yellow]note[/]"
            console.print(f"{mark} {terminal_text(broken_rule(finding))}", highlight=False)
    for decision in decisions:
        note = f": {decision.note}" if decision.note else ""
        console.print(
            terminal_text(f"{decision.at:%Y-%m-%d %H:%M} {decision.who}: {decision.action}{note}"), highlight=False
        )


def print_record(console: Console, record: Record) -> None:
    """One document as it was read: its outcome, why, and every value with how sure it is."""
    console.print(f"[bold]{terminal_text(record.document)}[/]  {coloured(record.outcome)}", highlight=False)
    if why := as_sentences(record.why):
        console.print(terminal_text(why), highlight=False)
    if record.invoice is not None:
        console.print(_values(record.invoice, record.evidence))


def print_decided(console: Console, decided: Decided) -> None:
    """Print the document's new state."""
    place, outcome = decided.place, decided.outcome
    why = terminal_text(as_sentences(decided.record.why))
    name = terminal_text(f"{place.run_id}/{place.position}")
    console.print(f"{name}: {coloured(outcome)}, version {decided.version}. {why}", highlight=False)


def _values(invoice: Invoice, evidence: Mapping[str, Evidence]) -> Table:
    table = Table(pad_edge=False, header_style="bold")
    for name in ("field", "value", "sure", "printed", "remarks"):
        table.add_column(name, overflow="fold")
    for path, value in leaves(invoice.model_dump(mode="json")):
        if path.rsplit(".", 1)[-1] not in _LEFT_OUT:
            spot = evidence.get(path)
            table.add_row(*map(terminal_text, (path, str(value), *(_support(spot) if spot else ("", "", "")))))
    return table


def _support(spot: Evidence) -> tuple[str, str, str]:
    """Confidence of a value, its text as printed, and the remarks about it. Of one that can be read in two ways the
    confidence is only that it stands there."""
    other = " or ".join(map(str, ways(spot)))
    sure = "" if spot.confidence is None or other else f"{spot.confidence:.0%}"
    return sure, spot.quote or "", " ".join([*map(reason_text, spot.reasons), *([f"It is {other}."] if other else [])])


def _cells(row: DocumentRow, numbers: Mapping[str, int]) -> tuple[str, ...]:
    total = "" if row.total_micros is None else f"{Decimal(row.total_micros) / 1_000_000:,.2f} {row.currency or ''}"
    return (
        short_name(DocumentPlace(row.run_id, row.position), numbers),
        row.name,
        row.supplier or "",
        row.number or "",
        "" if row.due_date is None else row.due_date.isoformat(),
        total.strip(),
        "" if row.confidence is None else f"{row.confidence:.0%}",
        "" if row.reason is None else short_reason(row.reason),
    )
