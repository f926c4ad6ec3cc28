"""Delivery of what is decided to the written records of its run.

Only the lines of what changed are made anew, so that a decision costs as little in a large night as in a small one.
A process that is killed at any moment leaves whole files, and what they lack is known to the store and written by the
next delivery: of the next run, of the next decision, or of ``invoice-llm deliver``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from upath import UPath

from invoice_llm.errors import DeliveryFailed
from invoice_llm.pipeline.exports.folder import Exports
from invoice_llm.pipeline.exports.writing import Written, csv_head, folder_name, lines_head, written_lines
from invoice_llm.pipeline.params import OWN_COLUMNS
from invoice_llm.pipeline.records.patching import NotAsWritten, patched
from invoice_llm.pipeline.records.record_files import CSV, JSONL, NewFiles, failing_clearly, is_there
from invoice_llm.store import Store
from invoice_llm.store.runs.deliveries import Lacking

Json = dict[str, Any]
log = logging.getLogger(__name__)
NO_EXPORTS = Exports()
_TURNS = 100
"""A writer that is faster takes everything that was decided by then, so that more than a few turns are unheard of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Result of one run's delivery: ``delivered`` documents now, ``undelivered`` still, and ``error`` why not."""

    run_id: str
    jsonl: str
    csv: str
    delivered: int = 0
    undelivered: int = 0
    error: str | None = None

    def to_json(self) -> Json:
        return asdict(self)


def records_folder(output: str, run_id: str) -> UPath:
    """Folder of a run's records where none were written yet."""
    return UPath(output) / folder_name(run_id)


def folder_of_run(store: Store, run_id: str, output: str) -> Json:
    """Paths of a run's records, as its summary names them, with nothing delivered yet."""
    lacking = store.deliveries.lacking(run_id)
    folder = UPath(lacking.folder) if lacking.folder else records_folder(output, run_id)
    return {"jsonl": str(folder / JSONL), "csv": str(folder / CSV), "undelivered": len(lacking.rows)}


def summed_up(late: Sequence[Delivery]) -> Json:
    """For a summary: which earlier runs were delivered late, with how many documents, and what still is not."""
    return {
        "delivered_late": {one.run_id: one.delivered for one in late if one.delivered},
        "still_undelivered": {one.run_id: one.undelivered for one in late if one.error},
    }


def told_deliveries(summary: Mapping[str, Any]) -> list[str]:
    """Sentences for people about a run's own delivery, where it failed, and about those of earlier runs."""
    late, left = summary.get("delivered_late") or {}, summary.get("still_undelivered") or {}
    told = [f"{count} documents of run {run} were delivered late, to its own records" for run, count in late.items()]
    told += [f"{count} documents of run {run} could still not be delivered" for run, count in left.items()]
    if error := summary.get("delivery_error"):
        told.append(f"{summary.get('undelivered')} documents are decided and not delivered: {error}")
    return told


def deliver(store: Store, run_id: str, output: str, *, whole: bool = False, exports: Exports = NO_EXPORTS) -> Delivery:
    """Bring the records of a run up to date, with their ``exports``; ``whole`` writes them from the beginning.

    A decision that returned before this began stands in both files when this returns. Raises ``DeliveryFailed``, and
    ``LookupError`` for a run that never began.
    """
    for _ in range(_TURNS):
        lacking = store.deliveries.lacking(run_id)
        folder = UPath(lacking.folder) if lacking.folder else records_folder(output, run_id)
        about = Delivery(run_id=run_id, jsonl=str(folder / JSONL), csv=str(folder / CSV))
        if not lacking.rows and not whole:
            return about
        with failing_clearly(run_id, folder):
            left = _write(store, lacking, folder, whole=whole, exports=exports)
        if left is not None:
            return replace(about, delivered=len(lacking.rows), undelivered=left)
    raise DeliveryFailed(f"the records of run {run_id} are being written by others all the time; try again")


def deliver_decided(store: Store, run_id: str, exports: Exports = NO_EXPORTS) -> bool:
    """Bring records up to date where the run wrote some; false where it goes on and will write them itself."""
    if store.deliveries.lacking(run_id).folder is None:
        return False
    deliver(store, run_id, "", exports=exports)
    return True


def rewrite_records(store: Store, run_id: str, exports: Exports = NO_EXPORTS) -> bool:
    """Write the records of a run from the beginning; false where it goes on and will write them itself."""
    if store.deliveries.lacking(run_id).folder is None:
        return False
    deliver(store, run_id, "", whole=True, exports=exports)
    return True


def try_to_deliver(
    store: Store, run_id: str, output: str, *, whole: bool = False, exports: Exports = NO_EXPORTS
) -> Delivery:
    """Do as :func:`deliver` does; a failure is told in the result."""
    try:
        return deliver(store, run_id, output, whole=whole, exports=exports)
    except DeliveryFailed as error:
        log.error("%s", error)
        return Delivery(run_id=run_id, **folder_of_run(store, run_id, output), error=str(error))


def deliver_late(
    store: Store, output: str, *, before: str | None = None, exports: Exports = NO_EXPORTS
) -> list[Delivery]:
    """Deliver what earlier runs left: all of them, or those that began before one. One's failure stops no other.

    Each goes into its own run's folder. A run that still goes on loses nothing by it: it writes its records whole.
    """
    return [
        try_to_deliver(store, run_id, output, exports=exports)
        for run_id in store.deliveries.runs_lacking(before=before)
    ]


def deliver_named(store: Store, run_id: str, output: str, exports: Exports = NO_EXPORTS) -> Delivery:
    """Deliver one run; its files are written whole where one of them is gone."""
    lacking = store.deliveries.lacking(run_id)
    gone = lacking.documents > 0 and lacking.folder is not None and not _stands(UPath(lacking.folder))
    return try_to_deliver(store, run_id, output, whole=gone, exports=exports)


def _stands(folder: UPath) -> bool:
    try:
        return is_there(folder)
    except OSError:
        return False


def _write(store: Store, lacking: Lacking, folder: UPath, *, whole: bool, exports: Exports) -> int | None:
    files = NewFiles(folder)
    try:
        if whole or not _patched(store, lacking, folder, files):
            files.write(_every(store, lacking.run_id), head=_head(store, lacking), lines_head=lines_head())
        exports.write(folder, _changed(store, lacking, whole=whole) if exports.exporters else ())
        return store.deliveries.put(lacking, str(folder), files.put_in_place)
    finally:
        files.discard()


def _every(store: Store, run_id: str) -> Iterator[Written]:
    own = own_columns(store, run_id)
    for number, (_, record) in enumerate(store.deliveries.stored(run_id), start=1):
        yield written_lines(record, own, number)


def _changed(store: Store, lacking: Lacking, *, whole: bool) -> Iterator[tuple[int, Json]]:
    """Stored records by position in the run: all of them, or those that were decided since they were written."""
    if whole or len(lacking.rows) == lacking.documents:
        yield from store.deliveries.stored(lacking.run_id)
        return
    for position in lacking.rows:
        document = store.documents.get(lacking.run_id, position)
        if document is not None and document.record is not None:
            yield position, document.record.to_json()


def _patched(store: Store, lacking: Lacking, folder: UPath, files: NewFiles) -> bool:
    """Replace single lines; false where the files are not there, or not as they were written."""
    if not lacking.turn or len(lacking.rows) == lacking.documents:
        return False
    try:
        own, stored = own_columns(store, lacking.run_id), store.deliveries.stored_at(lacking)
        records = {n: (one, written_lines(one, own, n + 1)) for n, one in stored.items()}
        contents = patched(folder, records, lacking.documents, _head(store, lacking))
    except NotAsWritten:
        return False
    files.write_bytes(*contents)
    return True


def _head(store: Store, lacking: Lacking) -> str:
    return csv_head(own_columns(store, lacking.run_id))


def own_columns(store: Store, run_id: str) -> tuple[str, ...]:
    """Own fields that the run's tables have columns for, as they were when it began. Raises ``LookupError`` for a run
    that never began."""
    return tuple(store.runs.params(run_id).get(OWN_COLUMNS, ()))
