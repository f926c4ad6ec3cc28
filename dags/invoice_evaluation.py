"""Scores a folder of labelled documents and fails when something got significantly worse than the kept reference."""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from invoice_llm_airflow import scoring
from invoice_llm_airflow.params import DEFAULTS, TIERS

PARAMS = {
    "folder": Param(
        None,
        type=["null", "string"],
        title="Labelled folder",
        description="Documents with `<stem>.truth.json` beside them, inside the allowed folders; empty for the inbox.",
    ),
    "route": Param(
        "auto",
        enum=["auto", "text", "ocr"],
        title="Route",
        description="auto reads as at night; text ignores e-invoice data inside PDFs; ocr reads every page as a "
        "picture and needs an OCR engine.",
    ),
    "keep_as_reference": Param(
        False,
        type="boolean",
        title="Keep as the new reference",
        description="After a change that is wanted. Nothing is compared, and later evaluations are held against "
        "this one.",
    ),
    "limit": Param(
        None,
        type=["null", "integer"],
        minimum=1,
        section="How it is read",
        title="At most so many documents",
        description="Empty for all. The first by name are taken.",
    ),
    "confidence_threshold": Param(
        DEFAULTS.confidence_threshold,
        type="number",
        minimum=0,
        maximum=1,
        section="How it is read",
        title="Confidence needed to accept",
        description="As in the nightly run; what would be accepted depends on it.",
    ),
    "model_tier": Param(
        "auto",
        enum=TIERS,
        section="How it is read",
        title="Model tier",
        description="Calls cost what they cost at night and count into the day's budget; embedded costs nothing.",
    ),
}


@dag(
    dag_id="invoice_evaluation",
    description="Score a labelled folder; fail when something got significantly worse.",
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    params=PARAMS,
    tags=["invoices"],
    doc_md="""Run it after a change of prompts, models or thresholds.

The report is written to the run's folder in the output: `report.html` for people, `report.md` for a pull request,
`report.json` for `invoice-llm eval --compare`. The first complete run of a route keeps its report in
`evaluation_reference/<route>/`; later ones are compared with it document by document and fail when a figure or a field
got **significantly** worse: more documents worse than better than chance explains (exact McNemar tests, corrected for
their number). The error names the fields and the documents. A run with deferred or failed documents fails and is
never kept.""",
)
def invoice_evaluation() -> None:
    @task
    def evaluate() -> dict[str, Any]:
        """Read and score every labelled document; the whole report goes to files, the figures on."""
        context = get_current_context()
        return scoring.evaluation_figures(context["run_id"], context["params"])

    @task
    def compare_with_reference(written: dict[str, Any]) -> None:
        """Fail on a significant drop; keep the report where there is none or it was asked for."""
        scoring.compare_with_reference(written, get_current_context()["params"])

    compare_with_reference(evaluate())  # type: ignore[arg-type]


invoice_evaluation()
