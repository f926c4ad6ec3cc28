"""Runs as a person looks at them: what each came to, its chunks, and what went wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from invoice_llm.calls import ScopeSpend
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.store.ledger.budget_rows import RUN
from invoice_llm.store.queries.review_queue import ValueCount
from invoice_llm.store.queries.tallies import Figures, Tally, figures, tallies_of
from invoice_llm.store.runs.documents import DocumentPlace, DocumentRow, rows_at
from invoice_llm.store.runs.tallying import count_ended_runs
from invoice_llm.store.runs.trials import TRIALS
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import budgets, found, runs

Json = dict[str, Any]
_C = found.c
_RUN = (runs.c.number, runs.c.run_id, runs.c.inbox, runs.c.started_at, runs.c.ended_at, runs.c.tallied)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """``ended_at`` is ``None`` while it goes on. A document that is still being read has no outcome."""

    number: int
    run_id: str
    inbox: str
    started_at: datetime
    ended_at: datetime | None
    documents: int
    outcomes: Mapping[str, int]
    cost_micros: int

    @property
    def unfinished(self) -> int:
        """Documents without an outcome; 0 when everything is accounted for."""
        return self.documents - sum(self.outcomes.values())

    @property
    def taken_up(self) -> int:
        """Documents that the next run takes up again."""
        return sum(self.outcomes.get(one, 0) for one in Outcome if not one.is_final)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A number of -1 is that of the documents which needed no reading."""

    number: int
    documents: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetails:
    """``reasons`` are those of each outcome that has some, most first; ``trouble`` is what is taken up again."""

    run: RunRow
    params: Json
    summary: Json | None
    figures: Figures
    chunks: tuple[Chunk, ...]
    reasons: Mapping[str, tuple[ValueCount, ...]]
    trouble: tuple[DocumentRow, ...]
    budget: ScopeSpend | None


class RunList:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, limit: int = 30) -> tuple[RunRow, ...]:
        """The runs over an inbox, the latest first."""
        wanted = select(*_RUN).where(runs.c.inbox != TRIALS).order_by(runs.c.number.desc()).limit(limit)
        latest = select(runs.c.number).where(runs.c.inbox != TRIALS).order_by(runs.c.number.desc()).limit(limit)
        count_ended_runs(self._database, runs.c.number.in_(latest))
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
            counted = tallies_of(connection, rows)
        return tuple(run_row(row, [one for one in counted if one.run_id == row.run_id]) for row in rows)

    def run_of_number(self, number: int) -> str | None:
        """Run id of a run's number; that of the latest run over an inbox for 0."""
        wanted = select(runs.c.run_id).where(runs.c.number == number if number else runs.c.inbox != TRIALS)
        with self._database.read() as connection:
            return connection.execute(wanted.order_by(runs.c.number.desc()).limit(1)).scalar_one_or_none()

    def number_of(self, run_ids: Collection[str]) -> dict[str, int]:
        """Numbers of runs by their ids."""
        wanted = select(runs.c.run_id, runs.c.number).where(runs.c.run_id.in_(run_ids))
        with self._database.read() as connection:
            return {row.run_id: row.number for row in connection.execute(wanted)}

    def of(self, run_id: str, *, local_models: Collection[str] = (), most: int = 200) -> RunDetails:
        """One run. Raises ``LookupError`` for one that never began."""
        with self._database.read() as connection:
            row = connection.execute(
                select(*_RUN, runs.c.params, runs.c.summary).where(runs.c.run_id == run_id)
            ).first()
            if row is None:
                raise LookupError(f"there is no run {run_id!r}")
            counted = tallies_of(connection, [row])
            return RunDetails(
                run=run_row(row, counted),
                params=row.params,
                summary=row.summary,
                figures=figures(counted, local_models=local_models),
                chunks=_chunks(connection, _C.run_id == run_id),
                reasons=_reasons(connection, run_id),
                trouble=_trouble(connection, run_id, most),
                budget=_budget(connection, run_id),
            )


def run_row(row: Any, counted: Sequence[Tally]) -> RunRow:
    """A run with its documents added up."""
    total = figures(counted)
    return RunRow(
        number=row.number,
        run_id=row.run_id,
        inbox=row.inbox,
        started_at=row.started_at,
        ended_at=row.ended_at,
        documents=total.documents,
        outcomes=total.outcomes,
        cost_micros=total.cost_micros,
    )


def _chunks(connection: Connection, which: ColumnElement[bool]) -> tuple[Chunk, ...]:
    counted = select(_C.chunk, _C.outcome, func.count().label("count")).where(which).group_by(_C.chunk, _C.outcome)
    chunks: dict[int, dict[str | None, int]] = defaultdict(dict)
    for row in connection.execute(counted):
        chunks[row.chunk][row.outcome] = row[2]
    return tuple(
        Chunk(
            number=number,
            documents=sum(outcomes.values()),
            outcomes={outcome: count for outcome, count in outcomes.items() if outcome is not None},
        )
        for number, outcomes in sorted(chunks.items())
    )


def _reasons(connection: Connection, run_id: str) -> dict[str, tuple[ValueCount, ...]]:
    """Counts of first reasons by outcome. Accepted documents have remarks, but no reason to be where they are."""
    count = func.count().label("number")
    wanted = select(_C.outcome, _C.reason, count).where(
        _C.run_id == run_id, _C.outcome.not_in([str(Outcome.ACCEPTED)]), _C.reason.is_not(None)
    )
    reasons: dict[str, list[ValueCount]] = defaultdict(list)
    for row in connection.execute(wanted.group_by(_C.outcome, _C.reason).order_by(count.desc(), _C.reason)):
        reasons[row.outcome].append(ValueCount(row.reason, row.number))
    return {outcome: tuple(counts) for outcome, counts in reasons.items()}


def _trouble(connection: Connection, run_id: str, most: int) -> tuple[DocumentRow, ...]:
    bad = [str(outcome) for outcome in Outcome if not outcome.is_final]
    wanted = select(_C.position).where(_C.run_id == run_id, _C.outcome.in_(bad)).order_by(_C.position).limit(most)
    return rows_at(connection, [DocumentPlace(run_id, position) for position in connection.execute(wanted).scalars()])


def _budget(connection: Connection, run_id: str) -> ScopeSpend | None:
    """``None`` for a run without a limit of its own."""
    row = connection.execute(select(budgets).where(budgets.c.scope == f"{RUN}{run_id}")).first()
    return None if row is None else ScopeSpend(**row._mapping)
