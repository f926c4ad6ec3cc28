"""People and machines that interfere with a run under the real scheduler: each document one decision, one delivery."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.airflow.airflow_processes import Api, running_airflow
from tests.airflow.conftest import ubl_invoice
from tests.airflow.homes import airflow_env, copy_home
from tests.airflow.test_scheduler import DAG, PATIENCE_S, RUNS, trigger

pytestmark = [pytest.mark.airflow, pytest.mark.scheduler]
HASTY = "invoice_extraction_hasty"
DOCUMENTS = 6
AMOUNTS = count(100)
"""Each invoice has its own, and its number from it: the same total on the same day could be the same invoice again, and
a number of another form is asked about."""


@pytest.fixture(scope="module")
def airflow(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Airflow with the DAG, without its schedule, and with the same one again whose runs time out at once."""
    home = copy_home(migrated_home, tmp_path_factory.mktemp("meddled"))
    dag_file = home / "dags" / "invoice_extraction.py"
    text = dag_file.read_text().replace('schedule="0 2 * * *"', "schedule=None")
    text = text.replace("timedelta(minutes=1)", "timedelta(seconds=1)")  # a task that fails for good fails soon
    dag_file.write_text(text)
    hasty = text.replace(f'dag_id="{DAG}"', f'dag_id="{HASTY}", dagrun_timeout=timedelta(seconds=10)')
    (home / "dags" / "hasty.py").write_text(hasty)
    (home / "dags" / "hasty.md").write_text("# Hasty")
    inbox = home / "inbox"
    inbox.mkdir()
    env = airflow_env(home, inbox) | {
        "INVOICE_LLM_CHUNK_SIZE": "3",
        "INVOICE_LLM_SETTLE_S": "0",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",  # what a killed scheduler left is found in time
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    }
    with running_airflow(home, env) as api:
        for dag_id in (DAG, HASTY):
            api.wait_for_dag(dag_id, timeout_s=PATIENCE_S)
            assert api.call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})[0] == 200
        yield api


def inbox_of(api: Api, name: str) -> dict[str, str]:
    """A folder of invoices of its own, as params of a run."""
    folder = api.home / "inbox" / name
    folder.mkdir()
    for number in range(DOCUMENTS):
        net = next(AMOUNTS)
        (folder / f"{name}-{number}.xml").write_text(ubl_invoice(f"RE-{net}", net=net))
    return {"inbox": str(folder)}


def wait_until_midway(api: Api, run_id: str) -> None:
    """Until the first chunk was detected and the run goes on."""
    path = f"{RUNS}/{run_id}/taskInstances/invoices.detect_model/0"
    api.wait_until(lambda: api.call("GET", path)[1].get("state") == "success", "a chunk was detected", PATIENCE_S)
    assert api.call("GET", f"{RUNS}/{run_id}")[1]["state"] == "running"


def finished(api: Api, run_id: str) -> str:
    return api.wait_for_run(DAG, run_id, timeout_s=PATIENCE_S)


def next_night(api: Api, params: dict[str, str]) -> None:
    assert finished(api, trigger(api, dict(params))) == "success"


def lines(api: Api, name: str) -> list[dict[str, Any]]:
    """Every written line about the documents of an inbox, over all runs."""
    every = [
        json.loads(line)
        for path in (api.home / "output").glob("*/invoices.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    return [line for line in every if line["document"].startswith(f"{name}-")]


def assert_each_accepted_once(api: Api, name: str) -> None:
    accepted = Counter(line["document"] for line in lines(api, name) if line["outcome"] == "accepted")
    assert accepted == {f"{name}-{number}.xml": 1 for number in range(DOCUMENTS)}
    others = [line for line in lines(api, name) if line["outcome"] not in ("accepted", "failed", "deferred")]
    assert {line["outcome"] for line in others} <= {"duplicate"}
    assert all(line["reasons"] == ["SEEN_BEFORE"] for line in others)


def test_a_task_and_then_the_whole_run_that_are_cleared_decide_nothing_twice(airflow: Api) -> None:
    params = inbox_of(airflow, "cleared")
    run_id = trigger(airflow, dict(params))
    assert finished(airflow, run_id) == "success"
    before = lines(airflow, "cleared")
    about = {"dry_run": False, "dag_run_id": run_id, "only_failed": False, "include_downstream": True}
    for task in ("invoices.detect_model", "invoices.extract_data", "invoices.route", "summarize", "discover"):
        status, told = airflow.call("POST", f"/api/v2/dags/{DAG}/clearTaskInstances", {**about, "task_ids": [task]})
        assert status == 200, told
        assert finished(airflow, run_id) == "success"
    status, told = airflow.call("POST", f"{RUNS}/{run_id}/clear", {"dry_run": False})
    assert status == 200, told
    assert finished(airflow, run_id) == "success"
    assert lines(airflow, "cleared") == before
    assert_each_accepted_once(airflow, "cleared")


@pytest.mark.parametrize("state", ["failed", pytest.param("success", marks=pytest.mark.slow)])
def test_what_a_run_left_that_somebody_ended_midway_is_decided_and_delivered_by_the_next(
    airflow: Api, state: str
) -> None:
    name = f"run-{state}"
    params = inbox_of(airflow, name)
    run_id = trigger(airflow, dict(params))
    wait_until_midway(airflow, run_id)
    status, told = airflow.call("PATCH", f"{RUNS}/{run_id}", {"state": state})
    assert status == 200, told
    next_night(airflow, params)
    assert_each_accepted_once(airflow, name)


@pytest.mark.slow
@pytest.mark.parametrize("state", ["failed", "success"])
def test_a_task_that_somebody_marked_midway_costs_no_document(airflow: Api, state: str) -> None:
    name = f"task-{state}"
    params = inbox_of(airflow, name)
    run_id = trigger(airflow, dict(params))
    wait_until_midway(airflow, run_id)
    path = f"{RUNS}/{run_id}/taskInstances/invoices.extract_data/0"
    status, told = airflow.call("PATCH", path, {"new_state": state})
    assert status == 200, told
    assert finished(airflow, run_id) in ("success", "failed")
    next_night(airflow, params)
    assert_each_accepted_once(airflow, name)


@pytest.mark.slow
def test_what_a_run_left_that_timed_out_is_decided_and_delivered_by_the_next(airflow: Api) -> None:
    params = inbox_of(airflow, "hasty")
    path = f"/api/v2/dags/{HASTY}/dagRuns"
    status, told = airflow.call("POST", path, {"logical_date": None, "conf": params})
    assert status == 200, told
    assert airflow.wait_for_run(HASTY, told["dag_run_id"], timeout_s=PATIENCE_S) == "failed"
    next_night(airflow, params)
    assert_each_accepted_once(airflow, "hasty")


def test_a_scheduler_that_is_killed_and_started_again_midway_loses_nothing(airflow: Api) -> None:
    params = inbox_of(airflow, "restarted")
    run_id = trigger(airflow, dict(params))
    wait_until_midway(airflow, run_id)
    airflow.parts.kill("scheduler")
    airflow.parts.start("scheduler")
    assert finished(airflow, run_id) in ("success", "failed")
    next_night(airflow, params)
    assert_each_accepted_once(airflow, "restarted")
