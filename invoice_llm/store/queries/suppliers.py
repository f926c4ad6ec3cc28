"""Suppliers and invoice models: how many invoices, how right they were read, what they cost, this month and the last.

Accuracy is what reviewers say: of the values that were read in the documents they accepted, the part that they left as
it was. Where nobody looked, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, func, or_, select

from invoice_llm.invoice.outcome import PAYABLE, Outcome
from invoice_llm.store.runs.decisions import LATEST
from invoice_llm.store.runs.documents import COUNTED, supplier_names
from invoice_llm.store.runs.search_columns import PERSON
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import decisions, found

_C = found.c
_BOTH = (_C.supplier_key, _C.invoice_model)
_INVOICES = or_(_C.outcome.in_(PAYABLE), _C.settled_by == PERSON)
_ALONE = and_(_C.outcome == str(Outcome.ACCEPTED), _C.settled_by != PERSON)


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
    """Most documents of the month first; ``next`` is the number to go on from, ``None`` at the end."""

    rows: tuple[SupplierRow, ...]
    total: int
    next: int | None


_Group = tuple[Any, ...]


class Suppliers:
    """Reads only. A month is a calendar month in ``zone``, of which ``month`` is any day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, month: date, zone: tzinfo, *, invoice_model: str | None = None, first: int = 0, limit: int = 50
    ) -> SupplierPage:
        """Supplier and invoice model, those without documents in both months left out."""
        only = None if invoice_model is None else _C.invoice_model == invoice_model
        with self._database.read() as connection:
            start = _starts(month, zone)
            return _page(connection, start, _rows(connection, _BOTH, start, only), first, limit)

    def page_and_models(
        self, month: date, zone: tzinfo, *, invoice_model: str | None = None, first: int = 0, limit: int = 50
    ) -> tuple[SupplierPage, tuple[SupplierRow, ...]]:
        """:meth:`page` and :meth:`models` in one pass over the documents."""
        with self._database.read() as connection:
            start = _starts(month, zone)
            rows = _rows(connection, _BOTH, start, None)
            models = _by_model(rows)
            _add_reviews(connection, (_C.invoice_model,), start, models)
            wanted = [row for row in rows if invoice_model is None or row.invoice_model == invoice_model]
            return _page(connection, start, wanted, first, limit), tuple(models)

    def models(self, month: date, zone: tzinfo) -> tuple[SupplierRow, ...]:
        """The invoice models, whatever the supplier."""
        with self._database.read() as connection:
            start = _starts(month, zone)
            rows = _rows(connection, (_C.invoice_model,), start, None)
            _add_reviews(connection, (_C.invoice_model,), start, rows)
        return tuple(rows)


def _starts(month: date, zone: tzinfo) -> tuple[datetime, datetime, datetime]:
    """Starts of the month before, of the month and of the month after."""
    this = month.replace(day=1)
    before, after = (this - timedelta(days=1)).replace(day=1), (this + timedelta(days=32)).replace(day=1)
    return tuple(datetime.combine(day, time(), zone) for day in (before, this, after))  # type: ignore[return-value]


def _rows(
    connection: Connection,
    groups: Sequence[Column[Any]],
    starts: tuple[datetime, datetime, datetime],
    only: ColumnElement[bool] | None,
) -> list[SupplierRow]:
    before, this, after = starts
    in_month = (_C.finished_at >= this).label("now")
    sums = (
        func.count().label("documents"),
        func.count().filter(_ALONE).label("alone"),
        func.count().filter(_C.settled_by == PERSON).label("reviewed"),
        func.coalesce(func.sum(_C.cost_micros), 0).label("cost"),
    )
    where = and_(_C.finished_at >= before, _C.finished_at < after, _INVOICES, COUNTED)
    wanted = select(*groups, in_month, *sums).where(where if only is None else where & only)
    rows: dict[_Group, SupplierRow] = {}
    for row in connection.execute(wanted.group_by(*groups, in_month)):
        place = tuple(row[: len(groups)])
        one = rows.setdefault(place, _empty(place))
        volume = one.now if row.now else one.before
        volume.documents, volume.alone, volume.reviewed = row.documents, row.alone, row.reviewed
        volume.cost_micros = int(row.cost)
    return _ordered(rows.values())


def _page(
    connection: Connection, starts: tuple[datetime, datetime, datetime], rows: list[SupplierRow], first: int, limit: int
) -> SupplierPage:
    shown = rows[first : first + limit]
    _add_reviews(connection, _BOTH, starts, shown)
    names = supplier_names(connection, [row.key for row in shown if row.key is not None])
    for row in shown:
        row.name = names.get(row.key or "")
    return SupplierPage(tuple(shown), len(rows), first + limit if first + limit < len(rows) else None)


def _by_model(rows: Sequence[SupplierRow]) -> list[SupplierRow]:
    models: dict[str | None, SupplierRow] = {}
    for row in rows:
        model = models.setdefault(row.invoice_model, _empty((row.invoice_model,)))
        for whole, part in ((model.now, row.now), (model.before, row.before)):
            whole.documents += part.documents
            whole.alone += part.alone
            whole.reviewed += part.reviewed
            whole.cost_micros += part.cost_micros
    return _ordered(models.values())


def _ordered(rows: Iterable[SupplierRow]) -> list[SupplierRow]:
    return sorted(rows, key=lambda one: (-one.now.documents, -one.before.documents, one.key or ""))


def _empty(place: _Group) -> SupplierRow:
    return SupplierRow(key=place[0] if len(place) > 1 else None, name=None, invoice_model=place[-1])


def _add_reviews(
    connection: Connection,
    groups: Sequence[Column[Any]],
    starts: tuple[datetime, datetime, datetime],
    rows: Sequence[SupplierRow],
) -> None:
    """Add counts of reviews, by day of decision. The latest decision on a document tells all its corrections."""
    before, this, after = starts
    d = decisions.c
    own = [d[group.name] for group in groups]
    in_month = (d.at >= this).label("now")
    sums = (func.sum(d.shown).label("shown"), func.sum(d.corrected).label("corrected"))
    wanted = select(*own, in_month, *sums).where(LATEST, d.at >= before, d.at < after, d.shown > 0)
    places = {(row.key, row.invoice_model) if len(groups) > 1 else (row.invoice_model,): row for row in rows}
    for row in connection.execute(wanted.group_by(*own, in_month)):
        one = places.get(tuple(row[: len(groups)]))
        if one is not None:
            volume = one.now if row.now else one.before
            volume.shown, volume.corrected = int(row.shown), int(row.corrected)
