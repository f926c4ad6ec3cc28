"""The DAG under Airflow's real scheduler: what differs from a run in process is only seen here."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from upath import UPath

from tests.airflow.airflow_processes import Api, running_airflow
from tests.airflow.homes import airflow_env, copy_home
from tests.processes import HANG_S

pytestmark = [pytest.mark.airflow, pytest.mark.scheduler]
DAG = "invoice_extraction"
RUNS = f"/api/v2/dags/{DAG}/dagRuns"
PATIENCE_S = HANG_S
SAMPLE = Path(__file__).parents[2] / "samples" / "inbox" / "vendor-a-v2-two-page-table.pdf"
"""Read from the page, so its confidence is between the two thresholds."""


@pytest.fixture(scope="module")
def airflow(migrated_home: Path, small_inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Airflow with the nightly schedule replaced by one that is due at once, unpaused."""
    home = copy_home(migrated_home, tmp_path_factory.mktemp("scheduled"))
    dag_file = home / "dags" / "invoice_extraction.py"
    dag_file.write_text(dag_file.read_text().replace('schedule="0 2 * * *"', 'schedule="@once"'))
    inbox = shutil.copytree(small_inbox, home / "inbox")
    shutil.copy(SAMPLE, inbox / "page.pdf")
    with running_airflow(home, airflow_env(home, inbox)) as api:
        api.wait_for_dag(DAG, timeout_s=PATIENCE_S)
        assert api.call("PATCH", f"/api/v2/dags/{DAG}", {"is_paused": False})[0] == 200
        yield api


def trigger(api: Api, conf: dict[str, Any]) -> str:
    status, answer = api.call("POST", RUNS, {"logical_date": None, "conf": conf})
    assert status == 200, answer
    return str(answer["dag_run_id"])


def outcomes(api: Api, run_id: str) -> dict[str, str]:
    path = f"{RUNS}/{run_id}/taskInstances/summarize/xcomEntries/return_value"
    summary = api.call("GET", path)[1]["value"]
    summary = json.loads(summary) if isinstance(summary, str) else summary
    lines = [json.loads(line) for line in UPath(summary["jsonl"]).read_text().splitlines()]
    return {line["document"]: line["outcome"] for line in lines}


def test_runs_by_schedule_and_by_hand_with_the_real_scheduler(airflow: Api) -> None:
    def scheduled() -> list[Any]:
        return [run for run in airflow.call("GET", RUNS)[1]["dag_runs"] if run["run_type"] == "scheduled"]

    airflow.wait_until(lambda: bool(scheduled()), "a scheduled run was made", PATIENCE_S)
    first = scheduled()[0]["dag_run_id"]
    assert airflow.wait_for_run(DAG, first, timeout_s=PATIENCE_S) == "success"

    by_night = outcomes(airflow, first)
    assert by_night["invoice-2.xml"] == "accepted"
    assert by_night["empty.pdf"] == "rejected"
    assert by_night["page.pdf"] == "accepted"
    assert len(by_night) == 8

    for task, message in (("detect_model", "detected: chunk 0"), ("extract_data", "extracted: chunk 0")):
        log = airflow.log(DAG, first, f"invoices.{task}", 0)
        assert message in log
        assert "Nordlicht" not in log, "text of a document in a task's log"

    refused, answer = airflow.call("POST", RUNS, {"logical_date": None, "conf": {"confidence_threshold": 1.5}})
    assert refused == 400
    assert "1.5 is greater than the maximum of 1" in json.dumps(answer)

    strict = trigger(airflow, {"confidence_threshold": 0.98, "force": True})
    misspelt = trigger(airflow, {"confidence_treshold": 0.9})
    assert airflow.wait_for_run(DAG, strict, timeout_s=PATIENCE_S) == "success"
    by_hand = outcomes(airflow, strict)
    assert by_hand.keys() == by_night.keys()
    changed = {name: outcome for name, outcome in by_hand.items() if outcome != by_night[name]}
    assert changed == {"page.pdf": "review"}

    assert airflow.wait_for_run(DAG, misspelt, timeout_s=PATIENCE_S) == "failed"
    assert "unknown param confidence_treshold; known are" in airflow.log(DAG, misspelt, "discover")

    assert airflow.page("/invoice-llm/", login=False)[0] == 401
    status, page = airflow.page("/invoice-llm/")
    assert status == 200
    assert re.search(r">Last run</span><a [^>]*>8</a>\s*<span[^>]*>documents, all accounted for<", page), page
