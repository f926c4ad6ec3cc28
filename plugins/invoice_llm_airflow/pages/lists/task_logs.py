"""A run's task instances in Airflow, with the way to their logs. Reads Airflow's own database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from airflow.models.dagrun import DagRun
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session
from sqlalchemy import ColumnElement, select

from invoice_llm_airflow import addresses
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.refusals import refusal_sentence

_NAMES = {
    "discover": "Find the documents",
    "detect_model": "Recognise the layout",
    "extract_data": "Read the values",
    "high_confidence_extraction": "Propose acceptance",
    "quality_validation": "Check again",
    "route": "Decide the outcome",
    "summarize": "Write the records",
}
_TELLING = "invoices.extract_data"
_BAD = ("failed", "upstream_failed", "up_for_retry")


@dataclass(frozen=True, slots=True)
class TaskLog:
    """One instance; ``chunk`` counts from 0 and is ``None`` for a task that is there once."""

    task_id: str
    chunk: int | None
    state: str
    href: str

    @property
    def name(self) -> str:
        name = t(_NAMES.get(self.task_id.rpartition(".")[2], self.task_id))
        return name if self.chunk is None else t("{name}, chunk {number}", name=name, number=self.chunk + 1)

    @property
    def is_bad(self) -> bool:
        return self.state in _BAD


def of_run(run_id: str) -> tuple[TaskLog, ...]:
    """All instances that have been tried; none for a run that Airflow did not make, as from the command line."""
    ti = TaskInstance
    wanted = select(ti.task_id, ti.map_index, ti.state, ti.try_number)
    wanted = wanted.where(ti.dag_id == addresses.DAG_ID, ti.run_id == run_id, ti.try_number > 0)
    with create_session() as session:
        rows = session.execute(wanted.order_by(ti.map_index, ti.task_id)).all()
    return tuple(_log(run_id, *row) for row in rows)


def _log(run_id: str, task_id: str, map_index: int, state: str | None, try_number: int) -> TaskLog:
    href = addresses.task_log(run_id, task_id, map_index, try_number)
    return TaskLog(task_id, map_index if map_index >= 0 else None, str(state or "none"), href)


@dataclass(frozen=True, slots=True)
class RefusedRun:
    """A run of the DAG that ended before it looked into the inbox, with the reason as a sentence."""

    run_id: str
    at: datetime | None
    sentence: str


def refused_run(run_id: str) -> RefusedRun | None:
    """The run with this id, where it was refused for its params."""
    return next(iter(_refused(DagRun.run_id == run_id)), None)


def refused_runs(most: int = 60) -> tuple[RefusedRun, ...]:
    """The latest of the refused runs, the latest first."""
    return _refused(DagRun.state == "failed", most=most)


def _refused(which: ColumnElement[bool], *, most: int = 1) -> tuple[RefusedRun, ...]:
    wanted = select(DagRun.run_id, DagRun.conf, DagRun.start_date, DagRun.queued_at)
    wanted = wanted.where(DagRun.dag_id == addresses.DAG_ID, which).order_by(DagRun.id.desc()).limit(most)
    with create_session() as session:
        rows = session.execute(wanted).all()
    told = ((row, refusal_sentence(row.conf)) for row in rows)
    return tuple(RefusedRun(row.run_id, row.start_date or row.queued_at, said) for row, said in told if said)


def of_chunks(logs: Iterable[TaskLog]) -> dict[int, TaskLog]:
    """The log that tells most about each chunk."""
    return {log.chunk: log for log in logs if log.task_id == _TELLING and log.chunk is not None}
