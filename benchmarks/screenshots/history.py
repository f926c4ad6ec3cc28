"""Lets a private store grow older by a day, so that runs made one after the other stand on days of their own.

Everything else about the runs is as it happened: only when is changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Table, create_engine, select, update

from invoice_llm.store.sql.columns import UtcTime
from invoice_llm.store.sql.schema import metadata

_DAY = timedelta(days=1)
_ISO_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d|(?<=__)\d{4}-\d\d-\d\d(?=T)")
_OF_A_RUN = re.compile(r"(?<=__)\d{4}-\d\d-\d\d(?=T)")
_NAMES_WITH_DAYS = ("run_id", "period", "scope")
_OF_THE_INVOICE = ("issue_date", "due_date")


def age_by_a_day(database_url: str, output: Path) -> None:
    """Move every moment in the store, and the days in the runs' names, one day back."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            _age(connection, table)
    engine.dispose()
    for folder in output.iterdir() if output.is_dir() else ():
        folder.rename(folder.with_name(_ISO_DAY.sub(_day_before, folder.name)))


def _age(connection: Connection, table: Table) -> None:
    keys = list(table.primary_key.columns)
    for row in connection.execute(select(table).order_by(*keys)).mappings().all():
        changed = {column.name: _earlier(column, row) for column in table.columns if _tells_when(column)}
        if changed:
            connection.execute(update(table).where(*(key == row[key.name] for key in keys)).values(changed))


def _tells_when(column: Column[Any]) -> bool:
    if column.name in _OF_THE_INVOICE:
        return False
    return column.name in _NAMES_WITH_DAYS or isinstance(column.type, UtcTime | Date | JSON)


def _earlier(column: Column[Any], row: Mapping[Any, Any]) -> Any:
    value = row[column.name]
    if value is None or isinstance(value, datetime | date):
        return value and value - _DAY
    if isinstance(column.type, JSON):  # a record may name another run; its own days are the invoice's
        return json.loads(_OF_A_RUN.sub(_day_before, json.dumps(value)))
    return _ISO_DAY.sub(_day_before, value)


def _day_before(found: re.Match[str]) -> str:
    return (date.fromisoformat(found[0]) - _DAY).isoformat()
