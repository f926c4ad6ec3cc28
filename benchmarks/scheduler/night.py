"""One night of one design in an Airflow of its own: scheduler, DAG processor, API server, LocalExecutor, Postgres."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.scheduler.parts import parts_of
from benchmarks.support.process_tree import Watched, watching
from invoice_llm.store import open_store
from tests.airflow.airflow_processes import COMMANDS, Api, running_airflow
from tests.airflow.homes import airflow_env
from tests.store.postgres import Cluster

ROOT = Path(__file__).parents[2]
RIVAL_DAGS = Path(__file__).parent / "rival_dags"
OURS, PLAIN, LLM = "invoice_extraction", "plain_chunks", "llm_per_invoice"
_PAGE = 100
_ASKED_EVERY_S = 3.0
"""Each question after the run costs the API server some 10 ms of CPU."""
_TASK = ("task", "worker", "supervisor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """``cpu_s`` is that of Airflow and all its tasks while the run went on, the databases and the endpoint left out;
    ``parts`` the same by part of Airflow and by task, as far as it was seen. ``peak_mib`` is the most that one process
    below the scheduler had resident at once, shared pages included."""

    design: str
    documents: int
    state: str
    wall_s: float
    cpu_s: float
    parts: dict[str, float]
    peak_mib: float
    outcomes: dict[str, int]
    calls: int
    tasks: int

    @property
    def cpu_ms_each(self) -> float:
        return 1000 * self.cpu_s / self.documents

    @property
    def a_minute(self) -> float:
        return 60 * self.documents / self.wall_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """``given`` are more variables of Airflow's processes. ``patience_s`` bounds one run."""

    folder: Path
    postgres: Cluster
    inbox: Path
    documents: int
    given: Mapping[str, str]
    conf: Mapping[str, object]
    patience_s: float


def night(design: str, scene: Scene) -> Night:
    """Start Airflow with this DAG alone, run it once, measure from its trigger to its end."""
    home = scene.folder / design
    env = _environment(design, home, scene)
    migrate(env, ours=design == OURS)
    with running_airflow(home, env, commands=[*COMMANDS, "triggerer"]) as api:
        api.wait_for_dag(design, timeout_s=600)
        assert api.call("PATCH", f"/api/v2/dags/{design}", {"is_paused": False})[0] == 200
        with watching(api.parts.pids, every_s=0.2) as watched:
            path = _run(api, design, scene)
            cpu_s = watched.cpu_s
        _tell_failures(api, path)
        return _told(api, path, (design, scene), watched, cpu_s)


def migrate(env: dict[str, str], *, ours: bool) -> None:
    """Make Airflow's tables, and ours."""
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=env, check=True, capture_output=True)
    if ours:
        with open_store(env["INVOICE_LLM_DATABASE_URL"]) as store:
            store.migrate()


def _run(api: Api, design: str, scene: Scene) -> str:
    conf = dict(scene.conf) if design == OURS else {}
    status, made = api.call("POST", f"/api/v2/dags/{design}/dagRuns", {"logical_date": None, "conf": conf})
    assert status == 200, made
    api.wait_for_run(design, made["dag_run_id"], timeout_s=scene.patience_s, every_s=_ASKED_EVERY_S)
    return f"/api/v2/dags/{design}/dagRuns/{made['dag_run_id']}"


def _told(api: Api, path: str, what: tuple[str, Scene], watched: Watched, cpu_s: float) -> Night:
    design, scene = what
    told = api.call("GET", path)[1]
    began, ended = (datetime.fromisoformat(told[name]) for name in ("start_date", "end_date"))
    records = _records(api.home) if design == OURS else []
    instances = list(_instances(api, path))
    tasks = {line: kib for line, kib in watched.peak_kib.items() if any(word in line for word in _TASK)}
    return Night(
        design=design,
        documents=scene.documents,
        state=str(told["state"]),
        wall_s=(ended - began).total_seconds(),
        cpu_s=cpu_s,
        parts=parts_of(watched.used_s, {one["id"]: one["task_id"] for one in instances}),
        peak_mib=max(tasks.values(), default=0) / 1024,
        outcomes=dict(Counter(str(record["outcome"]) for record in records)),
        calls=sum(int(record["calls"]) for record in records),
        tasks=len(instances),
    )


def _instances(api: Api, path: str) -> Iterator[dict[str, Any]]:
    """Every task instance of the run."""
    told = api.call("GET", f"{path}/taskInstances?limit={_PAGE}")[1]
    yield from told["task_instances"]
    for offset in range(_PAGE, int(told["total_entries"]), _PAGE):
        yield from api.call("GET", f"{path}/taskInstances?limit={_PAGE}&offset={offset}")[1]["task_instances"]


def _tell_failures(api: Api, path: str) -> None:
    """Print the end of the log of each task that failed."""
    for task in api.call("GET", f"{path}/taskInstances?state=failed&limit=3")[1]["task_instances"]:
        where = f"{path}/taskInstances/{task['task_id']}/logs/{task['try_number']}?map_index={task['map_index']}"
        print(task["task_id"], json.dumps(api.call("GET", f"{where}&full_content=true")[1])[-3000:], file=sys.stderr)


def _records(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in home.glob("output/*/invoices.jsonl") for line in path.read_text().splitlines()]


def _environment(design: str, home: Path, scene: Scene) -> dict[str, str]:
    given = {"BENCHMARK_INBOX": str(scene.inbox), "BENCHMARK_OUTPUT": str(home / "output")}
    return airflow_home(design, home, scene.inbox, scene.postgres) | given | dict(scene.given)


def airflow_home(design: str, home: Path, inbox: Path, postgres: Cluster) -> dict[str, str]:
    """A home with one DAG, and the environment of an Airflow on databases of its own."""
    for name in ("dags", "plugins", "output"):
        (home / name).mkdir(parents=True)
    if design == OURS:
        dag = (ROOT / "dags" / f"{design}.py").read_text().replace('schedule="0 2 * * *"', "schedule=None")
        (home / "dags" / f"{design}.py").write_text(dag)
        shutil.copy(ROOT / "dags" / f"{design}.md", home / "dags")
    else:
        shutil.copy(RIVAL_DAGS / f"{design}.py", home / "dags")
    server, invoices = (postgres.new_database().partition("://")[2] for _ in range(2))
    return airflow_env(home, inbox) | {
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{server}",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": f"postgresql+asyncpg://{server}",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "300",  # a busy machine takes long to import pydantic-ai
        "AIRFLOW__CORE__PARALLELISM": "8",
        "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG": "8",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins" if design == OURS else home / "plugins"),
        "INVOICE_LLM_DATABASE_URL": f"postgresql+psycopg://{invoices}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")] if design == OURS else [str(ROOT)]),
    }
