"""Spend by model, operation, run and day, from the ledger's calls: added up by the database, found by its indexes.

An answer that was reused has no call here, since it cost nothing. An attempt that ended before it was sent is no call
either; it is counted under ``not_sent``. A call in flight counts, and costs nothing yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select

from invoice_llm.store.ledger.ledger import sweep_if_due
from invoice_llm.store.sql.among import among
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import calls, runs

LONGEST_DAYS = 3_660
"""The most days that one report covers: ten years."""

_UNSENT = ("CircuitOpen", "cancelled before the call")
_UNSENT_ROW = and_(calls.c.status == "failed", calls.c.error.in_(_UNSENT), calls.c.charged_micros == 0)
_SENT_ROW = or_(
    calls.c.status != "failed", calls.c.error.is_(None), calls.c.error.not_in(_UNSENT), calls.c.charged_micros != 0
)
_BY = {
    "model": calls.c.model,
    "operation": calls.c.operation,
    "invoice_model": calls.c.invoice_model,
    "run": calls.c.run_id,
    "day": calls.c.day,
}
_GROUPS = (*_BY.values(), calls.c.status, calls.c.error)
_SUMS = (
    func.count().filter(_SENT_ROW).label("calls"),
    func.coalesce(func.sum(calls.c.input), 0).label("input"),
    func.coalesce(func.sum(calls.c.cached), 0).label("cached"),
    func.coalesce(func.sum(calls.c.output), 0).label("output"),
    func.coalesce(func.sum(calls.c.charged_micros), 0).label("charged"),
)
_MORE = (
    func.count().filter(_UNSENT_ROW).label("not_sent"),
    func.coalesce(func.sum(calls.c.estimate_micros).filter(calls.c.status == "held"), 0).label("held"),
)
_DOCUMENTS = func.count(calls.c.document.distinct()).label("documents")
_FAILED = ("odd", "failed", "expired")
_NONE = "none"
_OF_DOCUMENTS = (
    select(calls.c.document, calls.c.model, *_SUMS)
    .where(calls.c.run_id == bindparam("run"), among(calls.c.document, "documents"))
    .group_by(calls.c.document, calls.c.model)
    .order_by(calls.c.document, calls.c.model)
)
_Rows = Sequence[Row[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSpend:
    """Attempts and what they cost; ``cached`` is a part of ``input``. Calls still in flight cost nothing yet."""

    calls: int
    input: int
    cached: int
    output: int
    cost_micros: int
    models: tuple[str, ...]


class Spending:
    """Reads only, apart from charging holds that have expired."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def document(self, run_id: str, sha256: str) -> DocumentSpend:
        """Spend of one run on one file."""
        return self._sum((calls.c.run_id == run_id) & (calls.c.document == sha256))

    def documents(self, run_id: str, keys: Collection[str]) -> dict[str, DocumentSpend]:
        """The same of many files; one without a call is left out."""
        with self._database.read() as connection:
            rows = connection.execute(_OF_DOCUMENTS, {"run": run_id, "documents": sorted(keys)}).all()
        return {document: _spend(some) for document, some in _grouped(rows, lambda row: str(row.document)).items()}

    def run(self, run_id: str) -> DocumentSpend:
        """Spend of one run."""
        return self._sum(calls.c.run_id == run_id)

    def report(self, day: date, limit_micros: int) -> dict[str, Any]:
        """The object of ``spend --json``. Money is a string in USD; what has no invoice model or run is "none"."""
        rows, documents = self._read(calls.c.day == day)
        return _day(day, limit_micros, rows, documents.get(day, 0))

    def period(self, first: date, last: date, limit_micros: int) -> dict[str, Any]:
        """All days from ``first`` to ``last``, both included, with one object a day under ``days``.

        Raises ``ValueError`` where ``first`` is after ``last``, or the days are more than ``LONGEST_DAYS``.
        """
        days = _days(first, last)
        which = calls.c.day.between(first, last)
        rows, by_day = self._read(which)
        grouped = _grouped(rows, lambda row: row.day)
        return {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "daily_budget_usd": usd(limit_micros),
            **_account(rows, self._documents(which)),
            "days": [_day(day, limit_micros, grouped.get(day, ()), by_day.get(day, 0)) for day in days],
        }

    def run_report(self, run_id: str) -> dict[str, Any]:
        """Report of one run's spend, on whatever days. Raises ``LookupError`` for a run that never began."""
        which = calls.c.run_id == run_id
        rows, _ = self._read(which)
        if not rows and not self._is_known(run_id):
            raise LookupError(f"there is no run {run_id!r}")
        return {"run": run_id, **_account(rows, self._documents(which))}

    def _read(self, which: ColumnElement[bool]) -> tuple[_Rows, dict[date, int]]:
        """The sums by every group at once, and the number of documents by day."""
        sweep_if_due(self._database, self._now())
        sums = select(*_GROUPS, *_SUMS, *_MORE).where(which).group_by(*_GROUPS)
        documents = select(calls.c.day, _DOCUMENTS).where(which, _SENT_ROW).group_by(calls.c.day)
        with self._database.read() as connection:
            rows: list[Any] = list(connection.execute(sums))
            return rows, {row.day: row.documents for row in connection.execute(documents)}

    def _documents(self, which: ColumnElement[bool]) -> int:
        """Files with at least one call; one that had calls on two days is one."""
        with self._database.read() as connection:
            return int(connection.execute(select(_DOCUMENTS).where(which, _SENT_ROW)).scalar_one())

    def _is_known(self, run_id: str) -> bool:
        with self._database.read() as connection:
            return connection.execute(select(runs.c.run_id).where(runs.c.run_id == run_id)).first() is not None

    def _sum(self, which: ColumnElement[bool]) -> DocumentSpend:
        with self._database.read() as connection:
            query = select(calls.c.model, *_SUMS).where(which).group_by(calls.c.model)
            return _spend(connection.execute(query.order_by(calls.c.model)).all())


def _spend(rows: _Rows) -> DocumentSpend:
    models = tuple(row.model for row in rows if row.calls)
    return DocumentSpend(**_tokens(rows), cost_micros=_charged(rows), models=models)


def usd(micros: int) -> str:
    """Micro-USD as a string in USD with six places."""
    return f"{Decimal(int(micros)).scaleb(-6):.6f}"


def _days(first: date, last: date) -> list[date]:
    if first > last:
        raise ValueError(f"the first day {first} is after the last, {last}")
    count = (last - first).days + 1
    if count > LONGEST_DAYS:
        raise ValueError(f"{count:,} days are too many for one report; ask for at most {LONGEST_DAYS:,}")
    return [first + timedelta(days=number) for number in range(count)]


def _day(day: date, limit_micros: int, rows: _Rows, documents: int) -> dict[str, Any]:
    return {"day": day.isoformat(), "budget_usd": usd(limit_micros), **_account(rows, documents)}


def _account(rows: _Rows, documents: int) -> dict[str, Any]:
    """Totals, groups and failures: the part that every form of the report has."""
    tokens = _tokens(rows)
    return {
        "spent_usd": usd(_charged(rows)),
        "held_usd": usd(sum(row.held for row in rows)),
        **tokens,
        "cached_share": round(tokens["cached"] / tokens["input"], 4) if tokens["input"] else None,
        "not_sent": sum(row.not_sent for row in rows),
        "documents": documents,
        "cost_per_document_usd": usd(round(Decimal(_charged(rows)) / documents)) if documents else None,
        **{f"by_{name}": _by(column.name, rows) for name, column in _BY.items()},
        "failed": _failed([row for row in rows if row.status in _FAILED and row.calls]),
    }


def _failed(rows: _Rows) -> dict[str, Any]:
    """Calls that brought nothing of use, by the name of the error; by how they ended where none was noted."""
    errors = _grouped(rows, lambda row: row.error or row.status)
    named = {name: {"calls": _tokens(some)["calls"], "cost_usd": usd(_charged(some))} for name, some in errors.items()}
    return {**_entry(rows), "errors": dict(sorted(named.items()))}


def _tokens(rows: Iterable[Row[Any]]) -> dict[str, int]:
    rows = list(rows)
    return {name: int(sum(getattr(row, name) for row in rows)) for name in ("calls", "input", "cached", "output")}


def _charged(rows: Iterable[Row[Any]]) -> int:
    return int(sum(row.charged for row in rows))


def _entry(rows: _Rows) -> dict[str, Any]:
    return {**_tokens(rows), "cost_usd": usd(_charged(rows))}


def _by(column: str, rows: _Rows) -> dict[str, Any]:
    """The groups that made calls."""
    groups = _grouped([row for row in rows if row.calls], lambda row: str(getattr(row, column) or _NONE))
    return {name: _entry(groups[name]) for name in sorted(groups)}


def _grouped(rows: _Rows, key: Callable[[Row[Any]], Any]) -> Mapping[Any, list[Row[Any]]]:
    groups: dict[Any, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups
