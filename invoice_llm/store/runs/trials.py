"""Trials: runs over single files, which are never counted, wait for nobody and change nothing of a later night."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, bindparam, select

from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.schema import runs

TRIALS = "files"
"""The inbox of a trial."""
_TRIAL = CompiledStatement(select(runs.c.number).where(runs.c.run_id == bindparam("run"), runs.c.inbox == TRIALS))


def of_trials(run_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Check in SQL that a run is a trial."""
    return run_id.in_(select(runs.c.run_id).where(runs.c.inbox == TRIALS))


def is_trial(connection: Connection, run_id: str) -> bool:
    """Check that a run is a trial; one that never began is none."""
    return bool(_TRIAL.rows(connection, {"run": run_id}))
