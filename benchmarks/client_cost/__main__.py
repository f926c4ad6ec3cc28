"""Cost of the guards around a call: ``ResilientLLMClient.ask`` beside the bare SDK, in one run.

    .venv/bin/python -m benchmarks.client_cost [--in-flight 1 8 32 128] [--calls 512] [--latency-ms 200]
                                          [--store memory sqlite postgres] [--repeat 3] [--json] [--profile]

Both go over the same transport to the same server in another process, with the same prompt and schema, and check the
answer against the same class. The bare call keeps no record and has no limit. Each repeat measures all of them, the
next one in reverse order; medians over repeats of figures taken within one repeat. CPU is that of this process, all
threads. Absolute figures depend on the machine and on what else it does; the ratios much less.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.client_cost.workload import MODEL, Call, answer_json, document, measure, messages
from benchmarks.support.databases import NewUrl, databases
from benchmarks.support.profiling import profiled
from benchmarks.support.serving import serving
from benchmarks.support.timing import Cost
from invoice_llm.calls import CallContext
from invoice_llm.invoice.answers import EXTRACT
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.cost import MICROS, DailyBudget
from invoice_llm.llm.memory import MemoryBreakerStore, MemoryLedger
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.ports import BreakerStore, Ledger
from invoice_llm.llm.schema import response_format
from invoice_llm.llm.wire import Endpoint, build_request, connect
from invoice_llm.store.opening import open_store

AMPLE = DailyBudget(limit_micros=1_000_000 * MICROS)
CAP = 2_048
LONGEST_ROUND_S = 6
"""With few calls in flight, fewer calls are made, so that waiting for the server takes no longer than this."""

NewStore = Callable[[], AbstractAsyncContextManager[tuple[Ledger, BreakerStore]]]
Way = Callable[[Endpoint], AbstractAsyncContextManager[Call]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to call at one number in flight; the last two are ``None`` for the bare call itself."""

    in_flight: int
    call: str
    cpu_ms: float
    per_second: float
    cpu_ms_over_bare: float | None
    throughput_to_bare: float | None


@asynccontextmanager
async def bare(endpoint: Endpoint) -> AsyncIterator[Call]:
    """The SDK as it should be used: the schema made once, the answer checked by us, no retries, no record."""
    spec, schema = Catalog.load()[MODEL], response_format(EXTRACT, PrintedInvoice)

    async def call(number: int) -> PrintedInvoice:
        request = build_request(spec, messages(number), max_output_tokens=CAP, response_format=schema)
        raw = await endpoint.chat.completions.with_raw_response.create(**request)
        return PrintedInvoice.model_validate_json(raw.parse().choices[0].message.content)

    yield call


def guarded(new_store: NewStore) -> Way:
    """Our client over a store that is empty at the start of each round."""

    @asynccontextmanager
    async def way(endpoint: Endpoint) -> AsyncIterator[Call]:
        async with new_store() as (ledger, breakers):
            client = ResilientLLMClient(endpoint, ledger=ledger, breakers=breakers, budget=AMPLE)

            async def call(number: int) -> PrintedInvoice:
                context = CallContext(operation="extract", document=document(number))
                answer = await client.ask(
                    messages(number),
                    answer=PrintedInvoice,
                    schema_name=EXTRACT,
                    model=MODEL,
                    context=context,
                    max_output_tokens=CAP,
                )
                return answer.value

            yield call

    return way


@asynccontextmanager
async def in_memory() -> AsyncIterator[tuple[Ledger, BreakerStore]]:
    yield MemoryLedger(), MemoryBreakerStore()


def in_database(new_url: NewUrl) -> NewStore:
    @asynccontextmanager
    async def new_store() -> AsyncIterator[tuple[Ledger, BreakerStore]]:
        with open_store(new_url()) as store:
            store.migrate()
            yield store.ledger, store.breakers

    return new_store


@contextmanager
def stores(names: list[str]) -> Iterator[dict[str, NewStore]]:
    """A maker of empty stores for each name."""
    memory: dict[str, NewStore] = {"memory": in_memory} if "memory" in names else {}
    with databases(names) as found:
        yield memory | {name: in_database(new_url) for name, new_url in found.items()}


async def one_round(way: Way, url: str, *, calls: int, in_flight: int) -> Cost:
    endpoint = connect(base_url=url, api_key="none", concurrency=in_flight, timeout_s=60)
    async with endpoint, way(endpoint) as call:
        return await measure(call, calls=calls, in_flight=in_flight)


def repeats(ways: dict[str, Way], url: str, *, calls: int, in_flight: int, repeat: int) -> list[dict[str, Cost]]:
    """Every way once a repeat, in alternating order."""
    names, found = list(ways), []
    for number in range(repeat):
        order = names if number % 2 == 0 else names[::-1]
        found.append(
            {name: asyncio.run(one_round(ways[name], url, calls=calls, in_flight=in_flight)) for name in order}
        )
    return found


def rows(found: list[dict[str, Cost]], in_flight: int) -> Iterator[Row]:
    for name in found[0]:
        pairs = [(each[name], each["bare"]) for each in found]
        yield Row(
            in_flight=in_flight,
            call=name,
            cpu_ms=median(each.cpu_ms for each, _ in pairs),
            per_second=median(each.per_second for each, _ in pairs),
            cpu_ms_over_bare=None if name == "bare" else median(each.cpu_ms - base.cpu_ms for each, base in pairs),
            throughput_to_bare=None
            if name == "bare"
            else median(each.per_second / base.per_second for each, base in pairs),
        )


def calls_in(calls: int, in_flight: int, latency_ms: int) -> int:
    """Whole turns of all that is in flight, within ``LONGEST_ROUND_S`` of waiting."""
    turns = min(-(-calls // in_flight), max(1, LONGEST_ROUND_S * 1000 // max(latency_ms, 1)))
    return turns * in_flight


def show(row: Row) -> str:
    over = "" if row.cpu_ms_over_bare is None else f"{row.cpu_ms_over_bare:+9.2f}"
    ratio = "" if row.throughput_to_bare is None else f"{row.throughput_to_bare:9.2f}"
    return f"{row.in_flight:9d}  {row.call:10s}{row.cpu_ms:9.2f}{row.per_second:9.1f}{over:>9s}{ratio:>9s}"


def main() -> None:
    arguments = _arguments()
    with stores(arguments.store) as found, serving(answer_json(), arguments.latency_ms) as url:
        ways: dict[str, Way] = {"bare": bare, **{name: guarded(store) for name, store in found.items()}}
        if arguments.profile:
            _profile(ways, url, arguments)
            return
        if not arguments.json:
            print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, {arguments.latency_ms} ms a call")
            print("in flight  call       ms CPU  calls/s  over bare  to bare")
        for in_flight in arguments.in_flight:
            calls = calls_in(arguments.calls, in_flight, arguments.latency_ms)
            for row in rows(repeats(ways, url, calls=calls, in_flight=in_flight, repeat=arguments.repeat), in_flight):
                print(json.dumps(asdict(row)) if arguments.json else show(row), flush=True)


def _profile(ways: dict[str, Way], url: str, arguments: argparse.Namespace) -> None:
    """Print the time by function; the times themselves are those of a slowed run."""
    for name in list(ways)[1:]:
        for in_flight in arguments.in_flight:
            calls = calls_in(arguments.calls, in_flight, arguments.latency_ms)
            asyncio.run(one_round(ways[name], url, calls=in_flight, in_flight=in_flight))
            print(f"{name}, {in_flight} in flight, {calls + max(in_flight, 16)} calls")
            with profiled(40):
                asyncio.run(one_round(ways[name], url, calls=calls, in_flight=in_flight))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--in-flight", type=int, nargs="+", default=[1, 8, 32, 128])
    parser.add_argument("--calls", type=int, default=512)
    parser.add_argument("--latency-ms", type=int, default=200)
    parser.add_argument(
        "--store", nargs="+", choices=["memory", "sqlite", "postgres"], default=["memory", "sqlite", "postgres"]
    )
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--profile", action="store_true", help="the 40 functions that take the most time, by store")
    return parser.parse_args()


if __name__ == "__main__":
    main()
