"""Hand accepted invoices over to an ERP by HTTP, as soon as a night has some, and keep what it answers.

Needs ``apache-airflow-providers-http`` and the connection ``erp``. Each request carries the document's hash as its
idempotency key, and the answer stands in the task's XCom by document: the ERP's own number of what it booked.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, get_current_context, task

from invoice_llm_airflow.assets import ACCEPTED_INVOICES


@dag(schedule=[ACCEPTED_INVOICES], start_date=pendulum.datetime(2026, 1, 1, tz="UTC"), tags=["invoices", "example"])
def accepted_into_erp() -> None:
    @task
    def runs() -> list[str]:
        """Runs whose invoices were released."""
        events = get_current_context()["triggering_asset_events"][ACCEPTED_INVOICES]
        return [event.extra["run_id"] for event in events]

    @task(retries=3, retry_delay=pendulum.duration(minutes=1))
    def hand_over(reading: str) -> dict[str, str]:
        """Post every accepted invoice of a run; returns the ERP's answers by document."""
        from airflow.providers.http.hooks.http import HttpHook

        from invoice_llm_airflow.blocks.hook import InvoiceLLMHook

        erp = HttpHook(method="POST", http_conn_id="erp")
        answers = {}
        for one in InvoiceLLMHook().records(reading):
            if one.outcome == "accepted" and one.invoice:
                body = one.invoice.model_dump(mode="json", exclude_none=True)
                answer = erp.run("invoices", json=body, headers={"Idempotency-Key": one.sha256})
                answers[one.document] = answer.text
        return answers

    hand_over.expand(reading=runs())


accepted_into_erp()
