"""Amounts that people added to the budget of a day: rows of the budgets table, one for each person's raise."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.dialect import upsert
from invoice_llm.store.sql.schema import budgets

_RAISED = "raised:"


class Raises:
    """Written through, as all that is about money. All methods are synchronous."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, day: date, micros: int, *, by: str) -> None:
        """Raise the day's budget by ``micros``; again by the same one (a run's id) replaces it, so that a task that is
        done twice raises it once. Raises ``ValueError`` for less than nothing."""
        if micros < 0:
            raise ValueError("a budget is raised by 0 or more")
        row = {"scope": f"{_RAISED}{by}", "period": day.isoformat(), "limit_micros": micros}
        with self._database.write() as connection:
            upsert(connection, budgets, {**row, "spent_micros": 0, "held_micros": 0})

    def since(self, day: date) -> dict[date, int]:
        """Total raise of each day from ``day`` on, in micro-USD; days without a raise are left out."""
        raised = budgets.c.scope.startswith(_RAISED, autoescape=True), budgets.c.period >= day.isoformat()
        wanted = select(budgets.c.period, func.sum(budgets.c.limit_micros)).where(*raised).group_by(budgets.c.period)
        with self._database.read() as connection:
            return {date.fromisoformat(period): int(micros) for period, micros in connection.execute(wanted)}

    def of(self, day: date) -> int:
        """Total raise of one day, in micro-USD."""
        return self.since(day).get(day, 0)
