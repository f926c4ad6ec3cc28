"""Updates the written records of a run after people's decisions.

Only the lines of what was decided are made anew, so that a decision costs as little in a large night as in a small one.
"""

from __future__ import annotations

import csv
import json
from io import StringIO

from upath import UPath

from invoice_llm.pipeline.records.writing import csv_head, csv_row, json_line, replace_file, write_records
from invoice_llm.store import Store
from invoice_llm.store.runs.unwritten import UnwrittenDecisions


class NotAsWritten(Exception):
    """A file is not as this program left it; it has to be written whole."""


def rewrite(store: Store, run_id: str, *, whole: bool = False) -> bool:
    """Bring the records up to date where the run wrote them; false where it goes on and will write them itself.

    A decision that returned before this began stands in both files when this returns. A process that is killed in
    between leaves whole files, and the next decision or the next call writes what is missing. ``whole`` writes both
    from the beginning. Raises ``OSError``, and ``LookupError`` for a run that never began.
    """
    with store.written.catching_up(run_id) as pending:
        if pending.summary is None or not pending.summary.get("jsonl"):
            return False
        jsonl = UPath(pending.summary["jsonl"])
        table = jsonl.with_name("invoices.csv")
        if whole or pending.records:
            try:
                if whole:
                    raise NotAsWritten
                lines, rows = _lines(jsonl, pending), _rows(table, pending)
            except (NotAsWritten, FileNotFoundError, ValueError):
                write_records(jsonl.parent, store.runs.records(run_id))
            else:
                replace_file(jsonl, lines)
                replace_file(table, rows)
    return True


def _lines(path: UPath, pending: UnwrittenDecisions) -> bytes:
    lines = path.read_bytes().split(b"\n")
    if len(lines) != pending.documents + 1:
        raise NotAsWritten
    for number, record in pending.records.items():
        if json.loads(lines[number]).get("document") != record.document:
            raise NotAsWritten
        lines[number] = json_line(record).encode().rstrip(b"\n")
    return b"\n".join(lines)


def _rows(path: UPath, pending: UnwrittenDecisions) -> bytes:
    """A cell may have line breaks in it, so rows are told apart by a reader of CSV."""
    rows = list(csv.reader(StringIO(path.read_bytes().decode("utf-8"), newline="")))
    if len(rows) != pending.documents + 1 or rows[0] != _cells(csv_head()):
        raise NotAsWritten
    for number, record in pending.records.items():
        rows[number + 1] = _cells(csv_row(record))
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _cells(line: str) -> list[str]:
    (cells,) = csv.reader(StringIO(line, newline=""))
    return cells
