from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.exceptions import ParamValidationError

from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.pipeline.params import RunParams
from invoice_llm_airflow.alerting.lateness import late_run
from invoice_llm_airflow.notes import note
from invoice_llm_airflow.params import OF_THE_DAG
from tests.processes import json_printed_by
from tests.repository import ROOT


@pytest.fixture(scope="module")
def bag() -> DagBag:
    return DagBag(ROOT / "dags", load_op_links=False)


@pytest.fixture(scope="module")
def dag(bag: DagBag) -> Any:
    return bag.dags["invoice_extraction"]


def test_the_folder_loads_without_import_errors(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) == {"invoice_extraction", "invoice_evaluation"}


def test_it_runs_every_night_at_two_and_never_twice_at_once(dag: Any) -> None:
    assert dag.schedule == "0 2 * * *"
    assert (dag.catchup, dag.max_active_runs) == (False, 1)


def test_the_tasks_are_in_their_order(dag: Any) -> None:
    chunk = "invoices."
    assert {task.task_id: task.upstream_task_ids for task in dag.tasks} == {
        "discover": set(),
        f"{chunk}detect_model": {"discover"},
        f"{chunk}extract_data": {f"{chunk}detect_model"},
        f"{chunk}high_confidence_extraction": {f"{chunk}extract_data"},
        f"{chunk}quality_validation": {f"{chunk}extract_data"},
        f"{chunk}route": {f"{chunk}high_confidence_extraction", f"{chunk}quality_validation", "discover"},
        "summarize": {f"{chunk}route"},
        "release_batch": {"summarize"},
        "announce_accepted": {"summarize", "release_batch"},
        "announce_review": {"summarize"},
        "ask_for_budget": {"summarize"},
        "raise_budget": {"ask_for_budget"},
        "read_deferred": {"raise_budget"},
    }


def test_the_form_offers_the_params_of_a_run_with_the_same_defaults(dag: Any) -> None:
    of_the_dag = {"ask_before_release": False, "ask_for_budget": False}
    assert dict(dag.params) == asdict(RunParams()) | of_the_dag
    assert tuple(of_the_dag) == OF_THE_DAG


def test_the_manual_and_the_deadline_are_part_of_the_dag(dag: Any) -> None:
    assert dag.doc_md.startswith("# The nightly invoices")
    assert all(f"`{task.label}`" in dag.doc_md for task in dag.tasks), "a task that the manual does not name"
    assert all(f"`{outcome}`" in dag.doc_md for outcome in Outcome)
    (deadline,) = dag.deadline if isinstance(dag.deadline, list) else [dag.deadline]
    assert deadline.interval == timedelta(hours=4)


@pytest.mark.parametrize("text", ["soon", "0", "-1", "nan", "1e9"])
def test_hours_that_are_none_are_refused_with_the_name_of_the_setting(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVOICE_LLM_LATE_AFTER_HOURS", "1.5")
    assert late_run().interval == timedelta(hours=1.5)
    monkeypatch.setenv("INVOICE_LLM_LATE_AFTER_HOURS", text)
    with pytest.raises(ConfigurationError, match="INVOICE_LLM_LATE_AFTER_HOURS"):
        late_run()


NIGHT = {"documents": 4, "outcomes": {"review": 1, "accepted": 2, "failed": 1}, "calls": 7, "cost_usd": "0.001200"}


def test_the_note_of_a_run_names_every_outcome_once() -> None:
    assert note(NIGHT) == "4 documents: 2 accepted, 1 review, 1 failed. 7 calls, $0.001200."
    assert note(NIGHT | {"documents": 0, "outcomes": {}}).startswith("0 documents: none.")


def test_the_note_of_a_run_says_what_models_refused() -> None:
    some = note(NIGHT | {"refused": 3, "all_refused": False, "refusal": "gpt-6-luna refused the request"})
    assert some.endswith("$0.001200. 3 went on without it: gpt-6-luna refused the request")
    every = note(NIGHT | {"refused": 4, "all_refused": True, "refusal": "model not served"})
    assert every.endswith("All that a model was to read went on without it: model not served")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("confidence_threshold", 1.01),
        ("confidence_threshold", "high"),
        ("validation_threshold", -0.1),
        ("min_fields", -1),
        ("min_fields", 2.5),
        ("mode", "overnight"),
        ("model_tier", "gold"),
        ("limit", 0),
        ("force", "yes"),
        ("inbox", 7),
    ],
)
def test_the_form_refuses_a_value_out_of_range(dag: Any, name: str, value: object) -> None:
    with pytest.raises(ParamValidationError):
        dag.params.get_param(name).resolve(value)


def test_results_of_a_chunk_are_not_written_into_the_log(dag: Any) -> None:
    for task in dag.tasks:
        if task.task_id.startswith("invoices."):
            assert task.show_return_value_in_logs is False


def test_parsing_imports_no_part_of_the_library_that_reads_or_stores_and_nothing_heavy() -> None:
    """How long it takes is measured by ``benchmarks/start_cost``."""
    code = """
import json, sys
import pendulum
from airflow.sdk import Param, RetryPolicy, dag, task, task_group

@dag(schedule="0 2 * * *", start_date=pendulum.datetime(2026, 1, 1), params={"a": Param(1, type="integer")})
def smallest():
    @task
    def nothing():
        pass
    nothing()

smallest()  # what Airflow itself loads for any DAG is not ours
before = set(sys.modules)
import dags.invoice_extraction
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    new = json_printed_by(code)
    parts = {"app", "documents", "label_reader", "llm", "reading", "review", "store"}
    assert [name for name in new if name.startswith("invoice_llm.") and name.split(".")[1] in parts] == []
    heavy = {"openai", "pypdfium2", "pdfplumber", "lxml", "sqlalchemy", "alembic", "tiktoken", "fastapi", "pydantic"}
    assert heavy & {name for name in new if "." not in name} == set()
