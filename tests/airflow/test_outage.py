"""An outage of the model's service while the real scheduler runs the DAG: cheap, and nothing is lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.airflow.airflow_processes import Api, running_airflow
from tests.airflow.homes import airflow_env, copy_home
from tests.airflow.test_scheduler import DAG, PATIENCE_S, RUNS, outcomes, trigger
from tests.processes import HANG_S
from tests.repository import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.scheduler]
OPEN_S = 20
SAMPLES = ("vendor-b-v1-plain.pdf", "de-two-tax-rates.pdf", "sums-do-not-add-up.pdf", "ambiguous-date.pdf")


@dataclass(frozen=True, slots=True)
class Provider:
    """A fault-injecting endpoint in a process of its own."""

    url: str

    def switch(self, mode: str) -> None:
        self._ask("/admin/mode", {"mode": mode})

    def account(self) -> dict[str, Any]:
        return dict(self._ask("/admin/account"))

    def _ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url.removesuffix("/v1") + path, data)
        with urllib.request.urlopen(request, timeout=HANG_S) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def serving(*options: str) -> Iterator[Provider]:
    command = [sys.executable, "-m", "tests.faults.serve", *options, "--price", "small:0.1:0.1:0.4"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield Provider(process.stdout.readline().strip())
    process.terminate()
    process.communicate(timeout=HANG_S)


def with_endpoint(home: Path, provider: Provider) -> dict[str, str]:
    """The environment for one model there, whose price is known."""
    models = home / "models.yaml"
    price = {"input": "0.1", "output": "0.4"}
    small = {"tier": "basic", "context": 100_000, "max_output": 8_000, "price": price}
    models.write_text(json.dumps({"models": {"small": small}}))
    return {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": provider.url, "INVOICE_LLM_MODELS_FILE": str(models)}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with serving("--mode", "outage_503") as provider:
        yield provider


@pytest.fixture
def airflow(migrated_home: Path, provider: Provider, tmp_path: Path) -> Iterator[Api]:
    """Airflow with that endpoint, and a few documents that have to be asked about."""
    home = copy_home(migrated_home, tmp_path / "home")
    dag_file = home / "dags" / "invoice_extraction.py"
    dag_file.write_text(dag_file.read_text().replace('schedule="0 2 * * *"', "schedule=None"))
    inbox = home / "inbox"
    inbox.mkdir()
    for name in SAMPLES:
        shutil.copy(ROOT / "samples" / "inbox" / name, inbox)
    env = airflow_env(home, inbox) | {
        **with_endpoint(home, provider),
        "INVOICE_LLM_BREAKER_FAILURES": "3",
        "INVOICE_LLM_BREAKER_OPEN_S": str(OPEN_S),
    }
    with running_airflow(home, env) as api:
        api.wait_for_dag(DAG, timeout_s=PATIENCE_S)
        assert api.call("PATCH", f"/api/v2/dags/{DAG}", {"is_paused": False})[0] == 200
        yield api


def test_an_outage_frees_the_slot_until_the_breaker_says_and_loses_no_document(
    airflow: Api, provider: Provider
) -> None:
    run = trigger(airflow, {"model_tier": "basic"})
    task = f"{RUNS}/{run}/taskInstances/invoices.extract_data"

    def state() -> str:
        return str((airflow.call("GET", f"{task}/0")[1] or {}).get("state"))

    airflow.wait_until(lambda: state() == "up_for_retry", "the try ended", PATIENCE_S)
    assert provider.account()["requests"] <= len(SAMPLES)
    open_until = breaker_open_until(airflow.home)
    provider.switch("normal")
    assert airflow.wait_for_run(DAG, run, timeout_s=PATIENCE_S) == "success"

    assert set(outcomes(airflow, run)) == set(SAMPLES)
    assert not set(outcomes(airflow, run).values()) & {"deferred", "failed"}
    tries = airflow.call("GET", f"{task}/0/tries")[1]["task_instances"]
    _, second = sorted(tries, key=lambda each: each["try_number"])
    assert datetime.fromisoformat(second["start_date"]) >= open_until
    assert provider.account()["paid_again"] == 0


def breaker_open_until(home: Path) -> datetime:
    """The moment before which the breaker lets no call through, as the store has it."""
    with sqlite3.connect(home / "invoice_llm.db") as database:
        ((state,),) = database.execute("SELECT state FROM invoice_llm_breakers").fetchall()
    return datetime.fromisoformat(json.loads(state)["open_until"])
