"""The written records of a run: one JSON line and one CSV row for every document found.

What people decide later replaces the line of its document, which then says ``version``, ``reviewed_by`` and
``reviewed_at``; what it said before is kept in the store with the decision.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from typing import Any
from uuid import uuid4

from upath import UPath

COLUMNS = (
    "document",
    "outcome",
    "reasons",
    "confidence",
    "doc_type",
    "invoice_number",
    "issue_date",
    "due_date",
    "currency",
    "seller_name",
    "seller_vat_id",
    "buyer_name",
    "purchase_order",
    "iban",
    "total_net",
    "total_tax",
    "total_gross",
    "amount_due",
    "lines",
    "invoice_model",
    "llm_model",
    "cost_usd",
    "sha256",
    "version",
    "reviewed_by",
    "reviewed_at",
)
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def write_records(folder: UPath, records: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Write ``invoices.jsonl`` and ``invoices.csv``; a reader never sees half a file. Returns both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(map(json_line, records))
    table = csv_head() + "".join(map(csv_row, records))
    return put(folder / "invoices.jsonl", lines.encode()), put(folder / "invoices.csv", table.encode())


def json_line(record: Mapping[str, Any]) -> str:
    """One record, with its line's end."""
    return json.dumps(record, ensure_ascii=False) + "\n"


def folder_name(run_id: str) -> str:
    """A run id as the name of a folder on any system."""
    return re.sub(r"[^\w.-]+", "_", run_id)


def put(path: UPath, data: bytes) -> str:
    """Replace a file whole; of two that do so at once, one is left."""
    unfinished = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
    return str(path)


def csv_head() -> str:
    """The names of the columns."""
    return _line(lambda writer: writer.writeheader())


def csv_row(record: Mapping[str, Any]) -> str:
    """One record."""
    cells = {name: _cell(value) for name, value in _row(record).items()}
    return _line(lambda writer: writer.writerow(cells))


def _line(write: Callable[[csv.DictWriter[str]], object]) -> str:
    out = StringIO()
    write(csv.DictWriter(out, COLUMNS))
    return out.getvalue()


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    invoice = record.get("invoice") or {}
    seller, buyer = invoice.get("seller") or {}, invoice.get("buyer") or {}
    accounts = invoice.get("payment_accounts") or []
    direct = {name: invoice.get(name) for name in COLUMNS if name in invoice}
    return {
        **{name: record.get(name) for name in COLUMNS if name in record},
        **direct,
        "reasons": " ".join(record.get("reasons", ())),
        "seller_name": seller.get("name"),
        "seller_vat_id": seller.get("vat_id"),
        "buyer_name": buyer.get("name"),
        "purchase_order": " ".join(invoice.get("po_numbers") or ()),
        "iban": next((account["iban"] for account in accounts if account.get("iban")), None),
        "lines": len(invoice["lines"]) if "lines" in invoice else None,
    }


def _cell(value: object) -> object:
    """Text from a document must not become a formula in a spreadsheet; amounts stay amounts."""
    if isinstance(value, str) and _FORMULA.match(value) and not re.fullmatch(r"-?[\d.]+", value):
        return "'" + value
    return value
