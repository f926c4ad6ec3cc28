"""The client against servers that differ from OpenAI's: what goes out, what comes in, what is charged."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from invoice_llm import errors
from invoice_llm.calls import DialectState
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.memory import MemoryDialectStore, MemoryLedger
from invoice_llm.llm.wire import connect
from tests.llm.playing import COST, failing, play
from tests.llm.scripted_client import EXTRACT, KEY, MODEL, Number, Scene
from tests.llm.scripted_endpoint import Endpoint, Reply, completion, error, serving

ONCE = RetryPolicy(attempts=1)
REFUSED = error(400, "unsupported_value", param="temperature")


def number(address: str, *, key: str = KEY, ledger: MemoryLedger | None = None, **options: Any) -> Number:
    """One question to an address of one's own."""

    async def story() -> Number:
        async with connect(base_url=address, api_key=key, concurrency=1, timeout_s=2) as connection:
            client = ResilientLLMClient(connection, ledger=ledger or MemoryLedger(), retry=ONCE, **options)
            messages = [{"role": "user", "content": "an invoice"}]
            answer = await client.ask(messages, answer=Number, schema_name="number", model=MODEL, context=EXTRACT)
            return answer.value

    return asyncio.run(story())


def costs(ledger: MemoryLedger) -> list[int]:
    return [attempt.charged for attempt in ledger.attempts.values()]


def test_while_one_call_finds_the_dialect_out_the_others_wait() -> None:
    async def test(stage: Scene) -> None:
        await asyncio.gather(*(stage.ask(f"text {at}") for at in range(20)))

    requests = play(test, REFUSED, completion()).endpoint.requests
    assert len(requests) == 21
    assert ["temperature" in request for request in requests] == [True] + 20 * [False]


def test_what_was_learned_outlives_the_client_and_is_probed_once_a_night() -> None:
    store = MemoryDialectStore(now=lambda: clock[0])
    asked: list[list[bool]] = []

    async def test(stage: Scene) -> None:
        clock[:] = [stage.clock.at]
        for hours in (0, 1, 24, 25):
            clock[0] = stage.clock.at = stage.clock.at + timedelta(hours=hours)
            stage.endpoint.replies[:] = [completion()] if hours == 24 else [REFUSED, completion()]
            before = len(stage.endpoint.requests)
            if hours == 1:
                stage.endpoint.replies[:] = [completion()]
            async with connect(base_url=stage.endpoint.base_url, api_key=KEY, concurrency=4, timeout_s=5) as connection:
                client = ResilientLLMClient(connection, ledger=stage.ledger, dialects=store, now=stage.clock.now)
                one = Scene(client, stage.ledger, stage.endpoint, stage.clock)
                await one.ask(f"first {hours}")
                await one.ask(f"second {hours}")
            asked.append(["temperature" in request for request in stage.endpoint.requests[before:]])

    clock: list[Any] = []
    play(test, completion())
    assert asked == [[True, False, False], [False, False], [True, True], [True, True]]


def test_another_entry_in_the_models_file_is_learned_anew() -> None:
    key = "127.0.0.1"
    state = DialectState(
        entry="of another entry", dialect="", probed_at=datetime(2026, 11, 23, 12, tzinfo=UTC), gone="gone"
    )
    store = MemoryDialectStore()

    async def test(stage: Scene) -> None:
        port = stage.endpoint.base_url.split(":")[2].split("/")[0]
        await store.save(f"{key}:{port}/v1 {MODEL}", state)
        assert (await stage.ask()).value.number == "A-1"

    assert len(play(test, completion(), dialects=store).endpoint.requests) == 1


def test_a_model_that_is_gone_is_asked_for_once() -> None:
    async def test(stage: Scene) -> None:
        for at in range(5):
            with pytest.raises(errors.ModelNotServed, match=MODEL):
                await stage.ask(f"text {at}")
        assert not await stage.client.serves(MODEL)

    assert len(play(test, error(404, "model_not_found")).endpoint.requests) == 1


@pytest.mark.parametrize("at_once", [1, 8])
def test_an_outage_holds_nobody_up(at_once: int) -> None:
    async def test(stage: Scene) -> None:
        results = await asyncio.gather(*(stage.ask(f"text {at}") for at in range(at_once)), return_exceptions=True)
        assert {type(result) for result in results} <= {errors.ProviderUnavailable, errors.CircuitOpen}
        stage.endpoint.replies[:] = [completion()]
        stage.clock.advance(120)
        assert (await stage.ask("later")).value.number == "A-1"

    play(test, error(503), retry=ONCE)


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": 0, "completion_tokens": 0},
        {"prompt_tokens": -5, "completion_tokens": 100},
        {"prompt_tokens": 1e30, "completion_tokens": 1},
        {"prompt_tokens": 10**30, "completion_tokens": 1},
        {"prompt_tokens": 1000, "completion_tokens": 10**18},
        {"prompt_tokens": None},
        {"total_tokens": 7},
    ],
)
def test_a_usage_that_cannot_be_is_the_estimate_and_seen_to_be_one(usage: dict[str, Any]) -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask()).value.number == "A-1"

    stage = play(test, completion(usage=usage))
    (attempt,) = stage.ledger.attempts.values()
    assert (stage.statuses, stage.costs) == (["ok"], [None])
    assert attempt.charged == attempt.intent.estimate_micros > 0


@pytest.mark.parametrize(
    ("told", "kind", "tries"),
    [
        ({"code": 502, "message": "Provider returned error"}, errors.ProviderUnavailable, 3),
        ({"code": 429, "message": "slow down"}, errors.RateLimited, 3),
        ("none", errors.ProviderUnavailable, 3),
        ({"code": "insufficient_quota", "message": "x"}, errors.QuotaExhausted, 1),
        ({"code": "context_length_exceeded", "message": "x"}, errors.ContextTooLong, 1),
        ({"code": 400, "message": "blocked by content filter"}, errors.ContentFiltered, 1),
    ],
)
def test_an_error_with_status_200_is_an_error_and_costs_nothing(
    told: Any, kind: type[errors.InvoiceLLMError], tries: int
) -> None:
    stage = failing(kind, Reply(body=json.dumps({"error": told}).encode()))
    assert stage.costs == [0] * tries


@pytest.mark.parametrize("status", [408, 409, 423, 425, 429, 499, 500, 502, 503, 504, 529])
def test_what_may_pass_is_tried_again(status: int) -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask()).value.number == "A-1"

    stage = play(test, error(status), completion())
    assert stage.costs == [0, COST]


def test_a_web_page_in_place_of_the_first_answer_costs_nothing() -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask("first")).value.number == "A-1"
        assert (await stage.ask("second")).value.number == "A-1"

    page = Reply(body=b"<!doctype html><title>Sign in</title>", headers={"content-type": "text/html"})
    stage = play(test, page, completion(), page, completion())
    assert stage.costs == [0, COST, None, COST]


def test_a_key_that_was_taken_before_is_tried_again() -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask("first")).value.number == "A-1"
        assert (await stage.ask("second")).value.number == "A-1"

    stage = play(test, completion(), error(401), completion())
    assert stage.costs == [COST, 0, COST]


def test_a_request_that_is_forbidden_where_the_key_was_taken_before_ends_that_request_alone() -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask("first")).value.number == "A-1"
        with pytest.raises(errors.RequestForbidden, match="firewall"):
            await stage.ask("'; DROP TABLE invoices")
        assert (await stage.ask("third")).value.number == "A-1"

    firewall = Reply(403, b"<html><title>Request blocked</title></html>")
    stage = play(test, completion(), firewall, firewall, firewall, completion())
    assert stage.costs == [COST, 0, 0, 0, COST]


def test_a_key_that_was_never_taken_is_not() -> None:
    assert len(failing(errors.CredentialsRejected, error(401)).endpoint.requests) == 1


@pytest.mark.parametrize("asked", ["Mon, 23 Nov 2026 12:00:30", "soon", "nan", "-1", "9" * 400, "Mon, 99 Foo"])
def test_no_form_of_retry_after_ends_anything_else_than_a_wait(asked: str) -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask()).value.number == "A-1"

    assert play(test, error(429, retry_after=asked), completion()).statuses[-1] == "ok"


@pytest.mark.parametrize("address", ["127.0.0.1:9/v1", "ftp://127.0.0.1/v1", "http:///v1"])
def test_an_address_that_is_none_costs_nothing(address: str) -> None:
    ledger = MemoryLedger()
    with pytest.raises(errors.ConfigurationError, match="OPENAI_BASE_URL"):
        number(address, ledger=ledger)
    assert costs(ledger) == [0]


@pytest.mark.parametrize("key", ["sk-a\nb", "sk-ä", "sk-a\r\nx-other: 1"])
def test_a_key_that_no_header_can_carry_costs_nothing(key: str) -> None:
    async def story() -> tuple[list[int], int]:
        ledger = MemoryLedger()
        async with (
            serving(completion()) as server,
            connect(base_url=server.base_url, api_key=key, concurrency=1, timeout_s=2) as connection,
        ):
            client = ResilientLLMClient(connection, ledger=ledger, retry=ONCE)
            with pytest.raises(errors.ConfigurationError, match="OPENAI_API_KEY"):
                await client.call_with_retry("hello")
        return costs(ledger), len(server.requests)

    assert asyncio.run(story()) == ([0], 0)


def test_a_connection_that_never_stood_costs_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        refused = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        for address in (refused, "http://no-such-host.invalid/v1"):
            ledger = MemoryLedger()
            with pytest.raises(errors.ProviderUnavailable):
                number(address, ledger=ledger)
            assert costs(ledger) == [0]


def test_a_tls_handshake_that_fails_costs_nothing() -> None:
    async def story() -> list[int]:
        async with serving(completion()) as server:
            ledger = MemoryLedger()
            address = server.base_url.replace("http://", "https://")
            async with connect(base_url=address, api_key=KEY, concurrency=1, timeout_s=2) as connection:
                client = ResilientLLMClient(connection, ledger=ledger, retry=ONCE)
                with pytest.raises(errors.ProviderUnavailable):
                    await client.call_with_retry("hello")
            return costs(ledger)

    assert asyncio.run(story()) == [0]


def test_a_call_that_is_cancelled_before_it_left_costs_nothing() -> None:
    async def story(address: str) -> list[int]:
        ledger = MemoryLedger()
        async with connect(base_url=address, api_key=KEY, concurrency=1, timeout_s=5) as connection:
            client = ResilientLLMClient(connection, ledger=ledger, retry=ONCE)
            task = asyncio.create_task(client.call_with_retry("hello"))
            while not ledger.attempts:
                await asyncio.sleep(0.01)
            await asyncio.sleep(1)  # the connection is being made, and nobody takes it
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return costs(ledger)

    with socket.socket() as full, ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # more than the queue of a socket that nobody accepts from
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        assert asyncio.run(story(f"http://127.0.0.1:{full.getsockname()[1]}/v1")) == [0]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/openai/deployments/mine?api-version=2024-10-21", "/openai/deployments/mine/chat/completions"),
        ("/openai?api-version=2024-10-21", f"/openai/deployments/{MODEL}/chat/completions"),
        ("?api-version=2024-10-21", f"/openai/deployments/{MODEL}/chat/completions"),
    ],
)
def test_azures_classic_form_names_deployment_and_version_and_keeps_the_key_in_its_own_header(
    path: str, sent: str
) -> None:
    head = _head_of(path)
    assert head.startswith(f"POST {sent}?api-version=2024-10-21 HTTP/1.1")
    assert f"\r\napi-key: {KEY}\r\n" in head
    assert "authorization:" not in head.lower()


@pytest.mark.parametrize("path", ["/openai/v1", "/openai/v1/", "/openai/v1?api-version=preview"])
def test_azures_v1_form_is_as_any_other_endpoint(path: str) -> None:
    head = _head_of(path)
    assert head.startswith("POST /openai/v1/chat/completions")
    assert ("?api-version=preview " in head) is ("preview" in path)
    assert f"\r\nauthorization: bearer {KEY}\r\n".lower() in head.lower()


def _head_of(path: str) -> str:
    """What arrives at a server whose address has this path."""

    async def story() -> Endpoint:
        async with serving(completion()) as server:
            address = server.base_url.removesuffix("/v1") + path
            async with connect(base_url=address, api_key=KEY, concurrency=1, timeout_s=5) as connection:
                client = ResilientLLMClient(connection, ledger=MemoryLedger())
                messages = [{"role": "user", "content": "an invoice"}]
                context = replace(EXTRACT, run_id="monday")
                await client.ask(messages, answer=Number, schema_name="number", model=MODEL, context=context)
            return server

    return asyncio.run(story()).heads[0]
