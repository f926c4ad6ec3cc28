"""The store's operations as the client uses them: many of one kind, so many at once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from benchmarks.support.timing import Cost, timed
from invoice_llm.calls import BreakerState, CallContext, CallEnd, CallIntent, StoredAnswer, Usage
from invoice_llm.store.opening import Store

NOW = datetime.now(UTC)
USAGE = Usage(input=1500, output=500)
LIMIT = 10**12
BODY = '{"id": "chatcmpl-1", "choices": [{"message": {"content": "' + 1_800 * "x" + '"}}]}'
ANSWERED = CallEnd(status="ok", cost_micros=1, usage=USAGE, latency=timedelta(seconds=2), request_id="req_1")
FAILED = CallEnd(status="failed", cost_micros=0, latency=timedelta(seconds=2), error="ProviderUnavailable")
Operation = Callable[[int], Awaitable[object]]


async def each_operation(store: Store, *, count: int, at_once: int) -> dict[str, Cost]:
    """Every operation ``count`` times; an answer is about 2 kB."""
    ledger, breakers = store.ledger, store.breakers
    holds: dict[int, str] = {}
    fresh, failing, open_now = BreakerState(), BreakerState(consecutive_failures=1), BreakerState(epoch=1)

    async def find(number: int) -> None:
        await ledger.find_answer(key(number))

    async def reserve(number: int) -> None:
        holds[number] = await reserved(store, number)

    async def answered(number: int) -> None:
        await ledger.settle(holds[number], ANSWERED, answer(number))

    async def failed(number: int) -> None:
        await ledger.settle(holds[number], FAILED)

    async def load(_number: int) -> None:
        await breakers.load("api.example.com gpt-6")

    async def swap(number: int) -> None:
        assert await breakers.swap(str(number), failing, open_now)

    first, second = range(count), range(count, 2 * count)
    await _warm_up(store, 0)
    found = {
        "find, nothing kept": await _many(find, first, at_once),
        "reserve": await _many(reserve, first, at_once),
        "settle with the answer": await _many(answered, first, at_once),
        "find, kept": await _many(find, first, at_once),
    }
    await _many(reserve, second, at_once)
    found["settle a failure"] = await _many(failed, second, at_once)
    found["breaker, load"] = await _many(load, first, at_once)
    await _many(lambda number: breakers.swap(str(number), fresh, failing), first, 16)
    found["breaker, swap"] = await _many(swap, first, at_once)
    return found


async def reserve_and_settle(store: Store, process: int, *, count: int, at_once: int) -> Cost:
    """A call without the call; each one costs 1 micro-USD."""

    async def call(number: int) -> None:
        hold = await reserved(store, number)
        await store.ledger.settle(hold, ANSWERED, answer(number))

    await _warm_up(store, process)
    return await _many(call, range(process * count, (process + 1) * count), at_once)


async def spent(store: Store) -> int:
    """Spend of the day, in micro-USD; a hold that is left counts."""
    day = await store.ledger.spend(NOW.date())
    return day.spent_micros + day.held_micros


async def reserved(store: Store, number: int) -> str:
    hold = await store.ledger.reserve(intent(number), limit_micros=LIMIT)
    assert isinstance(hold, str), "nothing else asks the same question"
    return hold


def intent(number: int) -> CallIntent:
    return CallIntent(
        key=key(number),
        model="gpt-6-luna",
        endpoint="api.example.com",
        context=CallContext(operation="extract", document=key(number), run_id="nightly", prompt_version="1"),
        estimate_micros=5_000,
        day=NOW.date(),
        started_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )


def key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def answer(number: int) -> StoredAnswer:
    return StoredAnswer(key=key(number), model="gpt-6-luna", body=BODY, usage=USAGE, cost_micros=1)


async def _warm_up(store: Store, process: int) -> None:
    """Imports, connections, compiled statements; calls of another day, and of this process alone."""
    for number in range(-20 * (process + 1), -20 * process):
        early = replace(intent(number), day=NOW.date() - timedelta(days=1))
        hold = await store.ledger.reserve(early, limit_micros=LIMIT)
        assert isinstance(hold, str)
        await store.ledger.settle(hold, ANSWERED, answer(number))


async def _many(operation: Operation, numbers: range, at_once: int) -> Cost:
    todo = iter(numbers)

    async def worker() -> None:
        for number in todo:
            await operation(number)

    with timed(len(numbers)) as cost:
        await asyncio.gather(*(worker() for _ in range(at_once)))
    return cost
