"""``invoice-llm review``: the same queue and the same decisions as on the pages."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from typing import Any, TypedDict

from rich.console import Console

from invoice_llm import app
from invoice_llm.cli import review_tables
from invoice_llm.errors import AlreadyAccepted, ChecksFail, ConfigurationError, NotDecidable
from invoice_llm.review import Change, Decided, Edits, Person, ReviewService
from invoice_llm.review.short_names import place_named
from invoice_llm.review.two_ways import ways
from invoice_llm.settings import Settings
from invoice_llm.store import DecisionRow, DocumentPlace, DocumentRow, QueueFilters, QueueOrder

Decide = Callable[[ReviewService, argparse.Namespace, DocumentPlace, int, Person], Decided]


def run_review(arguments: argparse.Namespace, console: Console) -> int:
    """Do one action; the exit code is 0 only if it was done."""
    with app.open_review(Settings.from_env()) as service:
        match arguments.action:
            case "list":
                return _list(service, arguments, console)
            case "show":
                return _show(service, arguments, console)
            case "write":
                return _write(service, arguments)
        return _decide(service, arguments, console)


def _list(service: ReviewService, arguments: argparse.Namespace, console: Console) -> int:
    filters = QueueFilters(reason=arguments.reason, run_id=arguments.run, text=arguments.text)
    page = service.store.waiting.page(QueueOrder(arguments.sort), filters, limit=max(arguments.limit, 1))
    if arguments.json:
        for row in page.rows:
            print(json.dumps(_row(row), ensure_ascii=False))
    else:
        numbers = service.store.nights.number_of({row.run_id for row in page.rows})
        review_tables.print_queue(console, page, numbers)
    return 0


def _show(service: ReviewService, arguments: argparse.Namespace, console: Console) -> int:
    place = place_named(service.store, arguments.document)
    document = service.store.documents.get(*place)
    if document is None or document.record is None:
        raise NotDecidable(f"there is no finished document {arguments.document}; see 'invoice-llm review list'")
    preview = service.decisions.preview(*place)
    decisions = service.store.decisions.of(place)
    findings = preview.findings if document.record.invoice else ()
    if arguments.json:
        shown = {
            **_row(document.row),
            "record": document.record.written(),
            "checks": [_finding(finding) for finding in findings],
            "blocking": [finding.rule for finding in preview.blocking],
            "decisions": [_decision(one) for one in decisions],
        }
        print(json.dumps(shown, ensure_ascii=False))
    else:
        review_tables.print_document(console, document, findings, preview.blocking, decisions)
    return 0


def _write(service: ReviewService, arguments: argparse.Namespace) -> int:
    try:
        written = service.decisions.write_records(arguments.run)
    except LookupError as error:
        raise NotDecidable(str(error)) from None
    if arguments.json:
        print(json.dumps({"run": arguments.run, "written": written}))
    elif not written:
        print("invoice-llm: the run has not ended; it will write its records itself", file=sys.stderr)
    return int(not written)


def _decide(service: ReviewService, arguments: argparse.Namespace, console: Console) -> int:
    place = place_named(service.store, arguments.document)
    version = arguments.version
    if version is None:
        document = service.store.documents.get(*place)
        version = document.row.version if document else 0
    person = Person(who=arguments.who or _user(), note=arguments.note)
    try:
        decided = _DECISIONS[arguments.action](service, arguments, place, version, person)
    except ChecksFail as error:
        raise NotDecidable(f"{error}: add --despite and --note 'why'") from None
    except AlreadyAccepted as error:
        raise NotDecidable(f"{error}: add --besides {error.run_id}/{error.position} and --note 'why'") from None
    if arguments.json:
        print(json.dumps(_decided(decided), ensure_ascii=False))
    else:
        review_tables.print_decided(console, decided)
    if not decided.written:
        print(
            f"invoice-llm: it is decided, but the records of the run could not be written; "
            f"run 'invoice-llm review write {place.run_id}'",
            file=sys.stderr,
        )
    return int(not decided.written)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise ConfigurationError("this system does not say who you are; use --who") from None


def _accept(
    service: ReviewService, arguments: argparse.Namespace, place: DocumentPlace, version: int, person: Person
) -> Decided:
    document = service.store.documents.get(*place)
    record = document.record if document else None
    for path, spot in record.evidence.items() if record and not arguments.despite else ():
        if read := ways(spot):
            given = " or ".join(f"{path}={one}" for one in read)
            raise NotDecidable(
                f"{path} can be read in two ways: give the right one with 'review correct {arguments.document}' {given}"
            )
    return service.decisions.accept(place, version, person, **_in_spite(service, arguments))


def _correct(
    service: ReviewService, arguments: argparse.Namespace, place: DocumentPlace, version: int, person: Person
) -> Decided:
    edits = Edits(fields=dict(map(_change, arguments.values)))
    return service.decisions.correct(
        place, version, person, edits, accept=not arguments.save, **_in_spite(service, arguments)
    )


class _InSpite(TypedDict):
    despite: bool
    besides: DocumentPlace | None


def _in_spite(service: ReviewService, arguments: argparse.Namespace) -> _InSpite:
    """What a person knows of and accepts it all the same."""
    besides = place_named(service.store, arguments.besides) if arguments.besides else None
    return {"despite": arguments.despite, "besides": besides}


_DECISIONS: Mapping[str, Decide] = {
    "accept": _accept,
    "correct": _correct,
    "reject": lambda service, _, *seen: service.decisions.reject(*seen),
    "not-an-invoice": lambda service, _, *seen: service.decisions.not_an_invoice(*seen),
    "duplicate": lambda service, arguments, *seen: service.decisions.duplicate_of(
        *seen, place_named(service.store, arguments.of)
    ),
    "undo": lambda service, _, *seen: service.decisions.undo(*seen),
}


def _change(text: str) -> tuple[str, Change]:
    path, sign, value = text.partition("=")
    if not sign:
        raise ConfigurationError(f"{text!r} is no FIELD=VALUE; an empty value empties the field")
    return path.strip(), Change(value)


def _row(row: DocumentRow) -> dict[str, Any]:
    """One waiting document; money as strings."""
    return {
        "document": f"{row.run_id}/{row.position}",
        "name": row.name,
        "version": row.version,
        "outcome": row.outcome,
        "reason": row.reason,
        "supplier": row.supplier,
        "invoice_number": row.number,
        "issue_date": row.issue_date and row.issue_date.isoformat(),
        "due_date": row.due_date and row.due_date.isoformat(),
        "total_gross": None if row.total_micros is None else f"{Decimal(row.total_micros) / 1_000_000:.2f}",
        "currency": row.currency,
        "confidence": row.confidence,
        "reviewed_by": row.reviewed_by,
    }


def _decided(decided: Decided) -> dict[str, Any]:
    return {
        "document": f"{decided.place.run_id}/{decided.place.position}",
        "version": decided.version,
        "outcome": str(decided.outcome),
        "written": decided.written,
        "blocking": [_finding(finding) for finding in decided.blocking],
        "record": decided.record.written(),
    }


def _decision(made: DecisionRow) -> dict[str, Any]:
    """One decision without its two records, which may be long."""
    about = {field.name: getattr(made, field.name) for field in fields(made)}
    return {**about, "at": made.at.isoformat(), "before": None, "after": None}


def _finding(finding: Any) -> dict[str, Any]:
    return {**asdict(finding), "reason": str(finding.reason)}
