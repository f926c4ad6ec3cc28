"""Functions that task bodies share: the pipeline with Airflow's settings, and one log line about what was done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context

from invoice_llm_airflow.settings import airflow_settings

if TYPE_CHECKING:
    from invoice_llm.pipeline import Pipeline, RunParams

log = logging.getLogger("airflow.task.invoice_llm")


@contextmanager
def pipeline() -> Iterator[Pipeline]:
    """For a plain task."""
    from invoice_llm.app import open_pipeline
    from invoice_llm.collecting import collect_seldom
    from invoice_llm_airflow.alerting.watch import tuning

    collect_seldom()
    with open_pipeline(airflow_settings(), tuning=tuning()) as opened:
        yield opened


@asynccontextmanager
async def pipeline_in_loop() -> AsyncIterator[Pipeline]:
    """For an async task: connections are asked for in a thread, since Airflow's call blocks.

    While Airflow has tries left, a service that is down ends the try rather than the documents: the slot is free until
    the breaker lets the next probe out, and the retry does what is left. The last try defers them to the next run.
    """
    from invoice_llm.app import open_pipeline
    from invoice_llm.collecting import collect_seldom
    from invoice_llm_airflow.alerting.alerts import wait_for_alerts
    from invoice_llm_airflow.alerting.watch import tuning

    collect_seldom()
    settings = await asyncio.to_thread(airflow_settings)
    try:
        with open_pipeline(settings, tuning=tuning()) as opened:
            yield opened.patiently() if has_tries_left(get_current_context()) else opened
    finally:
        await asyncio.to_thread(wait_for_alerts)


def has_tries_left(context: Mapping[str, Any]) -> bool:
    """True where Airflow would run the task again."""
    ti = context["ti"]
    return int(ti.try_number) <= int(ti.max_tries)


def run_params(context: Mapping[str, Any]) -> RunParams:
    """The run's params, refused as a whole for an unknown key: a typing error would silently run with a default.

    Airflow drops unknown keys of the trigger from ``params`` in some ways of starting a run, so its ``conf`` is read
    as well. The failure is final: no retry changes what was asked for.
    """
    from airflow.sdk.exceptions import AirflowFailException

    from invoice_llm.errors import ConfigurationError
    from invoice_llm.pipeline import RunParams
    from invoice_llm_airflow.params import OF_THE_DAG

    asked = {**context["params"], **(context["dag_run"].conf or {})}
    asked = {name: value for name, value in asked.items() if name not in OF_THE_DAG}
    try:
        return RunParams.from_mapping(asked)
    except ConfigurationError as error:
        raise AirflowFailException(f"The run was refused: {error}") from None


@contextmanager
def refused_for_good() -> Iterator[None]:
    """A wrong setting, param or path fails the task at once: no retry changes what was asked for."""
    from airflow.sdk.exceptions import AirflowFailException

    from invoice_llm.errors import ConfigurationError

    try:
        yield
    except ConfigurationError as error:
        raise AirflowFailException(str(error)) from None


def most_mapped() -> int:
    """Task groups that Airflow lets a task expand to; with more of them the task fails."""
    from airflow.sdk.configuration import conf

    return int(conf.getint("core", "max_map_length"))


def log_counts(step: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """Log the counts of a result, never the list of documents, and hand it on."""
    figures = ", ".join(f"{name} {value}" for name, value in result.items() if not isinstance(value, list | dict))
    log.info("%s: %s", step, figures)
    return dict(result)


def tell_people(run_id: str, summary: Mapping[str, Any]) -> None:
    """Alert people of what went wrong in a night; fails where its records could not be written."""
    tell_of_failures(run_id, summary["outcomes"])
    tell_of_refusals(run_id, summary)
    fail_if_undelivered(summary)


def tell_of_failures(run_id: str, outcomes: Mapping[str, int]) -> None:
    """Alert people where documents failed by a fault of this program, or of what it depends on."""
    from invoice_llm.invoice.outcome import Outcome

    if failed := sum(outcomes.get(one, 0) for one in Outcome if one.is_fault):
        from invoice_llm_airflow.alerting.alerts import send_alert

        send_alert(
            "documents",
            f"{failed} of {sum(outcomes.values())} invoices failed",
            f"In run {run_id}. The run's page and the logs say why; the next run takes them up again.",
        )


def tell_of_refusals(run_id: str, summary: Mapping[str, Any]) -> None:
    """Alert people where models read none of the documents that they were to read: the night is then green, and worth
    little."""
    if not summary.get("all_refused"):
        return
    from invoice_llm_airflow.alerting.alerts import send_alert

    send_alert(
        "documents",
        f"No model has read any of the {summary['refused']} invoices that one was to read",
        f"In run {run_id}. The label reader has read them instead. {summary['refusal']}",
    )


def fail_if_undelivered(summary: Mapping[str, Any]) -> None:
    """Fail the task, to be tried again, where decided documents stand in no record, and alert people."""
    if not (error := summary.get("delivery_error")):
        return
    from invoice_llm.errors import DeliveryFailed
    from invoice_llm_airflow.alerting.alerts import send_alert

    send_alert("documents", f"{summary['undelivered']} invoices are decided and not delivered", error)
    raise DeliveryFailed(error)


def fail_if_tasks_failed(context: Mapping[str, Any], *task_ids: str) -> None:
    """Fail the run when one of these tasks failed (any task if none is named)."""
    from airflow.sdk.exceptions import AirflowFailException

    failed = context["ti"].get_ti_count(
        dag_id=context["dag"].dag_id,
        task_ids=list(task_ids) or None,
        run_ids=[context["run_id"]],
        states=["failed", "upstream_failed"],
    )
    if failed:
        raise AirflowFailException(
            f"{failed} tasks of this run failed; see their logs. Documents left are read next run."
        )
