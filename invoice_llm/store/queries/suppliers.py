"""Suppliers and invoice models: how many invoices, how right they were read, what they cost, this month and the last.

Accuracy is what reviewers say: of the values that were read in the documents they accepted, the part that they left as
it was. Where nobody looked, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)

from invoice_llm.store.runs.decisions import LATEST
from invoice_llm.store.runs.documents import supplier_names
from invoice_llm.store.runs.tallying import INVOICES, SUPPLIER_SUMS, count_ended_runs
from invoice_llm.store.runs.trials import TRIALS
from invoice_llm.store.sql import pagination
from invoice_llm.store.sql.columns import SortedText
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import decisions, found, runs, supplier_tallies

_C, _T = found.c, supplier_tallies.c
_SUMS = ("documents", "alone", "reviewed", "cost_micros")


@dataclass(slots=True)
class Volume:
    """One month. ``reviewed`` were decided by a person; of their ``shown`` values ``corrected`` were changed."""

    documents: int = 0
    alone: int = 0
    reviewed: int = 0
    shown: int = 0
    corrected: int = 0
    cost_micros: int = 0

    @property
    def accuracy(self) -> float | None:
        return 1 - self.corrected / self.shown if self.shown else None

    @property
    def share_alone(self) -> float | None:
        return self.alone / self.documents if self.documents else None


@dataclass(slots=True)
class SupplierRow:
    """``name`` is ``None`` where rows are invoice models alone. ``invoice_model`` is ``None`` for e-invoice data."""

    key: str | None
    name: str | None
    invoice_model: str | None
    now: Volume = field(default_factory=Volume)
    before: Volume = field(default_factory=Volume)

    @property
    def drift(self) -> float | None:
        """The accuracy of this month less the last one's; below 0 it is getting worse."""
        now, before = self.now.accuracy, self.before.accuracy
        return None if now is None or before is None else now - before

    @property
    def drift_alone(self) -> float | None:
        """The same for the share that was accepted without a person."""
        now, before = self.now.share_alone, self.before.share_alone
        return None if now is None or before is None else now - before


@dataclass(frozen=True, slots=True)
class SupplierPage:
    """Most documents of the month first; ``next`` is given back as ``after``, ``None`` at the end."""

    rows: tuple[SupplierRow, ...]
    total: int
    next: str | None


class _Starts(NamedTuple):
    """Starts of the month before, of the month and of the month after."""

    before: datetime
    this: datetime
    after: datetime


_Reviews = Mapping[tuple[str | None, str | None, bool], tuple[int, int]]


class Suppliers:
    """Reads only. A month is a calendar month in ``zone``, of which ``month`` is any day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        month: date,
        zone: tzinfo,
        *,
        invoice_model: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> SupplierPage:
        """Supplier and invoice model, those without documents in both months left out. Raises ``ValueError`` for an
        ``after`` that no page gave out."""
        return self.page_and_models(month, zone, invoice_model=invoice_model, after=after, limit=limit)[0]

    def page_and_models(
        self,
        month: date,
        zone: tzinfo,
        *,
        invoice_model: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> tuple[SupplierPage, tuple[SupplierRow, ...]]:
        """:meth:`page` and :meth:`models` together."""
        starts = _starts(month, zone)
        count_ended_runs(self._database, runs.c.started_at < starts.after)
        with self._database.read() as connection:
            counts, reviews = _counts(connection, starts), _reviews(connection, starts)
            return (
                _page(connection, counts, reviews, invoice_model=invoice_model, after=after, limit=limit),
                _models(connection, counts, reviews),
            )

    def models(self, month: date, zone: tzinfo) -> tuple[SupplierRow, ...]:
        """The invoice models, whatever the supplier."""
        return self.page_and_models(month, zone, limit=1)[1]


def _starts(month: date, zone: tzinfo) -> _Starts:
    this = month.replace(day=1)
    before, after = (this - timedelta(days=1)).replace(day=1), (this + timedelta(days=32)).replace(day=1)
    return _Starts(*(datetime.combine(day, time(), zone) for day in (before, this, after)))


def _counts(connection: Connection, starts: _Starts) -> FromClause:
    """Counts by supplier, invoice model and month: of runs that were counted and lie within one month as they stand
    there, of the others from their documents."""
    rows = connection.execute(
        select(runs.c.run_id, runs.c.tallied, runs.c.first_finished_at, runs.c.last_finished_at).where(
            runs.c.inbox != TRIALS
        )
    ).all()
    month = {row.run_id: _month_of(row, starts) for row in rows if row.tallied}
    going_on = [row.run_id for row in rows if month.get(row.run_id, "several") == "several"]
    kept = {name: [run_id for run_id, of in month.items() if of == name] for name in ("before", "this")}
    in_month = case((_T.run_id.in_(kept["this"]), 1), else_=0).label("now")
    names = (_T.supplier_key, _T.invoice_model)
    sums = (cast(func.sum(_T[name]), BigInteger).label(name) for name in _SUMS)
    counted = select(*names, in_month, *sums).where(_T.run_id.in_(kept["before"] + kept["this"]))
    groups = (_C.supplier_key, _C.invoice_model)
    now = case((_C.finished_at >= starts.this, 1), else_=0).label("now")
    within = and_(_C.run_id.in_(going_on), _C.finished_at >= starts.before, _C.finished_at < starts.after, INVOICES)
    live = select(*groups, now, *SUPPLIER_SUMS).where(within).group_by(*groups, now)
    return union_all(counted.group_by(*names, in_month), live).subquery()


def _month_of(row: Any, starts: _Starts) -> str:
    """The month in which a run's documents finished; ``several`` where it has to be asked of each."""
    first, last = row.first_finished_at, row.last_finished_at
    if first is None or last < starts.before or first >= starts.after:
        return "other"
    if first >= starts.this and last < starts.after:
        return "this"
    return "before" if first >= starts.before and last < starts.this else "several"


def _added(counts: FromClause, groups: Sequence[ColumnElement[Any]]) -> Select[Any]:
    sums = [
        cast(func.coalesce(func.sum(case((counts.c.now == now, counts.c[name]), else_=0)), 0), BigInteger).label(
            f"{name}_{now}"
        )
        for now in (1, 0)
        for name in _SUMS
    ]
    return select(*groups, *sums).group_by(*groups)


def _page(
    connection: Connection,
    counts: FromClause,
    reviews: _Reviews,
    *,
    invoice_model: str | None,
    after: str | None,
    limit: int,
) -> SupplierPage:
    wanted = _added(counts, (counts.c.supplier_key, counts.c.invoice_model))
    if invoice_model is not None:
        wanted = wanted.where(counts.c.invoice_model == invoice_model)
    rows = wanted.subquery()
    key = (
        (-rows.c.documents_1).label("now"),
        (-rows.c.documents_0).label("before"),
        func.coalesce(rows.c.supplier_key, literal_column("''", SortedText()), type_=SortedText()).label("key"),
        func.coalesce(rows.c.invoice_model, literal_column("''", SortedText()), type_=SortedText()).label("model"),
    )
    part = select(rows, *key).order_by(*key).limit(limit + 1)
    if after is not None:
        part = part.where(tuple_(*key) > pagination.cursor_values(key, after))
    total = connection.execute(select(func.count()).select_from(rows)).scalar_one()
    found_rows = connection.execute(part).all()
    shown = [_row(row, row.supplier_key, reviews) for row in found_rows[:limit]]
    names = supplier_names(connection, [row.key for row in shown if row.key is not None])
    for row in shown:
        row.name = names.get(row.key or "")
    more = len(found_rows) > limit
    last = found_rows[limit - 1][-len(key) :] if more else ()
    return SupplierPage(tuple(shown), int(total), pagination.cursor_after(list(last)) if more else None)


def _models(connection: Connection, counts: FromClause, reviews: _Reviews) -> tuple[SupplierRow, ...]:
    by_model: dict[tuple[str | None, str | None, bool], tuple[int, int]] = {}
    for (_, model, now), (shown, corrected) in reviews.items():
        before = by_model.get((None, model, now), (0, 0))
        by_model[None, model, now] = (before[0] + shown, before[1] + corrected)
    rows = connection.execute(_added(counts, (counts.c.invoice_model,)))
    return tuple(_ordered(_row(row, None, by_model) for row in rows))


def _ordered(rows: Iterable[SupplierRow]) -> list[SupplierRow]:
    return sorted(rows, key=lambda one: (-one.now.documents, -one.before.documents, one.key or ""))


def _row(row: Any, key: str | None, reviews: _Reviews) -> SupplierRow:
    made = SupplierRow(key=key, name=None, invoice_model=row.invoice_model)
    for now, volume in ((True, made.now), (False, made.before)):
        for name in _SUMS:
            setattr(volume, name, int(getattr(row, f"{name}_{int(now)}")))
        volume.shown, volume.corrected = reviews.get((key, row.invoice_model, now), (0, 0))
    return made


def _reviews(connection: Connection, starts: _Starts) -> _Reviews:
    """Values shown and corrected, by supplier, invoice model and month of the decision. The latest decision on a
    document tells all its corrections."""
    d = decisions.c
    groups = (d.supplier_key, d.invoice_model, (d.at >= starts.this).label("now"))
    sums = (func.sum(d.shown).label("shown"), func.sum(d.corrected).label("corrected"))
    wanted = select(*groups, *sums).where(LATEST, d.at >= starts.before, d.at < starts.after, d.shown > 0)
    return {
        (key, model, bool(now)): (int(shown), int(corrected))
        for key, model, now, shown, corrected in connection.execute(wanted.group_by(*groups))
    }
