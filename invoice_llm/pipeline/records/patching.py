"""Written records with single documents replaced in them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

from upath import UPath

from invoice_llm.pipeline.exports.writing import Written, lines_head
from invoice_llm.pipeline.records.record_files import CSV, JSONL, LINES

Changed = Mapping[int, tuple[Mapping[str, Any], Written]]
"""Stored record, and as it is written, by the number among the run's decided documents."""


class NotAsWritten(Exception):
    """A file is not as this program left it; it has to be written whole."""


def patched(folder: UPath, changed: Changed, documents: int, head: str) -> tuple[bytes, bytes, bytes]:
    """Contents of the three files of a run with so many ``documents``. Raises ``NotAsWritten``."""
    try:
        return (
            _lines(folder / JSONL, documents, changed),
            _rows(folder / CSV, documents, changed, head),
            _line_table(folder / LINES, changed),
        )
    except (FileNotFoundError, ValueError, AttributeError, csv.Error) as error:
        raise NotAsWritten from error


def _lines(path: UPath, documents: int, changed: Changed) -> bytes:
    lines = path.read_bytes().split(b"\n")
    if len(lines) != documents + 1:
        raise NotAsWritten
    for number, (stored, written) in changed.items():
        if json.loads(lines[number]).get("document") != stored.get("document"):
            raise NotAsWritten
        lines[number] = written.line.encode().rstrip(b"\n")
    return b"\n".join(lines)


def _rows(path: UPath, documents: int, changed: Changed, head: str) -> bytes:
    """A cell may have line breaks in it, so rows are told apart by a reader of CSV."""
    rows = list(csv.reader(StringIO(path.read_bytes().decode("utf-8"), newline="")))
    if len(rows) != documents + 1 or rows[0] != _cells(head):
        raise NotAsWritten
    for number, (_, written) in changed.items():
        rows[number + 1] = _cells(written.row)
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _line_table(path: UPath, changed: Changed) -> bytes:
    """The lines of the changed documents in place of those that they had."""
    head, *rows = _table(path.read_bytes().decode("utf-8"))
    if head != _cells(lines_head()):
        raise NotAsWritten
    kept = [row for row in rows if int(row[0]) - 1 not in changed]
    new = [row for _, written in changed.values() for row in _table(written.lines)]
    out = StringIO()
    csv.writer(out).writerows([head, *sorted([*kept, *new], key=lambda row: int(row[0]))])
    return out.getvalue().encode()


def _table(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))


def _cells(line: str) -> list[str]:
    (cells,) = csv.reader(StringIO(line, newline=""))
    return cells
