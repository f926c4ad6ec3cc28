"""The runs, and one of them: its figures, its chunks, and what went wrong with the way to the logs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import HTTPException, Query
from fastapi.responses import HTMLResponse

from invoice_llm_airflow import addresses
from invoice_llm_airflow.pages.lists import task_logs
from invoice_llm_airflow.pages.lists.overview import settled
from invoice_llm_airflow.pages.lists.task_logs import TaskLog
from invoice_llm_airflow.pages.text.language import t
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.pages.text.run_names import run_name
from invoice_llm_airflow.pages.web.request import ContextDep, RequestContext

if TYPE_CHECKING:
    from invoice_llm.store import DocumentPlace
    from invoice_llm.store.queries.run_list import RunDetails

_MOST = 200


def runs_page(context: ContextDep, day: Annotated[str, Query(max_length=10)] = "") -> HTMLResponse:
    """The latest first; ``day`` is the ISO day on which they began."""
    rows = context.store.nights.latest(limit=_MOST if day else 60)
    if day:
        rows = tuple(row for row in rows if row.started_at.astimezone(context.notation.zone).date().isoformat() == day)
    known = {row.run_id for row in rows}
    refused = () if day else tuple(run for run in task_logs.refused_runs() if run.run_id not in known)
    return context.show(
        "runs.html", {"rows": rows, "day": day, "dag": addresses.dag(), "refused": refused}, here="runs"
    )


def run_page(context: ContextDep, run_id: str) -> HTMLResponse:
    return _run(context, run_id, in_tab=False)


def run_tab(context: ContextDep, dag_id: str, run_id: str) -> HTMLResponse:
    """The tab that Airflow shows on the runs of every DAG."""
    if dag_id != addresses.DAG_ID:
        values = {
            "title": t("Nothing to show for this DAG"),
            "text": t("Invoices are read by the DAG “{dag}”; this tab is about its runs.", dag=addresses.DAG_ID),
            "back": ("/", t("Overview of the invoices")),
        }
        return context.show("message.html", values)
    return _run(context, run_id, in_tab=True)


def _run(context: RequestContext, run_id: str, *, in_tab: bool) -> HTMLResponse:
    try:
        page = context.store.nights.of(run_id, local_models=context.service.local_models)
    except LookupError:
        return _unknown(context, run_id, in_tab)
    logs = task_logs.of_run(run_id)
    values: dict[str, Any] = {
        "seen": page,
        "run": page.run,
        "logs": task_logs.of_chunks(logs),
        "chunk_indexes": chunk_indexes(page),
        "log_of": logs_of_trouble(context, page, task_logs.of_chunks(logs)),
        "bad_tasks": [log for log in logs if log.is_bad],
        "settled": settled(page.figures),
        "in_tab": in_tab,
        "dag_run": addresses.dag_run(run_id) if logs else "",
        "params": changed_params(page.params, context.notation),
    }
    return context.show("run.html", values, here="runs")


def chunk_indexes(page: RunDetails) -> dict[int, int]:
    """Maps a chunk's number to the index of its mapped tasks: only chunks with something to read have any."""
    return {chunk.number: index for index, chunk in enumerate(c for c in page.chunks if c.number >= 0)}


def logs_of_trouble(
    context: RequestContext, page: RunDetails, logs: Mapping[int, TaskLog]
) -> dict[DocumentPlace, TaskLog]:
    """Maps a document to the log of the chunk in which it was deferred or failed."""
    if not logs:
        return {}
    indexes = chunk_indexes(page)
    documents = [context.store.documents.get(*row.place) for row in page.trouble]
    found = {document.row.place: logs.get(indexes.get(document.chunk, -1)) for document in documents if document}
    return {place: log for place, log in found.items() if log is not None}


def _unknown(context: RequestContext, run_id: str, in_tab: bool) -> HTMLResponse:
    """A run without documents: refused, or not so far yet."""
    if refused := task_logs.refused_run(run_id):
        values = {
            "title": run_name(run_id, context.notation),
            "text": refused.sentence,
            "back": ("/runs", t("All runs")),
        }
        return context.show("message.html", values, here="runs")
    if not in_tab:
        raise HTTPException(404, "There is no such run.")
    values = {
        "title": t("This run has no documents yet"),
        "text": t("They are here as soon as its first task has looked into the inbox."),
        "back": ("/", t("Overview of the invoices")),
    }
    return context.show("message.html", values)


_PARAMS = {
    "inbox": "Inbox",
    "confidence_threshold": "Accept from evidence of",
    "validation_threshold": "Check again below",
    "min_fields": "Values needed",
    "mode": "Calls",
    "model_tier": "Models of the tier",
    "limit": "Documents at most",
    "force": "Read again what was seen before",
}


def changed_params(params: dict[str, Any], notation: Notation) -> list[tuple[str, str]]:
    """Params that the run was given, in words, without those left at their usual value."""
    usual = (None, False, "", "auto", "realtime")
    said = [(name, params[name]) for name in _PARAMS if params.get(name) not in usual]
    return [(t(_PARAMS[name]), _said(name, value, notation)) for name, value in said]


def _said(name: str, value: object, notation: Notation) -> str:
    if name.endswith("_threshold") and isinstance(value, int | float):
        return notation.share(value, places=0)
    return t("yes") if value is True else str(value)
