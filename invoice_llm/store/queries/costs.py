"""Cost of reading and work of people, month by month: for whoever pays for both. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, func, select

from invoice_llm.invoice.outcome import PAYABLE
from invoice_llm.invoice.paths import leaves, pattern_of
from invoice_llm.store.ledger.budget_rows import DAY
from invoice_llm.store.runs.documents import COUNTED
from invoice_llm.store.runs.records import stored_record
from invoice_llm.store.runs.search_columns import PERSON
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import budgets, calls, decisions, found

_C, _D = found.c, decisions.c
_MOST_CORRECTIONS = 300
"""Decisions of a month that are looked into, the latest: their records are long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfWork:
    """``invoices`` can be paid or wait; ``alone`` of them were accepted with nobody's help. Money in micro-USD;
    ``seconds`` are those of ``decisions`` of people, ``shown`` the values they saw and ``corrected`` those they
    changed."""

    month: date
    invoices: int
    alone: int
    cost_micros: int
    budget_micros: int
    decisions: int
    seconds: float
    shown: int
    corrected: int

    @property
    def share_alone(self) -> float | None:
        return self.alone / self.invoices if self.invoices else None

    @property
    def seconds_each(self) -> float | None:
        return self.seconds / self.decisions if self.decisions and self.seconds else None

    @property
    def saved_seconds(self) -> float | None:
        """Time that people would have spent on what needed nobody, at the pace of those that they looked at."""
        return None if self.seconds_each is None else self.seconds_each * self.alone


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """Calls of one model. Tokens as billed."""

    model: str
    calls: int
    input: int
    output: int
    cost_micros: int


class Costs:
    """Read-only figures; months are those of a time zone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def months(self, last: date, zone: tzinfo, *, count: int = 12) -> tuple[MonthOfWork, ...]:
        """So many months up to that of ``last``, the latest first; those before the first document are left out."""
        made = []
        with self._database.read() as connection:
            month = last.replace(day=1)
            for _ in range(count):
                made.append(_month(connection, month, zone))
                month = (month - timedelta(days=1)).replace(day=1)
        while made and not made[-1].invoices and not made[-1].decisions:
            made.pop()
        return tuple(made)

    def models(self, month: date) -> tuple[ModelUse, ...]:
        """Models that were called in a month, the dearest first."""
        first, after = _days(month)
        cost = func.coalesce(func.sum(calls.c.charged_micros), 0)
        sums = (func.count(), *(func.coalesce(func.sum(one), 0) for one in (calls.c.input, calls.c.output)), cost)
        wanted = select(calls.c.model, *sums).where(calls.c.day >= first, calls.c.day < after)
        with self._database.read() as connection:
            rows = connection.execute(wanted.group_by(calls.c.model).order_by(cost.desc(), calls.c.model)).all()
        return tuple(
            ModelUse(model=name, calls=number, input=int(told), output=int(said), cost_micros=int(paid))
            for name, number, told, said, paid in rows
        )

    def corrections(self, month: date, zone: tzinfo) -> Mapping[str, int]:
        """Counts of people's changes to each field in a month, most often first, by the field's path; of the latest
        decisions."""
        begins, ends = _span(month, zone)
        wanted = select(_D.before, _D.after).where(_D.at >= begins, _D.at < ends, _D.action.in_(("correct", "save")))
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(_D.id.desc()).limit(_MOST_CORRECTIONS)).all()
        changed: Counter[str] = Counter()
        for row in rows:
            changed.update(_changed(row.before, row.after))
        return dict(changed.most_common())


def _month(connection: Connection, month: date, zone: tzinfo) -> MonthOfWork:
    begins, ends = _span(month, zone)
    first, after = _days(month)
    sums = (func.count().label("documents"), func.coalesce(func.sum(_C.cost_micros), 0).label("cost"))
    wanted = select(_C.outcome, _C.settled_by, *sums).where(_C.finished_at >= begins, _C.finished_at < ends, COUNTED)
    rows = connection.execute(wanted.group_by(_C.outcome, _C.settled_by)).all()
    invoices = [row for row in rows if row.outcome in PAYABLE]
    of_people = select(func.count(), *(func.coalesce(func.sum(one), 0) for one in (_D.seconds, _D.shown, _D.corrected)))
    of_people = of_people.where(_D.at >= begins, _D.at < ends, _D.action != "undo")
    decided, seconds, shown, corrected = connection.execute(of_people).one()
    limits = select(func.coalesce(func.sum(budgets.c.limit_micros), 0)).where(
        budgets.c.scope == DAY, budgets.c.period >= first.isoformat(), budgets.c.period < after.isoformat()
    )
    return MonthOfWork(
        month=month,
        invoices=sum(row.documents for row in invoices),
        alone=sum(row.documents for row in invoices if row.outcome == "accepted" and row.settled_by != PERSON),
        cost_micros=sum(int(row.cost) for row in rows),
        budget_micros=int(connection.execute(limits).scalar_one()),
        decisions=decided,
        seconds=float(seconds),
        shown=int(shown),
        corrected=int(corrected),
    )


def _days(month: date) -> tuple[date, date]:
    first = month.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _span(month: date, zone: tzinfo) -> tuple[datetime, datetime]:
    first, after = _days(month)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def _changed(before: Any, after: Any) -> set[str]:
    """Patterns of the paths whose values differ."""
    records = [stored_record(one) for one in (before, after)]
    was, now = (dict(leaves(one.invoice.model_dump())) if one.invoice else {} for one in records)
    return {pattern_of(path) for path in {*was, *now} if was.get(path) != now.get(path)}
