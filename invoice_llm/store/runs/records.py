"""Written records as they are stored: JSON in a column, one typed record once it is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from invoice_llm.errors import StoreUnavailable
from invoice_llm.invoice.concern import Concern, reasons_in
from invoice_llm.invoice.record import Record
from invoice_llm.store.sql.schema import found

_FEW = 500
CHANGED: dict[str, Any] = {"changes": found.c.changes + 1, "delivered_at": None}
"""Values to set with every change of a record, so that it is delivered anew."""


def stored_record(stored: dict[str, Any]) -> Record:
    """The record of a stored object. Raises ``StoreUnavailable`` for one that this version cannot understand, with
    what is wrong about it and nothing of its values."""
    try:
        return Record.from_json(stored)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problems[:3])
        raise StoreUnavailable(
            f"the stored record of {str(stored.get('document'))!r} is not one that this version can read ({wrong}); "
            "was it written by a newer version? Update this one, or read the document again with force"
        ) from None


def with_remark(record: Record, concern: Concern) -> Record:
    """The record with one more concern and its reason behind the others."""
    if concern in record.concerns:
        return record
    concerns = (*record.why, concern)
    return record.model_copy(update={"concerns": concerns, "reasons": tuple(map(str, reasons_in(concerns)))})


def readable(stored: dict[str, Any]) -> Record | None:
    """The record of a stored object; ``None`` for one that this version cannot understand."""
    try:
        return stored_record(stored)
    except StoreUnavailable:
        return None


def records_at(connection: Connection, run_id: str, positions: Iterable[int]) -> dict[int, Record]:
    """The records at these positions of a run, by position; what has none yet is left out."""
    ordered = sorted(set(positions))
    records: dict[int, Record] = {}
    for start in range(0, len(ordered), _FEW):
        some = found.c.position.in_(ordered[start : start + _FEW])
        wanted = select(found.c.position, found.c.record).where(found.c.run_id == run_id, some)
        rows = connection.execute(wanted.where(found.c.record.is_not(None)))
        records |= {row.position: stored_record(row.record) for row in rows}
    return records
