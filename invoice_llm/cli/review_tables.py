"""The review queue and its documents in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from invoice_llm.cli.tables import coloured, plain, reason_text
from invoice_llm.errors import NotDecidable
from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.paths import leaves
from invoice_llm.invoice.schema import Invoice
from invoice_llm.invoice.telling import as_sentences, broken_rule
from invoice_llm.review import Decided
from invoice_llm.store import DecisionRow, DocumentRow, SearchResult, StoredDocument

_LEFT_OUT = ("doc_type", "language", "kind", "tax_type")


def print_queue(console: Console, page: SearchResult) -> None:
    """One row a document, then how many there are."""
    if not page.rows:
        console.print("Nothing waits for a person.")
        return
    table = Table(pad_edge=False, header_style="bold")
    for name in ("document", "file", "supplier", "number", "due"):
        table.add_column(name, overflow="fold")
    for name in ("total", "sure"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("why", overflow="fold", ratio=1)
    for row in page.rows:
        table.add_row(*map(plain, _cells(row)))
    console.print(table)
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
    console.print(f"[bold]{plain(row.name)}[/]  {coloured(outcome)}  version {row.version}")
    console.print(plain(as_sentences(record.why)))
    if record.invoice is not None:
        console.print(_values(record.invoice, record.evidence))
    for finding in findings:
        if finding.ok is False:
            mark = "[red]stops[/]" if finding in blocking else "[yellow]note[/]"
            console.print(f"{mark} {plain(broken_rule(finding))}", highlight=False)
    for decision in decisions:
        note = f": {decision.note}" if decision.note else ""
        console.print(plain(f"{decision.at:%Y-%m-%d %H:%M} {decision.who}: {decision.action}{note}"), highlight=False)


def print_decided(console: Console, decided: Decided) -> None:
    """Print the document's new state."""
    place, outcome = decided.place, decided.outcome
    why = plain(as_sentences(decided.record.why))
    name = plain(f"{place.run_id}/{place.position}")
    console.print(f"{name}: {coloured(outcome)}, version {decided.version}. {why}", highlight=False)


def _values(invoice: Invoice, evidence: Mapping[str, Evidence]) -> Table:
    table = Table(pad_edge=False, header_style="bold")
    for name in ("field", "value", "sure", "printed", "remarks"):
        table.add_column(name, overflow="fold")
    for path, value in leaves(invoice.model_dump(mode="json")):
        if path.rsplit(".", 1)[-1] not in _LEFT_OUT:
            spot = evidence.get(path)
            table.add_row(*map(plain, (path, str(value), *(_support(spot) if spot else ("", "", "")))))
    return table


def _support(spot: Evidence) -> tuple[str, str, str]:
    """Confidence of a value, its text as printed, and the remarks about it."""
    sure = "" if spot.confidence is None else f"{spot.confidence:.0%}"
    return sure, spot.quote or "", " ".join(map(reason_text, spot.reasons))


def _cells(row: DocumentRow) -> tuple[str, ...]:
    total = "" if row.total_micros is None else f"{Decimal(row.total_micros) / 1_000_000:,.2f} {row.currency or ''}"
    return (
        f"{row.run_id}/{row.position}",
        row.name,
        row.supplier or "",
        row.number or "",
        "" if row.due_date is None else row.due_date.isoformat(),
        total.strip(),
        "" if row.confidence is None else f"{row.confidence:.0%}",
        "" if row.reason is None else reason_text(row.reason),
    )
