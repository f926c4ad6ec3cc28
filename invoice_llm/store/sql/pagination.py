"""Cursors: the end of one page of a list, as a text that a URL can carry."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, literal, tuple_
from sqlalchemy.sql.elements import Tuple

from invoice_llm.store.sql.columns import UtcTime


def cursor_after(values: Sequence[Any]) -> str:
    """The values that the last row is sorted by."""
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def cursor_values(columns: Sequence[ColumnElement[Any]], cursor: str) -> Tuple:
    """The values again, as what the columns can be compared with. Raises ``ValueError`` for a text that is none."""
    return tuple_(
        *(literal(value, column.type) for column, value in zip(columns, parse_cursor(columns, cursor), strict=True))
    )


def parse_cursor(columns: Sequence[ColumnElement[Any]], cursor: str) -> list[Any]:
    """The values again. Raises ``ValueError`` for a text that is none."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(plain, list) or len(plain) != len(columns):
            raise ValueError
        return [_typed(column, value) for column, value in zip(columns, plain, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        raise ValueError("this is no place in a list; begin at its first page") from None


def _typed(column: ColumnElement[Any], value: Any) -> Any:
    if isinstance(column.type, UtcTime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if not isinstance(value, column.type.python_type) and not (column.type.python_type is float and value == -1):
        raise ValueError
    return value
