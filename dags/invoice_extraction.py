"""The nightly DAG: an inbox of supplier invoices into checked, structured records."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import TriggerRule, dag, get_current_context, task, task_group

from invoice_llm_airflow.gates import below_confidence_threshold, requires_validation, was_extracted
from invoice_llm_airflow.params import PARAMS
from invoice_llm_airflow.retry import ChunkRetry
from invoice_llm_airflow.work import fail_if_tasks_failed, pipeline, pipeline_in_loop, run_params, told

__all__ = ["below_confidence_threshold", "invoice_extraction", "requires_validation"]

DEFAULTS: dict[str, Any] = {
    "retries": 2,
    "retry_delay": timedelta(minutes=1),
    "retry_policy": ChunkRetry(),
    "show_return_value_in_logs": False,
}


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
    doc_md="""Every document of the inbox ends as `accepted`, `review`, `duplicate`, `rejected`, `deferred` (budget or
provider; next run) or `failed` (our fault; next run). Answers are kept, so clearing a task or running again costs
nothing twice. `high_confidence_extraction` and `quality_validation` are skipped for a chunk in which no document
needs them. The records stand in the folder that the log of `summarize` names.""",
)
def invoice_extraction() -> None:
    @task(show_return_value_in_logs=True)
    def discover() -> list[int]:
        """Register every document found; one chunk number for each group that needs reading."""
        context = get_current_context()
        with pipeline() as work:
            return work.discover(context["run_id"], run_params(context))

    @task_group
    def invoices(chunk: int) -> None:
        @task
        async def detect_model(chunk: int) -> dict[str, Any]:
            """Which supplier's layout each document has."""
            async with pipeline_in_loop() as work:
                return told("detected", await work.detect_models(get_current_context()["run_id"], chunk))

        @task
        async def extract_data(detected: dict[str, Any]) -> dict[str, Any]:
            """Read the values, cheapest proof first, and weigh the evidence for each."""
            async with pipeline_in_loop() as work:
                return told("extracted", await work.extract(get_current_context()["run_id"], detected["chunk"]))

        @task.skip_if(below_confidence_threshold)
        @task
        async def high_confidence_extraction(extracted: dict[str, Any]) -> dict[str, Any]:
            """Propose acceptance for the documents that reach the threshold."""
            async with pipeline_in_loop() as work:
                return told("accepted", await work.accept(get_current_context()["run_id"], extracted["chunk"]))

        @task.run_if(requires_validation)
        @task
        async def quality_validation(extracted: dict[str, Any]) -> dict[str, Any]:
            """A second look at the values of the doubtful documents."""
            async with pipeline_in_loop() as work:
                return told("validated", await work.validate(get_current_context()["run_id"], extracted["chunk"]))

        @task.run_if(was_extracted)
        @task(trigger_rule=TriggerRule.ALL_DONE)
        async def route(chunk: int) -> dict[str, Any]:
            """Exactly one outcome a document."""
            async with pipeline_in_loop() as work:
                return told("routed", await work.route(get_current_context()["run_id"], chunk))

        extracted = extract_data(detect_model(chunk))  # type: ignore[arg-type]
        accepted = high_confidence_extraction(extracted)  # type: ignore[arg-type]
        validated = quality_validation(extracted)  # type: ignore[arg-type]
        [accepted, validated] >> route(chunk)

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def summarize() -> dict[str, Any]:
        """Write the records of all documents; fails afterwards if a chunk failed."""
        context = get_current_context()
        fail_if_tasks_failed(context, "discover")
        with pipeline() as work:
            summary = told("run", work.summarize(context["run_id"]))
        fail_if_tasks_failed(context)
        return summary

    invoices.expand(chunk=discover()) >> summarize()


invoice_extraction()
