"""Scores a folder of labelled documents and fails when accuracy drops below the figures kept from before."""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from invoice_llm_airflow.scoring import compare, score

PARAMS = {
    "folder": Param(
        None,
        type=["null", "string"],
        title="Labelled folder",
        description="Documents with `<stem>.truth.json` beside them, inside the allowed folders; empty for the inbox.",
    ),
    "route": Param("auto", enum=["auto", "text"], title="Route", description="text ignores XML inside PDFs."),
    "tolerance": Param(0.01, type="number", minimum=0, maximum=1, title="Drop that is still tolerated"),
    "keep_as_reference": Param(False, type="boolean", title="Keep these figures as the new reference"),
}


@dag(
    dag_id="invoice_evaluation",
    description="Score a labelled folder; fail when accuracy drops.",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    tags=["invoices"],
    doc_md="""Run it after a change of prompts, models or thresholds. The first run keeps its figures in
`evaluation_reference.json` in the output folder; later ones fail when the share of right header values, or of right
values among accepted documents, is lower by more than the tolerance.""",
)
def invoice_evaluation() -> None:
    @task
    def evaluate() -> dict[str, Any]:
        """Read and score every labelled document; the whole report goes to a file, the figures on."""
        context = get_current_context()
        return score(context["run_id"], context["params"])

    @task
    def compare_with_reference(figures: dict[str, Any]) -> None:
        """Fail on a drop; keep the figures where there are none or it was asked for."""
        compare(figures, get_current_context()["params"])

    compare_with_reference(evaluate())  # type: ignore[arg-type]


invoice_evaluation()
