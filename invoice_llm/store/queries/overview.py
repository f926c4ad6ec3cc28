"""The last thirty nights in one look: outcomes, spend, the queue, and whether the models' services are up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from statistics import median
from typing import Any

from sqlalchemy import Connection, func, select

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.store.ledger.budget_rows import DAY
from invoice_llm.store.queries import provider_status
from invoice_llm.store.queries.provider_status import BreakerNow, RateNow
from invoice_llm.store.queries.review_queue import QueueCounts, queue_now
from invoice_llm.store.queries.run_list import RunRow, run_row
from invoice_llm.store.queries.tallies import Figures, Tally, figures, tallies_of
from invoice_llm.store.queries.thresholds import ThresholdEffect, threshold_effects
from invoice_llm.store.runs.search_columns import PERSON
from invoice_llm.store.runs.tallying import count_ended_runs
from invoice_llm.store.runs.trials import TRIALS
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import budgets, calls, decisions, runs

NIGHTS = 30
_WEEK = 7
_MOST_TIMED = 2_000
"""Documents, and decisions, whose time tells how long one takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightCounts:
    """The runs that began on one day. ``by_person`` is a part of what is accepted."""

    day: date
    outcomes: Mapping[str, int]
    by_person: int
    cost_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """Micro-USD: today against the limit and its alert lines, and each day of the last thirty, the oldest first."""

    day: date
    spent_micros: int
    held_micros: int
    limit_micros: int
    alert_micros: tuple[int, ...]
    days: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """``nights`` are thirty days, the oldest first, those without a run as well; a file that was read before counts
    only in the run that read it. ``last_night`` is the last run's; ``week`` and ``week_before`` are seven days each,
    ``month`` all thirty. ``thresholds`` is empty while few were accepted by their page in that time."""

    nights: tuple[NightCounts, ...]
    last_run: RunRow | None
    last_night: Figures
    week: Figures
    week_before: Figures
    month: Figures
    waiting: QueueCounts
    spend: Spend
    thresholds: tuple[ThresholdEffect, ...]
    breakers: tuple[BreakerNow, ...]
    rates: tuple[RateNow, ...]


class Overviews:
    """Reads only."""

    def __init__(self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def read(
        self, zone: tzinfo, *, budget_micros: int, alerts: Sequence[float] = (), local_models: Collection[str] = ()
    ) -> Overview:
        """``alerts`` are fractions of the budget; ``local_models`` are those that run in process. Nights are days in
        ``zone``."""
        now = self._now()
        today = now.astimezone(zone).date()
        days = [today - timedelta(days=back) for back in reversed(range(NIGHTS))]
        since = datetime.combine(days[0], time(), zone)
        count_ended_runs(self._database, runs.c.started_at >= since)
        with self._database.read() as connection:
            begun = _runs(connection, since)
            last = begun[-1] if begun else _last_run(connection)
            counted = _by_run(connection, begun or [one for one in [last] if one])
            seconds = {**_seconds_of_models(connection, last), **_seconds_of_people(connection, since)}
            waiting = queue_now(connection, now.astimezone(zone))
            spend = _spend(connection, days, budget_micros, alerts)
            thresholds = threshold_effects(connection, since)
            circuits, pauses = provider_status.circuits(connection, now), provider_status.pauses(connection, now)
        of_day: dict[date, list[Tally]] = defaultdict(list)
        for run in begun:
            new = [row for row in counted.get(run.run_id, ()) if not row.is_seen_before]
            of_day[run.started_at.astimezone(zone).date()].extend(new)

        def over(some: Iterable[date]) -> Figures:
            rows = [row for day in some for row in of_day.get(day, ())]
            return figures(rows, local_models=local_models, seconds=seconds)

        of_last = counted.get(last.run_id, []) if last is not None else []
        return Overview(
            nights=tuple(_night(day, of_day.get(day, ())) for day in days),
            last_run=None if last is None else run_row(last, of_last),
            last_night=figures(of_last, local_models=local_models, seconds=seconds),
            week=over(days[-_WEEK:]),
            week_before=over(days[-2 * _WEEK : -_WEEK]),
            month=over(days),
            waiting=waiting,
            spend=spend,
            thresholds=thresholds,
            breakers=circuits,
            rates=pauses,
        )


def _runs(connection: Connection, since: datetime) -> Sequence[Any]:
    wanted = select(runs).where(runs.c.started_at >= since, runs.c.inbox != TRIALS).order_by(runs.c.number)
    return connection.execute(wanted).all()


def _last_run(connection: Connection) -> Any:
    return connection.execute(select(runs).where(runs.c.inbox != TRIALS).order_by(runs.c.number.desc())).first()


def _by_run(connection: Connection, rows: Sequence[Any]) -> dict[str, list[Tally]]:
    by_run: dict[str, list[Tally]] = defaultdict(list)
    for row in tallies_of(connection, rows):
        by_run[row.run_id].append(row)
    return by_run


def _night(day: date, rows: Sequence[Tally]) -> NightCounts:
    total = figures(rows)
    accepted = [row for row in rows if row.outcome == Outcome.ACCEPTED and row.settled_by == PERSON]
    return NightCounts(
        day=day,
        outcomes=total.outcomes,
        by_person=sum(row.documents for row in accepted),
        cost_micros=total.cost_micros,
    )


def _seconds_of_models(connection: Connection, run: Any) -> dict[str, float]:
    """Seconds that all calls for one document took, by model: the median over documents of the last run."""
    if run is None:
        return {}
    took = func.sum(calls.c.latency_ms)
    wanted = select(calls.c.model, took).where(calls.c.run_id == run.run_id, calls.c.latency_ms.is_not(None))
    by_model: dict[str, list[float]] = defaultdict(list)
    wanted = wanted.group_by(calls.c.document, calls.c.model).order_by(calls.c.document).limit(_MOST_TIMED)
    for model, milliseconds in connection.execute(wanted):
        by_model[model].append(float(milliseconds) / 1000)
    return {model: median(values) for model, values in by_model.items()}


def _seconds_of_people(connection: Connection, since: datetime) -> dict[str, float]:
    wanted = select(decisions.c.seconds).where(decisions.c.at >= since, decisions.c.seconds.is_not(None))
    latest = wanted.where(decisions.c.action != "undo").order_by(decisions.c.at.desc()).limit(_MOST_TIMED)
    values = list(connection.execute(latest).scalars())
    return {PERSON: median(values)} if values else {}


def _spend(connection: Connection, days: Sequence[date], limit: int, alerts: Sequence[float]) -> Spend:
    first, today = days[0].isoformat(), days[-1]
    wanted = select(budgets).where(budgets.c.scope == DAY, budgets.c.period >= first)
    rows = {row.period: row for row in connection.execute(wanted)}
    now = rows.get(today.isoformat())
    return Spend(
        day=today,
        spent_micros=now.spent_micros if now else 0,
        held_micros=now.held_micros if now else 0,
        limit_micros=limit,
        alert_micros=tuple(round(limit * fraction) for fraction in alerts),
        days=tuple((day, rows[day.isoformat()].spent_micros if day.isoformat() in rows else 0) for day in days),
    )
