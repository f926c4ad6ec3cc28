"""Tables for spreadsheets and programs: ``invoices.csv`` with ``lines.csv``, and JSON Lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from invoice_llm.pipeline.exports import DecidedDocument, ExportFile
from invoice_llm.pipeline.exports.writing import csv_head, csv_row, json_line, line_rows, lines_head


def csv_tables(documents: Iterable[DecidedDocument]) -> Iterator[ExportFile]:
    """One row a document, and one row a line of it, which names the document's row."""
    known = list(documents)
    own = known[0].own if known else ()
    rows = (csv_row(one.record, own) for one in known)
    lines = (line_rows(one.record, number) for number, one in enumerate(known, start=1))
    yield ExportFile("invoices.csv", "".join((csv_head(own), *rows)).encode())
    yield ExportFile("lines.csv", "".join((lines_head(), *lines)).encode())


def json_lines(documents: Iterable[DecidedDocument]) -> Iterator[ExportFile]:
    """One object a document, as in ``invoices.jsonl``."""
    yield ExportFile("invoices.jsonl", "".join(json_line(one.record) for one in documents).encode())
