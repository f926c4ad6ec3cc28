"""Delivery of what is decided to the written records of its run.

Only the lines of what changed are made anew, so that a decision costs as little in a large night as in a small one.
A process that is killed at any moment leaves whole files, and what they lack is known to the store and written by the
next delivery: of the next run, of the next decision, or of ``invoice-llm deliver``.
"""

from __future__ import annotations

import csv
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from io import StringIO
from typing import Any

from upath import UPath

from invoice_llm.errors import DeliveryFailed
from invoice_llm.pipeline.records.record_files import CSV, JSONL, NewFiles, failing_clearly, is_there
from invoice_llm.pipeline.records.writing import csv_head, folder_name, written_lines
from invoice_llm.store import Store
from invoice_llm.store.runs.deliveries import Lacking

Json = dict[str, Any]
log = logging.getLogger(__name__)
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


class NotAsWritten(Exception):
    """A file is not as this program left it; it has to be written whole."""


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


def deliver(store: Store, run_id: str, output: str, *, whole: bool = False) -> Delivery:
    """Bring the records of a run up to date; ``whole`` writes them from the beginning.

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
            left = _write(store, lacking, folder, whole=whole)
        if left is not None:
            return replace(about, delivered=len(lacking.rows), undelivered=left)
    raise DeliveryFailed(f"the records of run {run_id} are being written by others all the time; try again")


def deliver_decided(store: Store, run_id: str) -> bool:
    """Bring records up to date where the run wrote some; false where it goes on and will write them itself."""
    if store.deliveries.lacking(run_id).folder is None:
        return False
    deliver(store, run_id, "")
    return True


def rewrite_records(store: Store, run_id: str) -> bool:
    """Write the records of a run from the beginning; false where it goes on and will write them itself."""
    if store.deliveries.lacking(run_id).folder is None:
        return False
    deliver(store, run_id, "", whole=True)
    return True


def try_to_deliver(store: Store, run_id: str, output: str, *, whole: bool = False) -> Delivery:
    """Do as :func:`deliver` does; a failure is told in the result."""
    try:
        return deliver(store, run_id, output, whole=whole)
    except DeliveryFailed as error:
        log.error("%s", error)
        return Delivery(run_id=run_id, **folder_of_run(store, run_id, output), error=str(error))


def deliver_late(store: Store, output: str, *, before: str | None = None) -> list[Delivery]:
    """Deliver what earlier runs left: all of them, or those that began before one. One's failure stops no other.

    Each goes into its own run's folder. A run that still goes on loses nothing by it: it writes its records whole.
    """
    return [try_to_deliver(store, run_id, output) for run_id in store.deliveries.runs_lacking(before=before)]


def deliver_named(store: Store, run_id: str, output: str) -> Delivery:
    """Deliver one run; its files are written whole where one of them is gone."""
    lacking = store.deliveries.lacking(run_id)
    gone = lacking.documents > 0 and lacking.folder is not None and not _stands(UPath(lacking.folder))
    return try_to_deliver(store, run_id, output, whole=gone)


def _stands(folder: UPath) -> bool:
    try:
        return is_there(folder)
    except OSError:
        return False


def _write(store: Store, lacking: Lacking, folder: UPath, *, whole: bool) -> int | None:
    files = NewFiles(folder)
    try:
        if whole or not _patched(store, lacking, folder, files):
            stored = store.deliveries.stored(lacking.run_id)
            files.write((written_lines(record) for _, record in stored), head=csv_head())
        return store.deliveries.put(lacking, str(folder), files.put_in_place)
    finally:
        files.discard()


def _patched(store: Store, lacking: Lacking, folder: UPath, files: NewFiles) -> bool:
    """Replace single lines; false where the files are not there, or not as they were written."""
    if not lacking.turn or len(lacking.rows) == lacking.documents:
        return False
    try:
        records = {n: (one, *written_lines(one)) for n, one in store.deliveries.stored_at(lacking).items()}
        lines = _lines(folder / JSONL, lacking, records)
        rows = _rows(folder / CSV, lacking, records)
    except (NotAsWritten, FileNotFoundError, ValueError, AttributeError, csv.Error):
        return False
    files.write_bytes(lines, rows)
    return True


_Changed = Mapping[int, tuple[Json, str, str]]
"""Stored record, JSON line and CSV row by the number among the run's decided documents."""


def _lines(path: UPath, lacking: Lacking, changed: _Changed) -> bytes:
    lines = path.read_bytes().split(b"\n")
    if len(lines) != lacking.documents + 1:
        raise NotAsWritten
    for number, (stored, line, _) in changed.items():
        if json.loads(lines[number]).get("document") != stored.get("document"):
            raise NotAsWritten
        lines[number] = line.encode().rstrip(b"\n")
    return b"\n".join(lines)


def _rows(path: UPath, lacking: Lacking, changed: _Changed) -> bytes:
    """A cell may have line breaks in it, so rows are told apart by a reader of CSV."""
    rows = list(csv.reader(StringIO(path.read_bytes().decode("utf-8"), newline="")))
    if len(rows) != lacking.documents + 1 or rows[0] != _cells(csv_head()):
        raise NotAsWritten
    for number, (_, _, row) in changed.items():
        rows[number + 1] = _cells(row)
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _cells(line: str) -> list[str]:
    (cells,) = csv.reader(StringIO(line, newline=""))
    return cells
