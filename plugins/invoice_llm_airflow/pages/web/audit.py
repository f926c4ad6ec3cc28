"""Decisions in Airflow's audit log: who, what and on which document, never what is in it."""

from __future__ import annotations

import json

from airflow.models import Log
from airflow.utils.session import create_session

from invoice_llm_airflow.addresses import DAG_ID


def write(event: str, user: str, run_id: str, **about: str | int | bool) -> None:
    """One line, committed at once. It is written before the decision, so that none is made that is not logged; one
    that is then refused gets a second line."""
    line = Log(
        event=event,
        task_instance=None,
        owner=user,
        owner_display_name=user,
        extra=json.dumps(about),
        dag_id=DAG_ID,
        run_id=run_id,
    )
    with create_session() as session:
        session.add(line)
