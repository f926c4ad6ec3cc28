"""The rows of the budget: what is spent and held by day, and by run or invoice model where those have limits.

Order of locks in Postgres, for every transaction: budgets by scope and period, then rates, then calls, then breakers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, select, update

from invoice_llm.calls import DaySpend, ScopeSpend
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.dialect import insert_new
from invoice_llm.store.sql.schema import budgets, calls

DAY = "day"
RUN = "run:"
INVOICE_MODEL = "invoice_model:"
Place = tuple[str, str]
"""Scope and period."""

_THIS = (budgets.c.scope == bindparam("this_scope")) & (budgets.c.period == bindparam("this_period"))
_ROW = select(budgets.c.spent_micros, budgets.c.held_micros, budgets.c.limit_micros).where(_THIS)
_LOCK = CompiledStatement(_ROW.with_for_update())
_HOLD = CompiledStatement(
    update(budgets)
    .where(_THIS, budgets.c.spent_micros + budgets.c.held_micros + bindparam("more") <= bindparam("at_most"))
    .values(held_micros=budgets.c.held_micros + bindparam("more"), limit_micros=bindparam("at_most"))
)
_NOTE_LIMIT = update(budgets).where(_THIS).values(limit_micros=bindparam("at_most"))
_CHARGE = CompiledStatement(
    update(budgets)
    .where(_THIS)
    .values(
        held_micros=budgets.c.held_micros - bindparam("freed"),
        spent_micros=budgets.c.spent_micros + bindparam("charged"),
    )
    .returning(budgets.c.spent_micros, budgets.c.held_micros, budgets.c.limit_micros)
)


@dataclass(slots=True)
class Budget:
    """A row as this transaction has it; ``added`` is what it is about to hold on top."""

    spent: int
    held: int
    limit: int
    added: int = 0

    def has_room(self, more: int, limit: int) -> bool:
        return self.spent + self.held + self.added + more <= limit


def day_place(day: date) -> Place:
    return DAY, day.isoformat()


def lock_budgets(connection: Connection, places: Iterable[Place]) -> dict[Place, Budget]:
    """The rows, locked until the transaction ends; made where there are none."""
    return {place: _locked(connection, place) for place in sorted(set(places))}


def _locked(connection: Connection, place: Place) -> Budget:
    rows = _LOCK.rows(connection, _of(place))
    if not rows:
        _make(connection, place)
        rows = _LOCK.rows(connection, _of(place))
    return Budget(*rows[0])


def _make(connection: Connection, place: Place) -> None:
    """A limit that is set in the middle of a run or a day counts what was spent and held before."""
    scope, period = place
    known = case((calls.c.status == "held", calls.c.estimate_micros), else_=calls.c.charged_micros)
    before = 0 if scope == DAY else connection.execute(select(func.sum(known)).where(_calls_of(place))).scalar_one()
    row = {"scope": scope, "period": period, "limit_micros": 0, "spent_micros": int(before or 0), "held_micros": 0}
    insert_new(connection, budgets, row)


def _calls_of(place: Place) -> ColumnElement[bool]:
    scope, period = place
    if scope.startswith(RUN):
        return calls.c.run_id == scope.removeprefix(RUN)
    name = scope.removeprefix(INVOICE_MODEL)
    return (calls.c.invoice_model == name) & (calls.c.day == date.fromisoformat(period))


def hold(connection: Connection, place: Place, more: int, limit: int) -> None:
    """Hold so much more. The update is guarded, whatever was decided before it."""
    wanted = {**_of(place), "more": more, "at_most": limit}
    if _HOLD.run(connection, wanted) != 1:
        raise RuntimeError(f"the budget {place[0]} {place[1]} was passed while it was locked")


def note_limit(connection: Connection, place: Place, limit: int) -> None:
    """Keep the limit that a call was refused by, for those who look."""
    connection.execute(_NOTE_LIMIT, {**_of(place), "at_most": limit})


def spend_held(connection: Connection, place: Place, *, freed: int, charged: int) -> ScopeSpend:
    """Turn what was held into what was spent."""
    (row,) = _CHARGE.rows(connection, {**_of(place), "freed": freed, "charged": charged})
    return ScopeSpend(scope=place[0], period=place[1], spent_micros=row[0], held_micros=row[1], limit_micros=row[2])


def day_spend(connection: Connection, day: date) -> DaySpend:
    """The day as it stands; all zero before its first reservation."""
    row = connection.execute(_ROW, _of(day_place(day))).one_or_none()
    spent, held, limit = (0, 0, 0) if row is None else row
    return DaySpend(day=day, spent_micros=spent, held_micros=held, limit_micros=limit)


def _of(place: Place) -> dict[str, str]:
    return {"this_scope": place[0], "this_period": place[1]}
