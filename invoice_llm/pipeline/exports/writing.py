"""Lines of the written records: JSON and CSV for every document found.

What people decide later replaces the line of its document, which then says ``version``, ``reviewed_by`` and
``reviewed_at``; what it said before is kept in the store with the decision.
"""

from __future__ import annotations

import csv
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any, NamedTuple

from invoice_llm.errors import StoreUnavailable
from invoice_llm.invoice.field import InvoiceField
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.own_fields import own_cells
from invoice_llm.invoice.paths import every, first, leaf
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, LineItem
from invoice_llm.store.runs.records import stored_record

log = logging.getLogger(__name__)
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
_NAMES_OF_LINES = tuple(
    leaf(field.path) for field in FIELDS if field.path.startswith("lines[].") and field.path.count("[]") == 1
)
LINE_COLUMNS = ("record", "document", "invoice_number", "currency", "line", *_NAMES_OF_LINES)
"""``record`` is the number of the document's row in ``invoices.csv``, from 1; ``line`` that of the line in it."""
_OF_RECORD = set(COLUMNS) & set(Record.model_fields)
_FORMULA = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""The full-width signs are formulas as well where a spreadsheet is set to Chinese or Japanese."""


def folder_name(run_id: str) -> str:
    """A run id as the name of a folder on any system."""
    name = re.sub(r"[^\w.-]+", "_", run_id)
    return name if name.strip(".") else f"run_{name}"


def json_line(record: Record) -> str:
    """One record, with its line's end. What UTF-8 does not take stands in it as JSON's own escape."""
    return _json(record.written())


class Written(NamedTuple):
    """One record as it is written: its JSON line, its row of ``invoices.csv``, and its rows of ``lines.csv``."""

    line: str
    row: str
    lines: str


def written_lines(stored: Mapping[str, Any], own: Sequence[str] = (), number: int = 1) -> Written:
    """A stored record, with columns for the ``own`` fields of these names, as record ``number`` of its run. One that
    this version cannot read is written as it is stored: it must not keep the other documents of its run from their
    records."""
    try:
        record = stored_record(dict(stored))
        return Written(json_line(record), csv_row(record, own), line_rows(record, number))
    except Exception as error:
        log.error("a record is written as it is stored: %s", error if isinstance(error, StoreUnavailable) else "odd")
        row = _line(lambda writer: writer.writerow(_plain_cells(stored)), own)
        return Written(_json(stored), row, "")


def _json(line: Mapping[str, Any]) -> str:
    return encodable(json.dumps(line, ensure_ascii=False)) + "\n"


def encodable(text: str) -> str:
    """The text with a backslash escape for each surrogate, which no encoding takes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain_cells(stored: Mapping[str, Any]) -> dict[str, object]:
    """The cells that need no understanding of the record."""
    return {name: _cell(str(stored[name])) for name in ("document", "outcome", "sha256", "version") if stored.get(name)}


def csv_head(own: Sequence[str] = ()) -> str:
    """The names of the columns, those of own fields last."""
    return _line(lambda writer: writer.writeheader(), own)


def csv_row(record: Record, own: Sequence[str] = ()) -> str:
    """One record."""
    cells = {name: _cell(value) for name, value in {**_row(record), **own_cells(record.invoice, own)}.items()}
    return _line(lambda writer: writer.writerow(cells), own)


def lines_head() -> str:
    """The names of the columns of ``lines.csv``."""
    return _line(lambda writer: writer.writeheader(), columns=LINE_COLUMNS)


def line_rows(record: Record, number: int) -> str:
    """A row for each line of the invoice in record ``number``; nothing where there is none."""
    invoice = record.invoice
    if invoice is None:
        return ""
    head = (number, record.document, invoice.invoice_number, invoice.currency)
    rows = ((*head, at, *_of_line(line)) for at, line in enumerate(invoice.lines, start=1))
    out = StringIO()
    csv.writer(out).writerows([_cell(value) for value in row] for row in rows)
    return encodable(out.getvalue())


def _of_line(line: LineItem) -> Iterator[str | None]:
    """Its values in the order of the columns."""
    values = (getattr(line, name) for name in _NAMES_OF_LINES)
    return (None if value is None else str(value) for value in values)


def _line(
    write: Callable[[csv.DictWriter[str]], object], own: Sequence[str] = (), columns: Sequence[str] = COLUMNS
) -> str:
    out = StringIO()
    write(csv.DictWriter(out, (*columns, *own)))
    return encodable(out.getvalue())


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
