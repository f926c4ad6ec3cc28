"""A night in mode batch whose worker, triggerer and scheduler are killed in turn: each request is billed once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests.airflow.airflow_processes import COMMANDS, Api, running_airflow
from tests.airflow.homes import airflow_env, copy_home
from tests.airflow.test_scheduler import DAG, PATIENCE_S, RUNS, outcomes, trigger
from tests.llm.batch.batch_server import BatchServer, Plan, serving_batches
from tests.pipeline.inboxes import fill, invoice
from tests.pipeline.test_batch_mode import agrees
from tests.processes import HANG_S

pytestmark = [pytest.mark.airflow, pytest.mark.scheduler, pytest.mark.slow]
DOCUMENTS = 6
FATES = {2: "twice", 3: "missing", 4: "error"}


@dataclass(slots=True)
class FirstBatch:
    """Stops the server's answer to whoever makes the first batch, until that one has been killed."""

    made: threading.Event = field(default_factory=threading.Event)
    killed: threading.Event = field(default_factory=threading.Event)

    def tell(self, what: str) -> None:
        if what == "make" and not self.made.is_set():
            self.made.set()
            assert self.killed.wait(HANG_S)


@pytest.fixture
def first() -> FirstBatch:
    return FirstBatch()


@pytest.fixture
def server(first: FirstBatch) -> Iterator[BatchServer]:
    """Batches that do not end before the test says so, with lines that are missing, doubled and refused, and looks
    that fail."""
    fate = lambda number: FATES.get(number, "answer")  # noqa: E731
    plan = Plan(looks=10**9, fate=fate, failing_looks=frozenset({2, 5}), tell=first.tell)
    with serving_batches(plan) as server:
        yield server


@pytest.fixture
def airflow(migrated_home: Path, server: BatchServer, tmp_path: Path) -> Iterator[Api]:
    """Airflow that notices within seconds that somebody is gone."""
    home = copy_home(migrated_home, tmp_path / "home")
    dag_file = home / "dags" / "invoice_extraction.py"
    text = dag_file.read_text().replace('schedule="0 2 * * *"', "schedule=None")
    dag_file.write_text(text.replace("timedelta(minutes=1)", "timedelta(seconds=2)"))
    pages = {f"{number}.pdf": invoice(f"AF-2026-{number:05}") for number in range(1, DOCUMENTS + 1)}
    env = airflow_env(home, fill(home / "inbox", pages)) | {
        "OPENAI_API_KEY": "sk-planted",
        "OPENAI_BASE_URL": server.base_url,
        "INVOICE_LLM_BATCH_POLL_S": "1",
        "INVOICE_LLM_REQUEST_TIMEOUT_S": "5",
        "INVOICE_LLM_OCR": "off",
        "INVOICE_LLM_SETTLE_S": "0",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
        "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "5",
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
        "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "15",
    }
    with running_airflow(home, env, commands=[*COMMANDS, "triggerer"]) as api:
        api.wait_for_dag(DAG, timeout_s=PATIENCE_S)
        assert api.call("PATCH", f"/api/v2/dags/{DAG}", {"is_paused": False})[0] == 200
        yield api


def test_whoever_is_killed_while_files_are_out_nothing_is_sent_twice(
    airflow: Api, server: BatchServer, first: FirstBatch
) -> None:
    run = trigger(airflow, {"mode": "batch", "model_tier": "basic"})
    assert first.made.wait(PATIENCE_S)
    assert kill_tasks(airflow) > 0
    first.killed.set()

    airflow.wait_until(lambda: deferred(airflow, run) == 1, "the chunk waits for its file", PATIENCE_S)
    for part in ("triggerer", "scheduler"):
        airflow.parts.kill(part)
        airflow.parts.start(part)
    looks = server.counts["look"]
    airflow.wait_until(lambda: server.counts["look"] > looks, "somebody looks after the files again", PATIENCE_S)
    server.plan.looks = 0
    assert airflow.wait_for_run(DAG, run, timeout_s=PATIENCE_S) == "success"

    assert outcomes(airflow, run) == {f"{number}.pdf": "accepted" for number in range(1, DOCUMENTS + 1)}
    assert agrees(airflow.home, server)


def kill_tasks(airflow: Api) -> int:
    """SIGKILL to every task that runs now, below the workers of the executor."""
    workers = psutil.Process(airflow.parts.pid("scheduler")).children()
    tasks = [task for worker in workers for task in worker.children(recursive=True)]
    for task in tasks:
        task.kill()
    return len(tasks)


def deferred(airflow: Api, run: str) -> int:
    """Tasks that wait without a slot."""
    told = airflow.call("GET", f"{RUNS}/{run}/taskInstances?state=deferred&limit=100")[1]
    return int(told["total_entries"])
