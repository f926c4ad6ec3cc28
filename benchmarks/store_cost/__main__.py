"""Cost of the store's operations, beside a bare transaction on the same kind of database, in one run.

    .venv/bin/python -m benchmarks.store_cost [--store sqlite postgres] [--count 400] [--at-once 1 64] [--processes 1 6]
                                         [--repeat 3] [--json]

The bare transaction is ``BEGIN; UPDATE one row; COMMIT`` by the driver alone, one after the other. Ours are those of
``llm.ports``, awaited one at a time or many at once. The budget is a reservation and its settlement with an answer, by
one process or several against the same day; its sum is checked at the end. CPU is that of the calling processes, all
threads, without the database server's. Each repeat has new databases; medians over repeats of figures and ratios taken
within one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from statistics import median

from benchmarks.store_cost.calls import each_operation, reserve_and_settle, spent
from benchmarks.store_cost.plain_sql import plain_transactions
from benchmarks.support.databases import databases
from benchmarks.support.timing import Cost, add_up
from invoice_llm.store.opening import open_store

BARE = "bare transaction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The ratios are to the bare transaction of as many processes."""

    store: str
    operation: str
    processes: int
    at_once: int
    cpu_ms: float
    per_second: float
    cpu_to_bare: float
    rate_to_bare: float


Key = tuple[str, int, int]
"""Operation, processes, at once."""


def one_repeat(new_url: Callable[[], str], arguments: argparse.Namespace) -> dict[Key, Cost]:
    """Everything once, on new databases."""
    found: dict[Key, Cost] = {}
    for at_once in arguments.at_once:
        with open_store(new_url()) as store:
            store.migrate()
            costs = asyncio.run(each_operation(store, count=arguments.count, at_once=at_once))
        found |= {(name, 1, at_once): cost for name, cost in costs.items()}
    for processes in arguments.processes:
        url = new_url()
        count = 4 * arguments.count
        found[BARE, processes, 1] = together(processes, lambda number: plain_transactions(url, number, count))  # noqa: B023
        for at_once in arguments.at_once:
            found["reserve + settle", processes, at_once] = budget(new_url(), processes, arguments.count, at_once)
    return found


def budget(url: str, processes: int, count: int, at_once: int) -> Cost:
    """Several processes spend from one day; not a micro-USD may be lost or counted twice."""
    with open_store(url) as store:
        store.migrate()
    cost = together(processes, lambda number: _spend(url, number, count, at_once))
    with open_store(url) as store:
        expected = processes * count
        assert asyncio.run(spent(store)) == expected, "the day's spend is not what the processes spent"
    return cost


def _spend(url: str, number: int, count: int, at_once: int) -> Cost:
    with open_store(url) as store:
        return asyncio.run(reserve_and_settle(store, number, count=count, at_once=at_once))


def together(processes: int, work: Callable[[int], Cost]) -> Cost:
    """The same work in so many new processes, begun at the same moment."""
    context = get_context("fork")
    costs = context.SimpleQueue()
    start = context.Barrier(processes)

    def child(number: int) -> None:
        start.wait(60)
        costs.put(work(number))

    children = [context.Process(target=child, args=(number,)) for number in range(processes)]
    for one in children:
        one.start()
    for one in children:
        one.join()
    if any(one.exitcode for one in children):
        raise SystemExit("a measuring process failed")
    return add_up([costs.get() for _ in children])


def rows(store: str, found: list[dict[Key, Cost]]) -> Iterator[Row]:
    for name, processes, at_once in found[0]:
        pairs = [(each[name, processes, at_once], each[BARE, processes, 1]) for each in found]
        yield Row(
            store=store,
            operation=name,
            processes=processes,
            at_once=at_once,
            cpu_ms=median(ours.cpu_ms for ours, _ in pairs),
            per_second=median(ours.per_second for ours, _ in pairs),
            cpu_to_bare=median(ours.cpu_ms / bare.cpu_ms for ours, bare in pairs),
            rate_to_bare=median(ours.per_second / bare.per_second for ours, bare in pairs),
        )


def show(row: Row) -> str:
    return (
        f"{row.store:9s} {row.operation:24s}{row.processes:10d}{row.at_once:8d}"
        f"{row.cpu_ms:9.3f}{row.per_second:10.0f}{row.cpu_to_bare:9.1f}{row.rate_to_bare:9.2f}"
    )


def main() -> None:
    arguments = _arguments()
    if not arguments.json:
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; last two: ratios to the bare transaction")
        print(f"{'':34s} processes at once   ms CPU  a second      CPU     rate")
    with databases(arguments.store) as found:
        for name, new_url in found.items():
            costs = [one_repeat(new_url, arguments) for _ in range(arguments.repeat)]
            for row in rows(name, costs):
                print(json.dumps(asdict(row)) if arguments.json else show(row), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", nargs="+", choices=["sqlite", "postgres"], default=["sqlite", "postgres"])
    parser.add_argument("--count", type=int, default=400, help="operations of each kind, for each process")
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 64])
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 6], help="1 is among them: ratios are to it")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one object a line")
    arguments = parser.parse_args()
    arguments.processes = sorted({1, *arguments.processes})
    return arguments


if __name__ == "__main__":
    main()
