"""A night on a small cluster: Celery with redis and Postgres, inbox, storage and records on S3, one worker killed.

    python -m benchmarks.scheduler.cluster [--documents 60] [--chunk 10] [--env FOLDER] [--json]

Two workers with homes of their own share nothing but the database, the broker and the object store (moto's server).
One is killed with all that it runs as soon as it asks the model, and not started again. Fails unless every document
has one outcome, the ledger covers the endpoint's bill, and the budget holds. Needs redis-server.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
from upath import UPath

from benchmarks.chaos.documents import fill
from benchmarks.scheduler.environment import benchmark_python, go_on_in
from benchmarks.scheduler.night import OURS, airflow_home, migrate
from invoice_llm import lookups
from invoice_llm.settings import Settings
from tests.airflow.airflow_processes import Api, Parts, free_ports, running_airflow
from tests.airflow.test_outage import Provider, serving, with_endpoint
from tests.store.postgres import Cluster, find_binaries, running

WORKER = "celery worker --concurrency 3"
BUCKET = "s3://invoices"
PRELOAD = "from invoice_llm_airflow.local.preload import preload\n\npreload()\n"
"""As docs/operations.md has it for Celery's workers."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--chunk", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--env", type=Path, default=Path(tempfile.gettempdir()) / "invoice-llm-scheduler-env")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    go_on_in(benchmark_python(arguments.env.absolute()), "benchmarks.scheduler.cluster")
    if (binaries := find_binaries()) is None or shutil.which("redis-server") is None:
        raise SystemExit("Postgres and redis-server are needed (Debian: apt-get install postgresql redis-server)")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        provider = stack.enter_context(serving("--mode", "normal"))
        told = _night(folder, stack.enter_context(running(binaries)), provider, arguments)
    print(json.dumps(told) if arguments.json else "\n".join(f"{name:<20} {value}" for name, value in told.items()))
    if told["faults"]:
        raise SystemExit(1)


@contextmanager
def _server(*command: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@contextmanager
def _services(folder: Path) -> Iterator[dict[str, str]]:
    """Broker and object store, as variables of the processes that use them."""
    redis, store = free_ports(2)
    url = f"http://127.0.0.1:{store}"
    with (
        _server("redis-server", "--port", str(redis), "--save", "", "--dir", str(folder)),
        _server(sys.executable, "-m", "moto.server", "-p", str(store)),
    ):
        yield {
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{redis}/0",
            "FSSPEC_S3_ENDPOINT_URL": url,
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "planted",
            "AWS_SECRET_ACCESS_KEY": "planted",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "INVOICE_LLM_INBOX": f"{BUCKET}/inbox",
            "INVOICE_LLM_STORAGE": f"{BUCKET}/storage",
            "INVOICE_LLM_OUTPUT": f"{BUCKET}/output",
        }


def _night(folder: Path, postgres: Cluster, provider: Provider, arguments: argparse.Namespace) -> dict[str, Any]:
    with _services(folder) as services:
        store = _bucket(services)
        fill(folder / "pages", arguments.documents, seed=arguments.seed)
        for path in (folder / "pages").iterdir():
            store.joinpath("inbox", path.name).write_bytes(path.read_bytes())
        env = airflow_home(OURS, folder / "main", folder / "pages", postgres)
        env |= services | with_endpoint(folder / "main", provider) | _patience(arguments, env)
        (folder / "main" / "config").mkdir()
        (folder / "main" / "config" / "airflow_local_settings.py").write_text(PRELOAD)
        migrate(env, ours=True)
        with running_airflow(folder / "main", env) as api, _workers(api, folder) as workers:
            api.wait_for_dag(OURS, timeout_s=600)
            assert api.call("PATCH", f"/api/v2/dags/{OURS}", {"is_paused": False})[0] == 200
            asked = {"logical_date": None, "conf": {"model_tier": "basic"}}
            run = api.call("POST", f"/api/v2/dags/{OURS}/dagRuns", asked)[1]["dag_run_id"]
            api.wait_until(lambda: provider.account()["requests"] > 0, "a worker asks the model", 600)
            _kill(workers[0])
            killed_at = time.monotonic()
            state = api.wait_for_run(OURS, run, timeout_s=1500)
        return _judged(state, store, provider, env, arguments) | {"after_kill_s": round(time.monotonic() - killed_at)}


def _bucket(services: dict[str, str]) -> UPath:
    keys = {"key": services["AWS_ACCESS_KEY_ID"], "secret": services["AWS_SECRET_ACCESS_KEY"]}
    store = UPath(BUCKET, endpoint_url=services["AWS_ENDPOINT_URL"], **keys)
    for _ in range(60):
        try:
            store.fs.mkdir(BUCKET.removeprefix("s3://"))
            return store
        except OSError:
            time.sleep(1)
    raise SystemExit("the object store does not come up")


def _patience(arguments: argparse.Namespace, env: dict[str, str]) -> dict[str, str]:
    """Settings by which Airflow notices a lost worker within seconds, and what Celery keeps its results in."""
    return {
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{env['AIRFLOW__DATABASE__SQL_ALCHEMY_CONN']}",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
        "INVOICE_LLM_CHUNK_SIZE": str(arguments.chunk),
        "INVOICE_LLM_DAILY_BUDGET_USD": "1",
        "INVOICE_LLM_OCR": "off",
        "INVOICE_LLM_SETTLE_S": "0",
        "C_FORCE_ROOT": "1",
    }


def _kill(worker: Parts) -> None:
    """SIGKILL to the worker and to every task that it runs."""
    process = psutil.Process(worker.pid(WORKER))
    for one in [process, *process.children(recursive=True)]:
        one.kill()


@contextmanager
def _workers(api: Api, folder: Path) -> Iterator[list[Parts]]:
    """Two workers, each with a home and a log server of its own."""
    workers = []
    for number, port in enumerate(free_ports(2)):
        home = folder / f"worker-{number}"
        for name in ("dags", "config"):
            shutil.copytree(folder / "main" / name, home / name)
        own = {
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(port),
        }
        workers.append(Parts(home, api.parts.env | own))
        workers[-1].start(WORKER)
    try:
        yield workers
    finally:
        for worker in workers:
            worker.end(WORKER)


def _judged(
    state: str, store: UPath, provider: Provider, env: dict[str, str], arguments: argparse.Namespace
) -> dict[str, Any]:
    lines = [
        json.loads(line) for path in store.glob("output/*/invoices.jsonl") for line in path.read_text().splitlines()
    ]
    names = Counter(line["document"] for line in lines)
    account, spent = provider.account(), lookups.spend_report(Settings.from_env(env))
    faults = [
        *(["the run failed"] if state != "success" else []),
        *([f"{len(names)} documents have a record"] if len(names) != arguments.documents else []),
        *(["a document has two records"] if any(count > 1 for count in names.values()) else []),
        *(["the budget was passed"] if float(spent["spent_usd"]) > float(spent["budget_usd"]) else []),
        *(["more was billed than charged"] if account["billed_micros"] > 1e6 * float(spent["spent_usd"]) + 1 else []),
    ]
    return {
        "state": state,
        "outcomes": dict(Counter(line["outcome"] for line in lines)),
        "account": account,
        "charged_usd": spent["spent_usd"],
        "faults": faults,
    }


if __name__ == "__main__":
    main()
