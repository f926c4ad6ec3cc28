"""The nightly DAG: an inbox of supplier invoices into checked, structured records."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import TriggerRule, dag, get_current_context, task, task_group

from invoice_llm_airflow.alerting.lateness import late_run
from invoice_llm_airflow.asking import ask_for_budget, raise_today, release_batch, start_again
from invoice_llm_airflow.assets import ACCEPTED_INVOICES, REVIEW_QUEUE, announce, has_accepted, has_review
from invoice_llm_airflow.batching import answered, waiting_task
from invoice_llm_airflow.gates import below_confidence_threshold, requires_validation, was_extracted
from invoice_llm_airflow.links import linked_task
from invoice_llm_airflow.nightly import without_the_night_before
from invoice_llm_airflow.notes import NIGHT
from invoice_llm_airflow.params import PARAMS
from invoice_llm_airflow.retry import ChunkRetry
from invoice_llm_airflow.work import (
    fail_if_tasks_failed,
    log_counts,
    most_mapped,
    pipeline,
    pipeline_in_loop,
    run_params,
    tell_people,
)

__all__ = ["below_confidence_threshold", "invoice_extraction", "requires_validation"]

DEFAULTS: dict[str, Any] = {
    "retries": 2,
    "retry_delay": timedelta(minutes=1),
    "retry_policy": ChunkRetry(),
    "show_return_value_in_logs": False,
}
CHUNK = "{% set given = task.op_args[0] %}Chunk {{ 1 + (given if given is number else given.chunk) }}"
"""How the UI names the instances of a task in a chunk."""


@dag(
    dag_id="invoice_extraction",
    description="Read the inbox: detect, extract, check, then accept or send to a person.",
    schedule="0 2 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    default_args=DEFAULTS,
    tags=["invoices"],
    deadline=late_run(),
    doc_md=str(Path(__file__).with_suffix(".md")),
)
def invoice_extraction() -> None:
    @linked_task(show_return_value_in_logs=True)
    def discover() -> list[int]:
        """Register every document found; one chunk number for each group that needs reading."""
        context = get_current_context()
        with pipeline() as work:
            return work.discover(context["run_id"], run_params(context), max_chunks=most_mapped())

    @task_group
    def invoices(chunk: int) -> None:
        @waiting_task(map_index_template=CHUNK)
        async def detect_model(chunk: int) -> dict[str, Any]:
            """Which supplier's layout each document has."""
            async with pipeline_in_loop() as work:
                return answered("detected", await work.detect_models(get_current_context()["run_id"], chunk))

        @waiting_task(map_index_template=CHUNK)
        async def extract_data(detected: dict[str, Any]) -> dict[str, Any]:
            """Read the values, cheapest proof first, and weigh the evidence for each."""
            async with pipeline_in_loop() as work:
                return answered("extracted", await work.extract(get_current_context()["run_id"], detected["chunk"]))

        @task.skip_if(below_confidence_threshold)
        @task(map_index_template=CHUNK, multiple_outputs=False)
        async def high_confidence_extraction(extracted: dict[str, Any]) -> dict[str, Any]:
            """Propose acceptance for the documents that reach the threshold."""
            async with pipeline_in_loop() as work:
                return log_counts("accepted", await work.accept(get_current_context()["run_id"], extracted["chunk"]))

        @task.run_if(requires_validation)
        @waiting_task(map_index_template=CHUNK)
        async def quality_validation(extracted: dict[str, Any]) -> dict[str, Any]:
            """A second look at the values of the doubtful documents."""
            async with pipeline_in_loop() as work:
                return answered("validated", await work.validate(get_current_context()["run_id"], extracted["chunk"]))

        @task.run_if(was_extracted)
        @linked_task(trigger_rule=TriggerRule.ALL_DONE, map_index_template=CHUNK, multiple_outputs=False)
        async def route(chunk: int) -> dict[str, Any]:
            """Exactly one outcome a document."""
            async with pipeline_in_loop() as work:
                return log_counts("routed", await work.route(get_current_context()["run_id"], chunk))

        extracted = extract_data(detect_model(chunk))  # type: ignore[arg-type]
        accepted = high_confidence_extraction(extracted)  # type: ignore[arg-type]
        validated = quality_validation(extracted)  # type: ignore[arg-type]
        [accepted, validated] >> route(chunk)

    @linked_task(trigger_rule=TriggerRule.ALL_DONE)
    def summarize() -> dict[str, Any]:
        """Write the records of all documents; fails afterwards if a chunk failed."""
        context = get_current_context()
        fail_if_tasks_failed(context, "discover")
        with pipeline() as work:
            summary = log_counts("run", work.summarize(context["run_id"]))
        context["ti"].xcom_push(NIGHT, summary)
        tell_people(context["run_id"], summary)
        fail_if_tasks_failed(context)
        return summary

    @task.run_if(has_accepted)
    @linked_task(outlets=[ACCEPTED_INVOICES], trigger_rule=TriggerRule.NONE_FAILED)
    def announce_accepted(summary: dict[str, Any]) -> dict[str, Any]:
        """Start what waits for accepted invoices, once they are released."""
        return announce(get_current_context(), ACCEPTED_INVOICES, "accepted", summary)

    @task.run_if(has_review)
    @linked_task(outlets=[REVIEW_QUEUE])
    def announce_review(summary: dict[str, Any]) -> dict[str, Any]:
        """Start what waits for new work in the review queue."""
        return announce(get_current_context(), REVIEW_QUEUE, "review", summary)

    @linked_task
    def raise_budget(answer: dict[str, Any]) -> dict[str, str]:
        """Raise today's budget by what a person said."""
        return raise_today(get_current_context()["run_id"], answer)

    @linked_task
    def read_deferred(raised: dict[str, str]) -> None:  # noqa: ARG001
        """Start a run that takes up what waited for budget."""
        start_again(get_current_context())

    summary = summarize()
    invoices.expand(chunk=discover()) >> summary
    summary >> release_batch() >> announce_accepted(summary)  # type: ignore[arg-type]
    announce_review(summary)  # type: ignore[arg-type]
    asked = ask_for_budget()
    summary >> asked
    read_deferred(raise_budget(asked.output))  # type: ignore[arg-type]


without_the_night_before(invoice_extraction())
