"""One mapped ``@task.llm`` an invoice (apache-airflow-providers-common-ai), as that provider's examples have it."""

from __future__ import annotations

import os
from pathlib import Path

import pendulum
from airflow.sdk import dag, task, task_group

INBOX = Path(os.environ["BENCHMARK_INBOX"])


@dag(dag_id="llm_per_invoice", schedule=None, start_date=pendulum.datetime(2026, 1, 1, tz="UTC"), catchup=False)
def llm_per_invoice() -> None:
    @task
    def discover() -> list[str]:
        return sorted(map(str, INBOX.iterdir()))

    @task_group
    def invoice(path: str) -> None:
        @task
        def read(path: str) -> str:
            import pypdfium2

            document = pypdfium2.PdfDocument(path)
            try:
                return "\n".join(page.get_textpage().get_text_range() for page in document)
            finally:
                document.close()

        @task.llm(llm_conn_id="llm", system_prompt="Extract the invoice as JSON.")
        def extract(text: str) -> str:
            return text

        @task
        def decide(answer: str) -> str:
            return answer[:20]

        decide(extract(read(path)))  # type: ignore[arg-type]

    invoice.expand(path=discover())


llm_per_invoice()
