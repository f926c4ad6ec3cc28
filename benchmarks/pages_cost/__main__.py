"""Database cost of the pages with 100,000 documents in the store: CPU milliseconds of this process and the server's.

    .venv/bin/python -m benchmarks.pages_cost [--documents 100000] [--nights 30] [--only sqlite|postgres]

The documents are from the last nights, one in twelve waits or has waited for a person, and each has a record of
the usual length. Every query runs once to warm up and then five times; the median is printed. SQLite works in this
process; Postgres in one of its own, whose CPU time is read from /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import text

from benchmarks.pages_cost.filled_store import NIGHTS, fill
from invoice_llm.store import Store, open_store
from invoice_llm.store.queries.review_queue import QueueFilters, QueueOrder
from invoice_llm.store.runs.documents import Search
from invoice_llm.store.sql.database import Database
from tests.store.postgres import find_binaries, running

ZONE = ZoneInfo("Europe/Berlin")
LIMIT_MS = 200
ROUNDS = 5
Query = Callable[[], object]


def queries(store: Store, now: datetime, nights: int = NIGHTS) -> dict[str, Query]:
    """One of each that a page makes, and the worst that a search may ask."""
    third = store.waiting.page(QueueOrder.DUE, limit=50).rows
    middle = third[len(third) // 2].place
    after = store.documents.search(Search(), limit=50).next
    supplier = third[0].supplier_key
    run_id = f"night-{nights - 1:03d}"
    sorts: dict[str, Query] = {f"queue by {sort}": partial(store.waiting.page, sort) for sort in QueueOrder}
    return {
        "overview": lambda: store.overviews.read(ZONE, budget_micros=10**6, alerts=(0.5, 0.8)),
        **sorts,
        "queue, one reason": lambda: store.waiting.page(QueueOrder.DUE, QueueFilters(reason="SUM_MISMATCH")),
        "queue, words": lambda: store.waiting.page(QueueOrder.DUE, QueueFilters(text="supplier 7")),
        "queue, choices": store.waiting.choices,
        "queue, neighbours": lambda: store.waiting.around(middle, QueueOrder.AMOUNT),
        "documents, newest": lambda: store.documents.search(Search()),
        "documents, page 2": lambda: store.documents.search(Search(), after=after),
        "documents, number": lambda: store.documents.search(Search(number="RE-2026-0500")),
        "documents, words": lambda: store.documents.search(Search(text="supplier 77")),
        "documents, words nowhere": lambda: store.documents.search(Search(text="not to be found")),
        "documents, supplier and day": lambda: store.documents.search(
            Search(supplier_key=supplier, issued_from=now.date() - timedelta(days=5))
        ),
        "documents, amount": lambda: store.documents.search(Search(amount_from=Decimal(500), amount_to=Decimal(501))),
        "documents, failed": lambda: store.documents.search(Search(outcome="failed")),
        "one document": lambda: store.documents.get(*middle),
        "its history": lambda: store.histories.of(*middle),
        "runs": store.nights.latest,
        "one run": lambda: store.nights.of(run_id),
        "suppliers": lambda: store.suppliers.page(now.date(), ZONE),
        "invoice models": lambda: store.suppliers.models(now.date(), ZONE),
        "examples of a supplier": lambda: list(store.decisions.reviewed(supplier_key=supplier, limit=3)),
    }


def measure(query: Query, server_cpu: Callable[[], float]) -> float:
    """CPU milliseconds, half of the rounds less."""
    query()
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time() + server_cpu()
        query()
        spent.append((time.process_time() + server_cpu() - before) * 1000)
    return median(spent)


def measure_all(url: str, documents: int, now: datetime, nights: int) -> dict[str, float]:
    with open_store(url, now=lambda: now) as store:
        store.migrate()
        database = Database(url)
        began = time.monotonic()
        fill(database, documents, now, nights=nights)
        analyze(database)
        print(f"  filled in {time.monotonic() - began:.0f} s", file=sys.stderr)
        store._database.close()  # its connections are older than that
        store.runs.latest_run()
        pid = _backend(store)
        cpu = (lambda: 0.0) if pid is None else (lambda: _cpu_seconds(pid))
        results = {name: measure(query, cpu) for name, query in queries(store, now, nights).items()}
        database.close()
    return results


def analyze(database: Database) -> None:
    """Run ANALYZE, as autovacuum does by itself in a server that runs for longer than this. A query of Postgres is kept
    within its backend, so that all of its CPU time is seen."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.dialect == "sqlite" else "VACUUM ANALYZE"))
        if database.dialect != "sqlite":
            name = connection.execute(text("SELECT current_database()")).scalar_one()
            connection.execute(text(f"ALTER DATABASE {name} SET max_parallel_workers_per_gather = 0"))


def _backend(store: Store) -> int | None:
    """The process that serves the one connection which these queries use."""
    if store._database.dialect == "sqlite":
        return None
    with store._database.read() as connection:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _cpu_seconds(pid: int) -> float:
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def databases_of(only: str | None) -> Iterator[dict[str, str]]:
    """Addresses of empty databases by name; of the one named alone, if one is."""
    with tempfile.TemporaryDirectory() as folder:
        urls = {} if only == "postgres" else {"sqlite": f"sqlite:///{folder}/store.db"}
        binaries = None if only == "sqlite" else find_binaries()
        if binaries is None:
            yield urls
            return
        with running(binaries) as cluster:
            yield {**urls, "postgres": cluster.new_database()}


def main() -> int:
    parser = argparse.ArgumentParser(description="CPU time of the pages' queries")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    now = datetime.now(UTC)
    with databases_of(arguments.only) as urls:
        results = {name: measure_all(url, arguments.documents, now, arguments.nights) for name, url in urls.items()}
    _print(results, arguments.documents, as_json=arguments.json)
    return int(any(ms > LIMIT_MS for one in results.values() for ms in one.values()))


def _print(results: dict[str, dict[str, float]], documents: int, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"documents": documents, "cpu_ms": results}))
        return
    print(f"CPU milliseconds with {documents:,} documents (limit {LIMIT_MS})")
    print(f"{'':<30}" + "".join(f"{name:>12}" for name in results))
    for query in next(iter(results.values())):
        print(f"{query:<30}" + "".join(f"{one[query]:>12.1f}" for one in results.values()))


if __name__ == "__main__":
    sys.exit(main())
