"""The written records of a run: one JSON line and one CSV row for every document found.

What people decide later replaces the line of its document, which then says ``version``, ``reviewed_by`` and
``reviewed_at``; what it said before is kept in the store with the decision.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any
from uuid import uuid4

from upath import UPath

from invoice_llm.invoice.field import InvoiceField
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.paths import every, first
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice

_OF_INVOICE = {field.csv: field for field in FIELDS if field.csv}
COLUMNS = (
    "document",
    "outcome",
    "reasons",
    "confidence",
    *_OF_INVOICE,
    "lines",
    "invoice_model",
    "llm_model",
    "cost_usd",
    "sha256",
    "version",
    "reviewed_by",
    "reviewed_at",
)
_OF_RECORD = set(COLUMNS) & set(Record.model_fields)
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def write_records(folder: UPath, records: Sequence[Record]) -> tuple[str, str]:
    """Write ``invoices.jsonl`` and ``invoices.csv``; a reader never sees half a file. Returns both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(map(json_line, records))
    table = csv_head() + "".join(map(csv_row, records))
    jsonl = replace_file(folder / "invoices.jsonl", lines.encode())
    return jsonl, replace_file(folder / "invoices.csv", table.encode())


def json_line(record: Record) -> str:
    """One record, with its line's end."""
    return json.dumps(record.written(), ensure_ascii=False) + "\n"


def folder_name(run_id: str) -> str:
    """A run id as the name of a folder on any system."""
    return re.sub(r"[^\w.-]+", "_", run_id)


def replace_file(path: UPath, data: bytes) -> str:
    """Replace a file whole; of two that do so at once, one is left."""
    unfinished = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return str(path)


def csv_head() -> str:
    """The names of the columns."""
    return _line(lambda writer: writer.writeheader())


def csv_row(record: Record) -> str:
    """One record."""
    cells = {name: _cell(value) for name, value in _row(record).items()}
    return _line(lambda writer: writer.writerow(cells))


def _line(write: Callable[[csv.DictWriter[str]], object]) -> str:
    out = StringIO()
    write(csv.DictWriter(out, COLUMNS))
    return out.getvalue()


def _row(record: Record) -> dict[str, Any]:
    """The cells by column. A value of the record with the column's own name is as in the JSON line."""
    invoice = record.invoice
    return {
        **record.model_dump(mode="json", include=_OF_RECORD),
        **({name: _of_invoice(invoice, field) for name, field in _OF_INVOICE.items()} if invoice else {}),
        "reasons": " ".join(record.reasons),
        "lines": None if invoice is None else len(invoice.lines),
    }


def _of_invoice(invoice: Invoice, field: InvoiceField) -> str | None:
    """All texts of a list, such as order numbers; of a list of rows the first value."""
    if field.path.endswith("[]"):
        return " ".join(str(value) for _, value in every(invoice, field.path))
    value = first(invoice, field.path)
    return None if value is None else str(value)


def _cell(value: object) -> object:
    """Text from a document must not become a formula in a spreadsheet; amounts stay amounts."""
    if isinstance(value, str) and _FORMULA.match(value) and not re.fullmatch(r"-?[\d.]+", value):
        return "'" + value
    return value
