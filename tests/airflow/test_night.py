"""What the DAG's own pages tell of a night, and what other DAGs and people get from it, under the real scheduler."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.airflow.airflow_processes import COMMANDS, Api, running_airflow
from tests.airflow.alerting.receivers import WebReceiver, web_receiver
from tests.airflow.homes import airflow_env, copy_home
from tests.airflow.test_outage import Provider, serving, with_endpoint
from tests.airflow.test_scheduler import DAG, PATIENCE_S, RUNS, outcomes, trigger
from tests.repository import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.scheduler]
LATE_AFTER_S = 25
BOOKING = """
import json
from airflow.sdk import dag, get_current_context, task
from invoice_llm_airflow.assets import ACCEPTED_INVOICES

@dag(schedule=[ACCEPTED_INVOICES])
def booking():
    @task
    def book():
        (event,) = get_current_context()["triggering_asset_events"][ACCEPTED_INVOICES]
        return event.extra

    book()

booking()
"""


@pytest.fixture(scope="module")
def receiver() -> Iterator[WebReceiver]:
    with web_receiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serving() as provider:
        yield provider


@pytest.fixture(scope="module")
def airflow(
    migrated_home: Path,
    small_inbox: Path,
    receiver: WebReceiver,
    provider: Provider,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Api]:
    """Airflow with a DAG that starts from accepted invoices, a webhook for alerts, and no budget for the one page."""
    home = copy_home(migrated_home, tmp_path_factory.mktemp("night"))
    dag_file = home / "dags" / "invoice_extraction.py"
    dag_file.write_text(dag_file.read_text().replace('schedule="0 2 * * *"', "schedule=None"))
    (home / "dags" / "booking.py").write_text(BOOKING)
    inbox = shutil.copytree(small_inbox, home / "inbox")
    shutil.copy(ROOT / "samples" / "inbox" / "ambiguous-date.pdf", inbox)
    env = airflow_env(home, inbox) | {
        **with_endpoint(home, provider),
        "INVOICE_LLM_DAILY_BUDGET_USD": "0.000001",
        "AIRFLOW_CONN_HOOK": json.dumps({"conn_type": "http", "host": "127.0.0.1", "port": receiver.port}),
        "INVOICE_LLM_ALERT_CONNECTIONS": "hook",
        "INVOICE_LLM_LATE_AFTER_HOURS": str(LATE_AFTER_S / 3600),
    }
    with running_airflow(home, env, commands=[*COMMANDS, "triggerer"]) as api:
        for dag_id in (DAG, "booking"):
            api.wait_for_dag(dag_id, timeout_s=PATIENCE_S)
            assert api.call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})[0] == 200
        yield api


def states(api: Api, run_id: str) -> dict[str, str]:
    instances = api.call("GET", f"{RUNS}/{run_id}/taskInstances")[1]["task_instances"]
    return {instance["task_id"]: instance["state"] for instance in instances}


def knows(home: Path, run_id: str, task_id: str) -> bool:
    """Whether the scheduler has heard that the task's process ended. An answer before that, which no person is quick
    enough for, queues the task again and makes Airflow take the old process for the new one."""
    log = (home / "scheduler.log").read_text(errors="replace")
    heard = (line for line in log.splitlines() if "Received executor event" in line)
    return any(run_id in line and f"task_id='{task_id}'" in line for line in heard)


def answer(api: Api, run_id: str, task_id: str, choice: str, **given: Any) -> dict[str, Any]:
    """Wait until the run asks, and answer; returns the question."""
    api.wait_until(lambda: states(api, run_id).get(task_id) == "awaiting_input", f"{task_id} asks", PATIENCE_S)
    api.wait_until(lambda: knows(api.home, run_id, task_id), f"the scheduler knows that {task_id} asks", PATIENCE_S)
    questions = api.call("GET", f"{RUNS}/{run_id}/hitlDetails")[1]["hitl_details"]
    path = f"{RUNS}/{run_id}/taskInstances/{task_id}/-1/hitlDetails"
    status, detail = api.call("PATCH", path, {"chosen_options": [choice], "params_input": given})
    assert status == 200, detail
    return next(one for one in questions if one["task_instance"]["task_id"] == task_id)


def bookings(api: Api) -> list[dict[str, Any]]:
    return list(api.call("GET", "/api/v2/dags/booking/dagRuns")[1]["dag_runs"])


def test_a_night_is_released_by_a_person_and_told_where_people_look(airflow: Api, receiver: WebReceiver) -> None:
    run_id = trigger(airflow, {"ask_before_release": True})

    airflow.wait_until(lambda: bool(receiver.bodies), "the deadline alert was sent", PATIENCE_S)
    (told,) = receiver.bodies
    assert (told["kind"], told["subject"]) == ("deadline", f"The invoices of {run_id} are late")
    assert bookings(airflow) == [], "nothing starts before the release"

    asked = answer(airflow, run_id, "release_batch", "Approve")
    assert asked["subject"] == "Release 4 accepted invoices?"
    assert "**4 accepted** of 8 documents; 0 wait for review." in asked["body"]
    assert airflow.wait_for_run(DAG, run_id, timeout_s=PATIENCE_S) == "success"
    note = airflow.call("GET", f"{RUNS}/{run_id}")[1]["note"]
    assert note == "8 documents: 4 accepted, 1 duplicate, 2 rejected, 1 deferred. 0 calls, $0.000000."
    assert states(airflow, run_id)["ask_for_budget"] == "skipped", "nobody wanted to be asked"

    airflow.wait_until(lambda: bool(bookings(airflow)), "the booking has started", PATIENCE_S)
    (booking,) = bookings(airflow)
    assert airflow.wait_for_run("booking", booking["dag_run_id"], timeout_s=PATIENCE_S) == "success"
    path = f"/api/v2/dags/booking/dagRuns/{booking['dag_run_id']}/taskInstances/book/xcomEntries/return_value"
    value = airflow.call("GET", path)[1]["value"]
    event = json.loads(value) if isinstance(value, str) else value
    assert (event["run_id"], event["documents"]) == (run_id, 4)
    assert Path(event["jsonl"]).name == "invoices.jsonl"

    mapped = airflow.call("GET", f"{RUNS}/{run_id}/taskInstances/invoices.extract_data/listMapped")[1]
    assert [instance["rendered_map_index"] for instance in mapped["task_instances"]] == ["Chunk 1", "Chunk 2"]
    links = airflow.call("GET", f"{RUNS}/{run_id}/taskInstances/summarize/links")[1]["extra_links"]
    assert links["Documents of this run"].startswith(f"/dags/{DAG}/runs/")
    assert links["Review queue"] == "/plugin/invoices/invoice-llm/review"


def test_a_night_that_is_not_released_starts_nothing(airflow: Api) -> None:
    before = len(bookings(airflow))
    run_id = trigger(airflow, {"ask_before_release": True, "force": True})
    answer(airflow, run_id, "release_batch", "Reject")
    assert airflow.wait_for_run(DAG, run_id, timeout_s=PATIENCE_S) == "success"
    ended = states(airflow, run_id)
    assert (ended["announce_accepted"], ended["announce_review"]) == ("skipped", "skipped")
    assert len(bookings(airflow)) == before


def test_a_person_raises_the_budget_and_what_waited_is_read(airflow: Api, provider: Provider) -> None:
    assert provider.account()["requests"] == 0
    run_id = trigger(airflow, {"ask_for_budget": True})
    asked = answer(airflow, run_id, "ask_for_budget", "OK", usd=1)
    assert asked["subject"] == "1 invoices wait for budget"
    assert airflow.wait_for_run(DAG, run_id, timeout_s=PATIENCE_S) == "success"
    assert states(airflow, run_id)["read_deferred"] == "success"

    next_run = f"{run_id}__raised"
    assert airflow.wait_for_run(DAG, next_run, timeout_s=PATIENCE_S) == "success"
    assert outcomes(airflow, next_run)["ambiguous-date.pdf"] == "review"
    assert states(airflow, next_run)["announce_review"] == "success"
    assert provider.account()["requests"] > 0
