"""Records to take away, as streams of bytes: CSV, JSON Lines, and UBL 2.1 for whatever reads e-invoices."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from invoice_llm.documents.einvoice.output.writing import ubl
from invoice_llm.invoice.record import Record
from invoice_llm.pipeline.exports.writing import csv_head, csv_row, json_line

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def as_csv(records: Iterable[Record], own: Sequence[str] = ()) -> Iterator[bytes]:
    """The columns of ``invoices.csv`` and of the ``own`` fields; text that a spreadsheet would take for a formula is
    quoted."""
    yield csv_head(own).encode()
    for record in records:
        yield csv_row(record, own).encode()


def as_jsonl(records: Iterable[Record]) -> Iterator[bytes]:
    """The lines of ``invoices.jsonl``."""
    for record in records:
        yield json_line(record).encode()


def as_ubl(records: Iterable[Record]) -> Iterator[bytes]:
    """A zip with one XML an invoice, named by its document; what holds no invoice is left out."""
    sink = _Sink()
    names: set[str] = set()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for record in records:
            xml = ubl_of(record)
            if xml is not None:
                archive.writestr(_name(record, names), xml)
                yield sink.taken()
    yield sink.taken()


def ubl_of(record: Record) -> bytes | None:
    """The invoice of one record; ``None`` where there is none, or none that UBL has a document for."""
    return None if record.invoice is None else ubl(record.invoice)


def _name(record: Record, taken: set[str]) -> str:
    """The document's name as a plain file name, which no other one in the zip has."""
    stem = _NOT_IN_NAMES.sub("_", record.document).strip("._") or "invoice"
    name, number = f"{stem}.xml", 2
    while name.lower() in taken:
        name, number = f"{stem}-{number}.xml", number + 1
    taken.add(name.lower())
    return name


class _Sink(io.RawIOBase):
    """Takes what a zip file writes and hands it on; a zip can be written without going back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data
