"""Score last month's labelled folder again on the first of each month, and fail where something got worse.

The folder is ``<inbox>/labelled/<year>-<month>``: documents with ``<stem>.truth.json`` beside them.
"""

from __future__ import annotations

import pendulum
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import dag, task


@dag(
    schedule="0 6 1 * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["invoices", "example"],
)
def score_last_month() -> None:
    @task
    def folder() -> str:
        """Folder of the month before the run's."""
        from airflow.sdk import get_current_context

        from invoice_llm_airflow.blocks.hook import InvoiceLLMHook

        day = pendulum.instance(get_current_context()["dag_run"].run_after)
        return f"{InvoiceLLMHook().get_conn().inbox}/labelled/{day.subtract(months=1):%Y-%m}"

    TriggerDagRunOperator(
        task_id="score",
        trigger_dag_id="invoice_evaluation",
        conf={"folder": folder()},
        wait_for_completion=True,
        deferrable=True,
    )


score_last_month()
