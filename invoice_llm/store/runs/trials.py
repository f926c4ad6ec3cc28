"""Trials: runs over single files, which are never counted, wait for nobody and change nothing of a later night."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from invoice_llm.store.sql.schema import runs

TRIALS = "files"
"""The inbox of a trial."""


def of_trials(run_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Check in SQL that a run is a trial."""
    return run_id.in_(select(runs.c.run_id).where(runs.c.inbox == TRIALS))


def is_trial(connection: Connection, run_id: str) -> bool:
    """Check that a run is a trial; one that never began is none."""
    wanted = select(runs.c.run_id).where(runs.c.run_id == run_id, runs.c.inbox == TRIALS)
    return connection.execute(wanted).first() is not None
