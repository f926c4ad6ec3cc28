"""A listener that writes the night's result as the note of the DAG run, so that the list of runs tells the story.

It runs in the scheduler, in the transaction that ends the run; whatever goes wrong here must not disturb that.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from airflow.listeners import hookimpl

DAG_ID = "invoice_extraction"
NIGHT = "night"
"""The XCom of ``summarize`` with its figures, which is there also when the task then fails for a failed chunk."""
log = logging.getLogger(__name__)


@hookimpl
def on_dag_run_success(dag_run: Any, msg: str) -> None:  # noqa: ARG001
    _annotate(dag_run)


@hookimpl
def on_dag_run_failed(dag_run: Any, msg: str) -> None:  # noqa: ARG001
    _annotate(dag_run)


def note(summary: Mapping[str, Any]) -> str:
    """One line: ``12 documents: 9 accepted, 3 review. 11 calls, $0.004200.``"""
    from invoice_llm.invoice.outcome import Outcome  # not when Airflow loads the plugin
    from invoice_llm.invoice.visible import visible
    from invoice_llm.pipeline.intake.left_out import LeftOut
    from invoice_llm.pipeline.records.delivering import told_deliveries

    outcomes = summary["outcomes"]
    counts = ", ".join(f"{outcomes[name]} {name}" for name in Outcome if outcomes.get(name)) or "none"
    told = f"{summary['documents']} documents: {counts}. {summary['calls']} calls, ${summary['cost_usd']}."
    told = " ".join([told, *LeftOut.of(summary).sentences()])
    for sentence in told_deliveries(summary):
        told += f" {sentence[0].upper()}{sentence[1:]}."
    if not summary.get("refused"):
        return told
    share = "All that a model was to read" if summary["all_refused"] else str(summary["refused"])
    return f"{told} {share} went on without it: {visible(summary['refusal'])}"


def _annotate(dag_run: Any) -> None:
    if dag_run.dag_id != DAG_ID:
        return
    from invoice_llm_airflow.refusals import refusal_sentence  # not when Airflow loads the plugin

    try:
        summary = _summary(dag_run)
        told = refusal_sentence(dag_run.conf) if summary is None else note(summary)
        if told is not None and not dag_run.note:  # what a person wrote stays
            dag_run.note = told
    except Exception as error:
        log.warning("the run %s got no note: %s", dag_run.run_id, type(error).__name__)


def _summary(dag_run: Any) -> Mapping[str, Any] | None:
    """Summary of the run, read in the listener's own transaction."""
    from airflow.models.xcom import XComModel
    from sqlalchemy.orm import object_session

    session = object_session(dag_run)
    if session is None:
        return None
    wanted = XComModel.get_many(run_id=dag_run.run_id, key=NIGHT, task_ids="summarize", dag_ids=dag_run.dag_id, limit=1)
    row = session.scalars(wanted.with_only_columns(XComModel)).first()
    return None if row is None else XComModel.deserialize_value(row)
