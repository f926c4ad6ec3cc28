"""Questions to the store that the command, the DAGs and the pages' hook ask: spend, runs, records, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from invoice_llm.app import ready_store, today
from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.intake.inbox import LARGEST, Inbox, resolve
from invoice_llm.pipeline.intake.listing import Settling
from invoice_llm.review.short_names import place_named, run_named
from invoice_llm.settings import Settings
from invoice_llm.store import RunRow


def spend_report(
    settings: Settings, day: date | None = None, *, until: date | None = None, run_id: str | None = None
) -> dict[str, Any]:
    """Spend of a day, of all days from ``day`` to ``until``, or of one run: the object of ``spend --json``."""
    with ready_store(settings) as store:
        first = day or today(settings)
        try:
            if run_id is not None:
                return store.spending.run_report(run_id)
            if until is not None:
                return store.spending.period(first, until, settings.daily_budget_micros)
        except (LookupError, ValueError) as error:
            raise ConfigurationError(str(error)) from None
        return store.spending.report(first, settings.daily_budget_micros + store.raises.of(first))


def reviewed(settings: Settings) -> list[tuple[Record, Invoice]]:
    """Every record that people accepted or corrected as it first came to them, and the invoice as it left them."""
    with ready_store(settings) as store:
        made = store.decisions.reviewed()
        return [(one.first, one.record.invoice) for one in made if one.first.invoice and one.record.invoice]


def run_result(settings: Settings, run_id: str | None) -> tuple[str, list[Record], dict[str, Any] | None]:
    """A run's id, records and summary; the latest run if none is named."""
    with ready_store(settings) as store:
        if not run_id and store.runs.latest_run() is None:
            raise ConfigurationError("there is no run yet; start one with 'invoice-llm run INBOX' or in Airflow")
        wanted = run_named(store, run_id) if run_id else str(store.runs.latest_run())
        try:
            return wanted, store.runs.records(wanted), store.runs.summary(wanted)
        except LookupError as error:
            raise ConfigurationError(str(error)) from None


def read_before(settings: Settings, records: Sequence[Record]) -> list[Record]:
    """For each record of a file that was seen before, the record of then, with what people have decided since; the
    others as they are. Of copies that one run met, that of the same name comes first."""
    with ready_store(settings) as store:
        runs = {one.duplicate_of.run_id for one in records if one.duplicate_of}
        earlier = {(run, one.document, one.sha256): one for run in runs for one in store.runs.records(run)}

    def of_then(one: Record) -> Record:
        if one.duplicate_of is None:
            return one
        names = (one.document, one.duplicate_of.document)
        met = (earlier.get((one.duplicate_of.run_id, name, one.sha256)) for name in names)
        return next((record for record in met if record is not None), one)

    return [of_then(one) for one in records]


def runs_made(settings: Settings, *, most: int) -> Sequence[RunRow]:
    """Runs over an inbox, the latest first."""
    with ready_store(settings) as store:
        return store.nights.latest(most)


def record_named(settings: Settings, document: str) -> Record:
    """Record of one document by its short name; of a file that was seen before, that of then. Raises
    ``ConfigurationError`` where there is none."""
    with ready_store(settings) as store:
        place = place_named(store, document)
        found = store.documents.get(*place)
    if found is None or found.record is None:
        raise ConfigurationError(f"there is no finished document {document}; 'invoice-llm show' lists them")
    return read_before(settings, [found.record])[0] if Reason.SEEN_BEFORE in found.record.reasons else found.record


def outcomes_of(settings: Settings, run_id: str) -> dict[str, int]:
    """Count of a run's documents by outcome, as of now. Raises ``ConfigurationError`` for a run that never began."""
    with ready_store(settings) as store:
        try:
            store.runs.params(run_id)
        except LookupError as error:
            raise ConfigurationError(str(error)) from None
        return {str(outcome): count for outcome, count in store.runs.outcomes(run_id).items() if outcome}


def count_new_documents(settings: Settings, wanted: str | None = None) -> int:
    """Files of an inbox, the configured one if none is named, that no run has decided; those that are still being
    written are left out. Raises ``ConfigurationError`` for a folder that may not be read."""
    folder = resolve(wanted or settings.inbox, (settings.inbox, *settings.inbox_roots))
    most, own = LARGEST * settings.max_file_mb * 1_000_000, (settings.output, settings.storage)
    listed = Inbox(folder, Settling(settings.settle_s), most=most, own=own)
    hashes = [file.sha256 for file in listed.documents()]
    with ready_store(settings) as store:
        seen = store.runs.seen_before("", sorted(set(hashes)))
    return sum(one not in seen for one in hashes)
