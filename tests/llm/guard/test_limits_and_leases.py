"""Rates, waits, concurrency and leases, as the client lives with them."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from invoice_llm import errors
from invoice_llm.calls import CallContext, Usage
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.guard.concurrency import AdaptiveConcurrency, Throughput, Width, narrower, wider
from invoice_llm.llm.guard.intents import LEASE_MARGIN
from invoice_llm.llm.guard.pace import Pace
from invoice_llm.llm.guard.provider_limits import ExpectedTokens, duration, read_limits
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.memory import MemoryLedger
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.telemetry.observing import no_observers
from invoice_llm.llm.wire import connect
from tests.llm.scripted_client import KEY, MODEL, Number, scene
from tests.llm.scripted_endpoint import Reply, completion, error, serving
from tests.processes import HANG_S

T0 = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("6m0s", 360),
        ("120ms", 0.12),
        ("1.5s", 1.5),
        ("1h2m3s", 3723),
        ("7", 7),
        ("soon", None),
        ("", None),
        ("5x", None),
    ],
)
def test_durations_are_read_as_go_writes_them(text: str, seconds: float | None) -> None:
    assert duration(text) == (None if seconds is None else timedelta(seconds=seconds))


def test_what_is_left_of_the_limits_is_read_from_the_headers() -> None:
    headers = {
        "x-ratelimit-limit-requests": "600",
        "x-ratelimit-limit-tokens": "200000",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-remaining-tokens": "5",
        "x-ratelimit-reset-requests": "900ms",
        "x-ratelimit-reset-tokens": "6m0s",
    }
    limits = read_limits(headers)
    assert (limits.requests_per_minute, limits.tokens_per_minute) == (600, 200_000)
    assert limits.wait == timedelta(milliseconds=900)
    assert read_limits({"content-type": "x"}).wait is None
    assert read_limits({"x-ratelimit-limit-requests": "many"}).requests_per_minute is None


def test_what_a_call_will_use_is_learned_from_those_before_it() -> None:
    expected = ExpectedTokens()
    assert expected.expect("extract", input_tokens=1000, output_cap=4000) == 2000
    for _ in range(50):
        expected.learn("extract", Usage(input=800, output=200), input_tokens=1000, output_cap=4000)
    assert expected.expect("extract", input_tokens=1000, output_cap=4000) == 1000
    assert expected.expect("detect", input_tokens=1000, output_cap=4000) == 2000


def test_concurrency_grows_by_one_a_round_and_shrinks_once_a_second() -> None:
    width = Width(10.0, 32)
    for _ in range(10):
        width = wider(width)
    assert 10.9 < width.limit <= 11
    smaller = narrower(width, now=T0)
    assert smaller.limit == pytest.approx(width.limit * 0.7)
    assert narrower(smaller, now=T0 + timedelta(seconds=0.5)) == smaller
    assert narrower(smaller, now=T0 + timedelta(seconds=1)).limit < smaller.limit
    assert narrower(Width(1.0, 4), now=T0).limit == 1


def test_no_more_calls_are_under_way_than_the_width_and_none_waits_for_ever() -> None:
    async def story() -> int:
        slots, busy, most = AdaptiveConcurrency(3), 0, 0

        async def work() -> None:
            nonlocal busy, most
            async with slots.slot():
                busy += 1
                most = max(most, busy)
                await asyncio.sleep(0)
                busy -= 1

        tasks = [asyncio.create_task(work()) for _ in range(50)]
        await asyncio.sleep(0)
        for task in tasks[10:20]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return most

    assert asyncio.run(asyncio.wait_for(story(), 5)) == 3


def in_turn(seconds: float, *, deadline: float, parallel: int = 1, calls: int = 200) -> tuple[int, float]:
    """A server that takes so long for one answer and makes ``parallel`` at a time, asked by a careful client. The most
    that were under way at once, and the longest that one of them took, in seconds."""
    slots, speed, now = AdaptiveConcurrency(32, careful=True), Throughput(), 0.0
    begun, ends = deque[float](), deque([0.0] * parallel)
    most, longest = 0, 0.0
    for _ in range(calls):
        while len(begun) < slots.limit:
            begun.append(now)
        most = max(most, len(begun))
        began = begun.popleft()
        now = max(began, ends.popleft()) + seconds
        ends.append(now)
        longest = max(longest, now - began)
        speed.answered(timedelta(seconds=now - began), now=T0 + timedelta(seconds=now))
        slots.good(speed.fitting(timedelta(seconds=deadline)))
    return most, longest


@pytest.mark.parametrize(("seconds", "most"), [(1.0, 24), (5.0, 4), (12.0, 2), (20.0, 1), (29.0, 1)])
def test_a_server_that_answers_one_call_after_the_other_lets_none_wait_too_long(seconds: float, most: int) -> None:
    assert in_turn(seconds, deadline=30)[0] == most
    assert in_turn(seconds, deadline=30)[1] <= 30


def test_a_server_of_ones_own_that_answers_many_at_once_soon_gets_them() -> None:
    assert in_turn(3.0, deadline=30, parallel=64) == (32, 3.0)


def test_a_model_at_no_price_gets_one_call_at_first_and_a_bought_one_all(tmp_path: Path) -> None:
    own = tmp_path / "models.yaml"
    entry = "context: 9999, max_output: 999, price: {input: 0, output: 0}"
    own.write_text(f"models: {{local: {{{entry}}}, wide: {{{entry}, concurrency: 4}}}}")
    catalog = Catalog.load(own)
    pace = Pace(32, no_observers, longest_wait=timedelta(0), deadline=timedelta(seconds=30))

    async def at_once(model: str) -> int:
        taken = [asyncio.ensure_future(pace.slot(model, catalog[model]).__aenter__()) for _ in range(50)]
        await asyncio.sleep(0)
        return sum(one.done() and not one.cancel() for one in taken)

    async def story() -> list[int]:
        return [await at_once(model) for model in ("local", "wide", MODEL)]

    assert asyncio.run(story()) == [1, 4, 32]


@pytest.mark.parametrize(
    ("entry", "usual_s", "longest_s"),
    [
        ("price: {input: 1, output: 1}", 30, 30),
        ("price: {input: 0, output: 0}", 30, 150),
        ("price: {input: 0, output: 0}", 400, 600),
        ("price: {input: 0, output: 0}", 900, 900),
        ("price: {input: 0, output: 0}, timeout_s: 20", 30, 20),
        ("price: {input: 1, output: 1}, timeout_s: 600", 30, 600),
    ],
)
def test_own_hardware_has_longer_for_a_call_and_an_entry_may_say_how_long(
    entry: str, usual_s: float, longest_s: float, tmp_path: Path
) -> None:
    (tmp_path / "models.yaml").write_text(f"models: {{local: {{context: 9999, max_output: 999, {entry}}}}}")
    catalog = Catalog.load(tmp_path / "models.yaml")
    usual = timedelta(seconds=usual_s)
    assert catalog["local"].deadline(usual) == timedelta(seconds=longest_s)
    assert catalog["gpt-6-luna"].deadline(usual) == usual
    assert catalog.longest_deadline(usual) == max(usual, timedelta(seconds=longest_s))


def test_a_call_to_own_hardware_is_waited_for_and_held_for_longer(tmp_path: Path) -> None:
    own = "models: {local: {context: 9999, max_output: 999, price: {input: 0, output: 0}}}"
    (tmp_path / "models.yaml").write_text(own)
    catalog = Catalog.load(tmp_path / "models.yaml")

    async def story() -> timedelta:
        slow = replace(completion(), after_s=0.6)
        async with scene(
            slow, catalog=catalog, deadline=timedelta(seconds=0.2), retry=RetryPolicy(attempts=1)
        ) as stage:
            await stage.ask(model="local")
            (attempt,) = stage.ledger.attempts.values()
            return attempt.intent.expires_at - attempt.intent.started_at

    assert asyncio.run(story()) == timedelta(seconds=1) + LEASE_MARGIN


def test_two_clients_with_the_same_question_make_one_call() -> None:
    async def story() -> tuple[int, list[bool]]:
        async with serving(replace(completion(), after_s=0.3)) as endpoint:
            ledger = MemoryLedger()
            async with connect(base_url=endpoint.base_url, api_key=KEY, concurrency=4, timeout_s=HANG_S) as connection:
                clients = [ResilientLLMClient(connection, ledger=ledger) for _ in range(2)]
                context = CallContext(operation="extract", document="d" * 64)
                asked = [
                    client.ask(
                        [{"role": "user", "content": "same"}],
                        answer=Number,
                        schema_name="number",
                        model="gpt-6-luna",
                        context=context,
                    )
                    for client in clients
                ]
                answers = await asyncio.gather(*asked)
            return len(endpoint.requests), sorted(answer.from_store for answer in answers)

    assert asyncio.run(story()) == (1, [False, True])


def test_a_429_makes_every_call_of_the_model_wait() -> None:
    async def story() -> tuple[list[float], int]:
        async with scene(error(429, retry_after="7"), completion(), retry=RetryPolicy(attempts=1)) as stage:
            with pytest.raises(errors.RateLimited):
                await stage.ask("one")
            await stage.ask("another")
            return stage.waits, len(stage.endpoint.requests)

    waits, requests = asyncio.run(story())
    assert sum(waits) == pytest.approx(7, abs=0.1)
    assert requests == 2


def test_a_limit_that_the_provider_names_is_kept_from_then_on() -> None:
    headers = {"x-ratelimit-limit-requests": "6", "x-ratelimit-remaining-requests": "5"}

    async def story() -> list[float]:
        async with scene(Reply(body=completion().body, headers=headers)) as stage:
            for number in range(4):
                await stage.ask(f"text {number}")
            return stage.waits

    waits = asyncio.run(story())
    assert sum(waits) == pytest.approx(2 * 60 / 6, abs=2)


def test_nobody_calls_while_the_provider_has_nothing_left() -> None:
    headers = {"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "12s"}

    async def story() -> list[float]:
        async with scene(Reply(body=completion().body, headers=headers)) as stage:
            await stage.ask("one")
            stage.endpoint.replies[:] = [completion()]
            await stage.ask("another")
            return stage.waits

    assert sum(asyncio.run(story())) == pytest.approx(12, abs=0.1)


def test_a_wait_that_is_too_long_is_told_instead_of_waited_for() -> None:
    async def story() -> timedelta | None:
        async with scene(error(429, retry_after="3600"), completion(), retry=RetryPolicy(attempts=1)) as stage:
            for text in ("one", "another"):
                with pytest.raises(errors.RateLimited) as refused:
                    await stage.ask(text)
            assert len(stage.endpoint.requests) == 1
            assert stage.waits == []
            return refused.value.retry_after

    assert asyncio.run(story()) == timedelta(hours=1)


def test_a_kept_answer_is_used_while_the_circuit_is_open() -> None:
    async def story() -> bool:
        async with scene(completion(), error(503), retry=RetryPolicy(attempts=1)) as stage:
            await stage.ask("known")
            for number in range(5):
                with pytest.raises(errors.ProviderUnavailable):
                    await stage.ask(f"new {number}")
            with pytest.raises(errors.CircuitOpen):
                await stage.ask("new")
            return (await stage.ask("known")).from_store

    assert asyncio.run(story())


def test_calls_wait_for_the_probes_that_are_out_and_go_on_with_them() -> None:
    async def story() -> tuple[int, int]:
        async with scene(error(503), retry=RetryPolicy(attempts=1), short_waits=True) as stage:
            for number in range(5):
                with pytest.raises(errors.ProviderUnavailable):
                    await stage.ask(f"text {number}")
            stage.clock.advance(61)
            stage.endpoint.replies[:] = [replace(completion(), after_s=0.1)]
            answers = await asyncio.gather(*(stage.ask(f"text {number}") for number in range(8)))
            return len(answers), len(stage.endpoint.requests) - 5

    assert asyncio.run(story()) == (8, 8)


def test_calls_that_waited_for_probes_which_fail_are_refused_without_being_made() -> None:
    async def story() -> tuple[int, int]:
        async with scene(error(503), retry=RetryPolicy(attempts=1), short_waits=True) as stage:
            for number in range(5):
                with pytest.raises(errors.ProviderUnavailable):
                    await stage.ask(f"text {number}")
            stage.clock.advance(61)
            stage.endpoint.replies[:] = [replace(error(503), after_s=0.1)]
            results = await asyncio.gather(
                *(stage.ask(f"text {number}") for number in range(8)), return_exceptions=True
            )
            refused = sum(isinstance(result, errors.CircuitOpen) for result in results)
            return refused, len(stage.endpoint.requests) - 5

    assert asyncio.run(story()) == (5, 3)


def test_a_call_that_the_breaker_refuses_leaves_no_trace_in_the_ledger() -> None:
    async def story() -> int:
        async with scene(error(503), retry=RetryPolicy(attempts=1)) as stage:
            for number in range(5):
                with pytest.raises(errors.ProviderUnavailable):
                    await stage.ask(f"text {number}")
            for _ in range(3):
                with pytest.raises(errors.CircuitOpen):
                    await stage.ask()
            return len(stage.ledger.attempts)

    assert asyncio.run(story()) == 5
