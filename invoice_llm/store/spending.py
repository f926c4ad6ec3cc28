"""What was spent on what, read from the ledger's calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from invoice_llm.store.database import Database
from invoice_llm.store.ledger import sweep_if_due
from invoice_llm.store.schema import calls

_GROUPS = (calls.c.model, calls.c.operation, calls.c.invoice_model, calls.c.run_id, calls.c.status)
_SUMS = (
    func.count().label("calls"),
    func.coalesce(func.sum(calls.c.input), 0).label("input"),
    func.coalesce(func.sum(calls.c.cached), 0).label("cached"),
    func.coalesce(func.sum(calls.c.output), 0).label("output"),
    func.coalesce(func.sum(calls.c.charged_micros), 0).label("charged"),
)
_HELD = func.coalesce(func.sum(calls.c.estimate_micros).filter(calls.c.status == "held"), 0).label("held")
_NONE = "none"


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
        """What one run spent on one file."""
        return self._sum((calls.c.run_id == run_id) & (calls.c.document == sha256))

    def run(self, run_id: str) -> DocumentSpend:
        """What one run spent."""
        return self._sum(calls.c.run_id == run_id)

    def report(self, day: date, limit_micros: int) -> dict[str, Any]:
        """The object of ``spend --json``. Money is a string in USD; what has no invoice model or run is "none"."""
        sweep_if_due(self._database, self._now())
        with self._database.read() as connection:
            rows = connection.execute(
                select(*_GROUPS, *_SUMS, _HELD).where(calls.c.day == day).group_by(*_GROUPS)
            ).all()
        return {
            "day": day.isoformat(),
            "budget_usd": usd(limit_micros),
            "spent_usd": usd(sum(row.charged for row in rows)),
            "held_usd": usd(sum(row.held for row in rows)),
            **_totals(rows),
            "by_model": _by("model", rows),
            "by_operation": _by("operation", rows),
            "by_invoice_model": _by("invoice_model", rows),
            "by_run": _by("run_id", rows),
            "failed": _entry([row for row in rows if row.status in ("odd", "failed", "expired")]),
        }

    def _sum(self, which: ColumnElement[bool]) -> DocumentSpend:
        with self._database.read() as connection:
            query = select(calls.c.model, *_SUMS).where(which).group_by(calls.c.model)
            rows = connection.execute(query.order_by(calls.c.model)).all()
        charged = sum(row.charged for row in rows)
        return DocumentSpend(**_totals(rows), cost_micros=int(charged), models=tuple(row.model for row in rows))


def usd(micros: int) -> str:
    """Micro-USD as a string in USD with six places."""
    return f"{Decimal(int(micros)).scaleb(-6):.6f}"


def _totals(rows: Iterable[Row[Any]]) -> dict[str, int]:
    rows = list(rows)
    return {name: int(sum(getattr(row, name) for row in rows)) for name in ("calls", "input", "cached", "output")}


def _entry(rows: Sequence[Row[Any]]) -> dict[str, Any]:
    return {**_totals(rows), "cost_usd": usd(sum(row.charged for row in rows))}


def _by(column: str, rows: Sequence[Row[Any]]) -> dict[str, Any]:
    groups: dict[str, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(getattr(row, column) or _NONE, []).append(row)
    return {name: _entry(groups[name]) for name in sorted(groups)}
