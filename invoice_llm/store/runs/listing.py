"""How a page of a long list is read together with the number of all that the list has, newest first.

All ways answer the same: the number, at most one more than ``MOST_COUNTED``, and the keys of a page. They differ in how
often the index is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, true, tuple_
from sqlalchemy.sql.elements import Tuple

from invoice_llm.store.sql.schema import found

LISTED_BY = (found.c.finished_at, found.c.run_id, found.c.position)
MOST_COUNTED = 100_000
"""Of a longer list nobody needs the number, and counting it takes longer than showing it."""
LATEST = 20_000
"""Documents in which a page is looked for first."""
Keys = Sequence[Sequence[Any]]


def read_common(
    connection: Connection, wanted: ColumnElement[bool], after: Tuple | None, limit: int
) -> tuple[int, Keys]:
    """For what many documents have: the page ends after the first rows, and only counting reads on."""
    return _count(connection, wanted), connection.execute(_page(wanted, after, limit)).all()


def read_scarce(
    connection: Connection, wanted: ColumnElement[bool], after: Tuple | None, limit: int, *, latest: int = LATEST
) -> tuple[int, Keys]:
    """For what is found by reading every entry of the index. Where the latest documents fill no page, few have it, and
    the number and the page come out of one reading."""
    first = connection.execute(_page(wanted & _is_late(after, latest), after, limit)).all()
    if len(first) == limit:
        return _count(connection, wanted), first
    every = select(*LISTED_BY).where(wanted).limit(MOST_COUNTED + 1).cte("every")
    counted = select(func.count().label("total")).select_from(every).cte("counted")
    page = _sorted(select(*every.c), tuple(every.c), after, limit).subquery("page")
    both = select(*page.c, counted.c.total).select_from(counted.outerjoin(page, true()))
    rows = connection.execute(both.order_by(*(column.desc() for column in page.c))).all()
    total = int(rows[0].total)
    if total > MOST_COUNTED:  # those that were counted need not be the newest
        return total, connection.execute(_page(wanted, after, limit)).all()
    return total, [row[: len(LISTED_BY)] for row in rows if row.position is not None]


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    some = select(found.c.position).where(wanted).limit(MOST_COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def _is_late(after: Tuple | None, latest: int) -> ColumnElement[bool]:
    """Of the latest before the cursor; of a shorter list, none."""
    at = found.c.finished_at
    earlier = select(at).where(at.is_not(None))
    if after is not None:
        earlier = earlier.where(tuple_(*LISTED_BY) < after)
    return at >= earlier.order_by(at.desc()).offset(latest).limit(1).scalar_subquery()


def _page(wanted: ColumnElement[bool], after: Tuple | None, limit: int) -> Select[Any]:
    return _sorted(select(*LISTED_BY).where(wanted), LISTED_BY, after, limit)


def _sorted(keys: Select[Any], columns: Sequence[ColumnElement[Any]], after: Tuple | None, limit: int) -> Select[Any]:
    later = keys if after is None else keys.where(tuple_(*columns) < after)
    return later.order_by(*(column.desc() for column in columns)).limit(limit)
