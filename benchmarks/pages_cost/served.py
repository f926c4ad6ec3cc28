"""Cost of a page to the API server with 100,000 documents in the store: CPU milliseconds of all its processes.

    .venv/bin/python -m benchmarks.pages_cost.served [--documents 100000] [--nights 30] [--only sqlite|postgres]

Airflow's own API server runs over a store that is filled as in ``benchmarks.pages_cost``, and each page is asked for
over HTTP by somebody who is logged in: once to warm up, then five times; the median is printed. The CPU time is that
of all threads of the server and, for Postgres, of all backends of its private cluster, as the kernel counts it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import create_engine, text

from benchmarks.pages_cost.__main__ import LIMIT_MS, analyze, databases_of
from benchmarks.pages_cost.filled_store import NIGHTS, fill
from invoice_llm.store import open_store
from invoice_llm.store.queries.review_queue import QueueOrder
from invoice_llm.store.sql.database import Database
from tests.airflow.homes import airflow_env
from tests.pages.api_server import Server, api_server

ROUNDS = 5
_NS = 1_000_000


def pages(place: str, nights: int) -> dict[str, str]:
    """Every page that shows a list or one document of it."""
    return {
        "overview": "/",
        "queue, due first": "/review",
        "queue, largest first": "/review?sort=amount",
        "queue, most doubtful first": "/review?sort=doubt",
        "queue, one reason": "/review?reason=SUM_MISMATCH",
        "queue, words": "/review?text=supplier+7",
        "review of one document": f"/review/{place}",
        "documents": "/documents",
        "documents, words": "/documents?text=supplier+77",
        "documents, failed": "/documents?outcome=failed",
        "documents, of one day": f"/documents?day={datetime.now(UTC).date().isoformat()}",
        "documents, settled in a run": f"/documents?run=night-{nights - 1:03d}&settled=small&outcome=accepted",
        "documents, a reason in a run": f"/documents?run=night-{nights - 1:03d}&reason=SUM_MISMATCH&outcome=review",
        "history of one document": f"/documents/{place}",
        "runs": "/runs",
        "one run": f"/runs/night-{nights - 1:03d}",
        "suppliers": "/suppliers",
    }


def measure(server: Server, url: str, nights: int) -> dict[str, tuple[float, float]]:
    """CPU and wall milliseconds of each page."""
    with open_store(url) as store:
        place = store.waiting.page(QueueOrder.DUE, limit=1).rows[0].place
    cpu = cpu_of(server, url)
    return {name: _page(server, path, cpu) for name, path in pages(f"{place.run_id}/{place.position}", nights).items()}


def _page(server: Server, path: str, cpu: Callable[[], int]) -> tuple[float, float]:
    cpus, walls = [], []
    for _ in range(ROUNDS + 1):
        before, began = cpu(), time.perf_counter()
        answer = server.ask(path)
        walls.append(1000 * (time.perf_counter() - began))
        cpus.append((cpu() - before) / _NS)
        if answer.status != 200:
            raise AssertionError(f"{path} answers {answer.status}: {answer.text[:500]}")
    return median(cpus[1:]), median(walls[1:])


def cpu_of(server: Server, url: str = "sqlite:") -> Callable[[], int]:
    """Nanoseconds that the server's processes, and the database's, have run."""
    if url.startswith("sqlite"):
        return lambda: sum(map(_run_time, _group(server.pid)))
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))

    def both() -> int:
        with engine.connect() as connection:
            asks = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            backends = connection.execute(text(asks)).scalars().all()
        return sum(map(_run_time, [*_group(server.pid), *backends]))

    return both


def _group(leader: int) -> list[int]:
    found = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [pid for pid in found if _group_of(pid) == leader]


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return -1


def _run_time(pid: int) -> int:
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(task.read_text().split()[0])
        except OSError:  # a thread that has ended
            continue
    return total


@contextmanager
def served(url: str, home: Path) -> Iterator[Server]:
    env = airflow_env(home, home) | {"INVOICE_LLM_DATABASE_URL": url, "INVOICE_LLM_STORAGE": str(home / "storage")}
    env["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=env, check=True, capture_output=True)
    with api_server(home, env) as server:
        yield server


def measure_all(url: str, documents: int, nights: int) -> dict[str, tuple[float, float]]:
    with open_store(url) as store:
        store.migrate()
    database = Database(url)
    fill(database, documents, datetime.now(UTC), nights=nights)
    analyze(database)
    database.close()
    with tempfile.TemporaryDirectory() as folder, served(url, Path(folder)) as server:
        return measure(server, url, nights)


def main() -> int:
    parser = argparse.ArgumentParser(description="CPU time of the pages, through Airflow's API server")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    for name in [name for name in os.environ if name.startswith(("AIRFLOW", "INVOICE_LLM_", "OPENAI_"))]:
        del os.environ[name]
    with databases_of(arguments.only) as urls:
        results = {name: measure_all(url, arguments.documents, arguments.nights) for name, url in urls.items()}
    if arguments.json:
        print(json.dumps({"documents": arguments.documents, "cpu_and_wall_ms": results}))
    else:
        _print(results, arguments.documents)
    return int(any(cpu > LIMIT_MS for one in results.values() for cpu, _ in one.values()))


def _print(results: dict[str, dict[str, tuple[float, float]]], documents: int) -> None:
    print(f"CPU (and wall) milliseconds a page with {documents:,} documents (limit of CPU {LIMIT_MS})")
    print(f"{'':<30}" + "".join(f"{name:>18}" for name in results))
    for page in next(iter(results.values())):
        figures = (f"{cpu:.0f} ({wall:.0f})" for cpu, wall in (one[page] for one in results.values()))
        print(f"{page:<30}" + "".join(f"{figure:>18}" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
