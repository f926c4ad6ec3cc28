"""The review queue: what waits for a person, in the order that matters, and what stands before and after a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Float,
    and_,
    exists,
    func,
    literal,
    literal_column,
    select,
    tuple_,
)

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.store.runs.documents import COUNTED, DocumentPlace, SearchResult, contains, rows_at, supplier_names
from invoice_llm.store.runs.search_columns import micros
from invoice_llm.store.sql import pagination
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import found

_C = found.c
_WAITING = _C.outcome == literal_column("'review'")
"""A literal, since a database takes an index over some rows only where it sees that those are asked for."""
_ACCEPTED = found.alias("accepted")
_UNKNOWN_SUPPLIER = and_(
    _C.supplier_key.is_not(None),
    ~exists().where(_ACCEPTED.c.supplier_key == _C.supplier_key, _ACCEPTED.c.outcome == str(Outcome.ACCEPTED)),
)
DUE_SOON = timedelta(hours=48)


class QueueOrder(StrEnum):
    """Order of the queue: largest amount, nearest due date, least confidence or longest wait first."""

    AMOUNT = "amount"
    DUE = "due"
    DOUBT = "doubt"
    AGE = "age"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilters:
    """``reason`` is the first reason's code; ``text`` stands anywhere in number, supplier, VAT id or name. Bounds are
    included, amounts in the currency's unit. ``new_supplier``: nothing of this supplier was accepted yet;
    ``any_reason`` is the code of one reason, whatever else there is."""

    reason: str | None = None
    any_reason: str | None = None
    supplier_key: str | None = None
    run_id: str | None = None
    text: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    currency: str | None = None
    new_supplier: bool = False


@dataclass(frozen=True, slots=True)
class ValueCount:
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """Counts of the documents that wait for a person. ``due_soon``: due within 48 hours or ``overdue``; ``sums``:
    micros by currency."""

    count: int
    due_soon: int
    overdue: int
    sums: Mapping[str, int]
    reasons: tuple[ValueCount, ...]


@dataclass(frozen=True, slots=True)
class SupplierCount:
    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoices:
    """Values that the queue can be filtered by, the most frequent first."""

    reasons: tuple[ValueCount, ...]
    suppliers: tuple[SupplierCount, ...]
    runs: tuple[ValueCount, ...]
    currencies: tuple[ValueCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNeighbours:
    """``number`` counts from 1 and is ``None`` for a document that does not wait, or is left out by the filters."""

    number: int | None
    total: int
    previous: DocumentPlace | None
    next: DocumentPlace | None


_SORTED: dict[QueueOrder, ColumnElement[Any]] = {
    QueueOrder.AMOUNT: func.coalesce(-_C.total_micros, literal(2**63 - 1, BigInteger), type_=BigInteger),
    QueueOrder.DUE: func.coalesce(_C.due_date, literal(date.max, Date), type_=Date),
    QueueOrder.DOUBT: func.coalesce(_C.confidence, literal(-1.0, Float), type_=Float),
    QueueOrder.AGE: _C.finished_at,
}
"""Unknown values come last; an unknown confidence comes first, as the greatest doubt."""


class WaitingDocuments:
    """Read-only queries over the documents that wait for a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, sort: QueueOrder, filters: QueueFilters = QueueFilters(), *, after: str | None = None, limit: int = 50
    ) -> SearchResult:
        """A part of the queue. Raises ``ValueError`` for an ``after`` that no page gave out."""
        key = _key(sort)
        wanted = select(*key).where(_where(filters)).order_by(*key).limit(limit + 1)
        if after is not None:
            wanted = wanted.where(tuple_(*key) > pagination.cursor_values(key, after))
        with self._database.read() as connection:
            total = connection.execute(_counted(filters)).scalar_one()
            places = connection.execute(wanted).all()
            shown = places[:limit]
            rows = rows_at(connection, [_place(place) for place in shown])
        return SearchResult(rows, int(total), pagination.cursor_after(shown[-1]) if len(places) > limit else None)

    def around(self, place: DocumentPlace, sort: QueueOrder, filters: QueueFilters = QueueFilters()) -> QueueNeighbours:
        """The neighbours of a document in the chosen order; of one that no longer waits, those of where it stood."""
        key = _key(sort)
        here = select(*key, _where(filters).label("waits"))
        here = here.where(_C.run_id == place.run_id, _C.position == place.position)
        with self._database.read() as connection:
            total = int(connection.execute(_counted(filters)).scalar_one())
            row = connection.execute(here).first()
            if row is None or row[0] is None:
                return QueueNeighbours(number=None, total=total, previous=None, next=None)
            at = _bound(key, row[:3])
            before = [_where(filters), tuple_(*key) < at]
            later = select(*key).where(_where(filters), tuple_(*key) > at).order_by(*key).limit(1)
            earlier = select(*key).where(*before).order_by(*(part.desc() for part in key)).limit(1)
            number = connection.execute(select(func.count()).select_from(found).where(*before)).scalar_one() + 1
            previous, following = connection.execute(earlier).first(), connection.execute(later).first()
        return QueueNeighbours(
            number=number if row.waits else None,
            total=total,
            previous=None if previous is None else _place(previous),
            next=None if following is None else _place(following),
        )

    def choices(self, filters: QueueFilters = QueueFilters(), *, most: int = 50) -> FilterChoices:
        """Values by which the queue, as it is filtered now, can be narrowed further; at most ``most`` of each."""
        where = _where(filters)
        with self._database.read() as connection:
            reasons = connection.execute(_groups(where, _C.reason, most)).all()
            suppliers = connection.execute(_groups(where, _C.supplier_key, most)).all()
            runs = connection.execute(_groups(where, _C.run_id, most)).all()
            currencies = connection.execute(_groups(where, _C.currency, most)).all()
            names = supplier_names(connection, [row[0] for row in suppliers])
        return FilterChoices(
            reasons=_counts(reasons),
            suppliers=tuple(SupplierCount(row[0], names.get(row[0], row[0]), row.number) for row in suppliers),
            runs=_counts(runs),
            currencies=_counts(currencies),
        )


def queue_now(connection: Connection, now: datetime) -> QueueCounts:
    """The whole queue; ``now`` in the payers' time zone. A due date has no hour: it is over when its day is."""
    today, soon = now.date(), (now + DUE_SOON).date()
    wanted = select(
        _C.reason,
        _C.currency,
        func.count().label("number"),
        func.count().filter(_C.due_date <= soon).label("soon"),
        func.count().filter(_C.due_date < today).label("overdue"),
        func.coalesce(func.sum(_C.total_micros), 0).label("sum"),
    )
    rows = connection.execute(wanted.where(_WAITING, COUNTED).group_by(_C.reason, _C.currency)).all()
    sums: dict[str, int] = defaultdict(int)
    reasons: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.currency or ""] += int(row.sum)
        reasons[row.reason or ""] += row.number
    ordered = sorted((reason for reason in reasons if reason), key=lambda reason: (-reasons[reason], reason))
    return QueueCounts(
        count=sum(row.number for row in rows),
        due_soon=sum(row.soon for row in rows),
        overdue=sum(row.overdue for row in rows),
        sums={currency: sums[currency] for currency in sorted(sums) if currency},
        reasons=tuple(ValueCount(reason, reasons[reason]) for reason in ordered),
    )


def _key(sort: QueueOrder) -> tuple[ColumnElement[Any], ...]:
    return (_SORTED[sort], _C.run_id, _C.position)


def _place(row: Any) -> DocumentPlace:
    return DocumentPlace(row[1], row[2])


def _bound(key: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[Any]:
    return tuple_(*(literal(value, part.type) for part, value in zip(key, values, strict=True)))


def _counted(filters: QueueFilters) -> Any:
    return select(func.count()).select_from(found).where(_where(filters))


def _groups(where: ColumnElement[bool], column: ColumnElement[Any], most: int) -> Any:
    """The largest groups. The function around the column keeps SQLite to the queue's own index."""
    count = func.count().label("number")
    column = func.coalesce(column, "")
    grouped = select(column, count).where(where, column != "").group_by(column)
    return grouped.order_by(count.desc(), column).limit(most)


def _counts(rows: Sequence[Any]) -> tuple[ValueCount, ...]:
    return tuple(ValueCount(row[0], row.number) for row in rows)


def _where(filters: QueueFilters) -> ColumnElement[bool]:
    conditions = [
        None if filters.reason is None else _C.reason == filters.reason,
        None if filters.any_reason is None else _C.reasons.contains(f'"{filters.any_reason}"', autoescape=True),
        None if filters.supplier_key is None else _C.supplier_key == filters.supplier_key,
        None if filters.run_id is None else _C.run_id == filters.run_id,
        contains(_C.search_key, filters.text),
        None if filters.due_from is None else _C.due_date >= filters.due_from,
        None if filters.due_to is None else _C.due_date <= filters.due_to,
        None if filters.amount_from is None else _C.total_micros >= micros(filters.amount_from),
        None if filters.amount_to is None else _C.total_micros <= micros(filters.amount_to),
        None if filters.currency is None else _C.currency == filters.currency,
        _UNKNOWN_SUPPLIER if filters.new_supplier else None,
    ]
    return and_(_WAITING, COUNTED, *(condition for condition in conditions if condition is not None))
