"""The guarded call against a real server on a socket."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from invoice_llm import errors
from invoice_llm.calls import CallContext
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.cost import BudgetAlert, DailyBudget
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.memory import MemoryLedger
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.wire import connect
from tests.llm.scripted_client import EXTRACT, KEY, MODEL, Scene, scene
from tests.llm.scripted_endpoint import CUT, Reply, completion, error

IN_A_RUN = replace(EXTRACT, run_id="monday")
COST = 150
"""Micro-USD of 1,000 tokens in and 100 out of gpt-6-luna at $0.10 and $0.50 a million."""


def play(test: Callable[[Scene], Awaitable[None]], *replies: Reply, **options: object) -> Scene:
    """Run an async test body; returns what is left to look at."""

    async def body() -> Scene:
        async with scene(*replies, **options) as stage:  # type: ignore[arg-type]
            await test(stage)
            return stage

    return asyncio.run(body())


def failing(kind: type[errors.InvoiceLLMError], *replies: Reply, **options: object) -> Scene:
    async def test(stage: Scene) -> None:
        with pytest.raises(kind):
            await stage.ask()

    return play(test, *replies, **options)


def test_an_answer_is_checked_paid_and_kept() -> None:
    async def test(stage: Scene) -> None:
        answer = await stage.ask()
        assert (answer.value.number, answer.cost_micros, answer.from_store) == ("A-1", COST, False)

    stage = play(test, completion())
    assert (stage.statuses, stage.costs) == (["ok"], [COST])


def test_a_kept_answer_is_used_without_a_call() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()
        again = await stage.ask()
        assert (again.value.number, again.from_store) == ("A-1", True)

    assert len(play(test, completion()).endpoint.requests) == 1


def test_another_document_or_another_text_is_another_answer() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()
        await stage.ask("another text")
        await stage.ask(context=CallContext(operation="extract", document="e" * 64))

    assert len(play(test, completion()).endpoint.requests) == 3


def test_what_is_sent_fits_the_model() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()
        await stage.ask(model="gpt-6-astra")

    luna, astra = play(test, completion()).endpoint.requests
    assert luna["response_format"]["json_schema"]["strict"] is True
    assert luna["response_format"]["json_schema"]["schema"]["required"] == ["number"]
    assert (luna["temperature"], luna["reasoning_effort"]) == (0, "none")
    assert "max_completion_tokens" in luna
    assert "max_tokens" not in luna
    assert "temperature" not in astra
    assert astra["reasoning_effort"] == "low"


def test_a_rate_limit_is_waited_for_as_long_as_the_provider_asks() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()

    stage = play(test, error(429, retry_after="23"), completion())
    assert 23 <= stage.waits[0] <= 24
    assert (stage.statuses, stage.costs) == (["failed", "ok"], [0, COST])


def test_three_attempts_are_made_with_growing_waits() -> None:
    stage = failing(errors.ProviderUnavailable, error(500))
    assert len(stage.endpoint.requests) == 3
    assert 4 <= stage.waits[0] <= 5
    assert 8 <= stage.waits[1] <= 9
    assert stage.costs == [0, 0, 0]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(401, "invalid_api_key"), errors.CredentialsRejected),
        (error(403), errors.CredentialsRejected),
        (error(429, "insufficient_quota"), errors.QuotaExhausted),
        (error(400, "context_length_exceeded"), errors.ContextTooLong),
        (error(404, "model_not_found"), errors.ModelNotServed),
        (error(400, "content_filter"), errors.ContentFiltered),
    ],
)
def test_what_a_retry_cannot_cure_is_not_tried_again(reply: Reply, kind: type[errors.InvoiceLLMError]) -> None:
    stage = failing(kind, reply)
    assert (len(stage.endpoint.requests), stage.waits, stage.costs) == (1, [], [0])


def test_a_wait_that_is_too_long_is_left_to_the_next_run() -> None:
    stage = failing(errors.RateLimited, error(429, retry_after="3600"))
    assert (len(stage.endpoint.requests), stage.waits) == (1, [])


def test_an_answer_that_may_have_been_lost_is_charged_at_its_estimate() -> None:
    policy = RetryPolicy(attempts=1)
    slow = failing(errors.ProviderUnavailable, Reply(after_s=1.0), timeout_s=0.2, retry=policy)
    cut = failing(errors.ProviderUnavailable, Reply(body=CUT), retry=policy)
    for stage in (slow, cut):
        (attempt,) = stage.ledger.attempts.values()
        assert stage.costs == [None]
        spend = asyncio.run(stage.ledger.spend(attempt.intent.day))
        assert (spend.spent_micros, spend.held_micros) == (attempt.intent.estimate_micros, 0)


def test_a_refused_connection_costs_nothing() -> None:
    async def body() -> list[int | None]:
        async with scene(completion(), retry=RetryPolicy(attempts=1)) as stage:
            url = stage.endpoint.base_url
        ledger = MemoryLedger()
        async with connect(base_url=url, api_key=KEY, concurrency=1, timeout_s=2) as connection:
            client = ResilientLLMClient(connection, ledger=ledger, retry=RetryPolicy(attempts=1))
            with pytest.raises(errors.ProviderUnavailable):
                await client.call_with_retry("hello")
        return [attempt.end.cost_micros if attempt.end else -1 for attempt in ledger.attempts.values()]

    assert asyncio.run(body()) == [0]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<html>proxy</html>", headers={"content-type": "text/html"}),
        Reply(body=b'{"choices": []}'),
        Reply(body=b"\xff\xfe\x00"),
    ],
)
def test_a_body_that_is_no_answer_is_tried_again_and_never_kept(reply: Reply) -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask()).value.number == "A-1"

    stage = play(test, reply, completion())
    assert stage.statuses == ["odd", "ok"]
    assert len(stage.endpoint.requests) == 2


def test_an_answer_off_the_schema_is_asked_for_once_more_with_the_complaint() -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask()).value.number == "A-1"

    stage = play(test, completion('{"nummer": "SECRET-VALUE"}'), completion())
    first, second = stage.endpoint.requests
    assert len(second["messages"]) == len(first["messages"]) + 1
    assert "number: Field required" in second["messages"][-1]["content"]
    assert "SECRET-VALUE" not in second["messages"][-1]["content"]
    assert stage.costs == [COST, COST]


def test_a_second_answer_off_the_schema_ends_it_and_both_are_paid_once() -> None:
    async def test(stage: Scene) -> None:
        for _ in range(2):
            with pytest.raises(errors.AnswerOffSchema):
                await stage.ask(context=IN_A_RUN)

    stage = play(test, completion("[]"))
    assert len(stage.endpoint.requests) == 2
    assert stage.costs == [COST, COST]


def test_a_useless_answer_that_was_kept_is_bought_again_by_no_later_run() -> None:
    async def test(stage: Scene) -> None:
        for night in ("monday", "tuesday", "wednesday"):
            with pytest.raises(errors.AnswerOffSchema):
                await stage.ask(context=replace(IN_A_RUN, run_id=night))

    stage = play(test, completion("[]"))
    assert len(stage.endpoint.requests) == 2
    assert stage.costs == [COST, COST]


def test_a_useless_answer_that_was_kept_is_asked_for_anew_by_a_run_with_force() -> None:
    async def test(stage: Scene) -> None:
        with pytest.raises(errors.AnswerOffSchema):
            await stage.ask(context=IN_A_RUN)
        stage.endpoint.replies[:] = [completion()]
        answer = await stage.ask(context=replace(IN_A_RUN, run_id="forced", force=True))
        assert (answer.value.number, answer.from_store) == ("A-1", False)
        assert (await stage.ask(context=replace(IN_A_RUN, run_id="later"))).from_store

    stage = play(test, completion("[]"))
    assert len(stage.endpoint.requests) == 3
    assert stage.costs == [COST, COST, COST]


def test_a_useless_answer_is_asked_for_anew_once_the_models_entry_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("models: {gpt-6-luna: {requests_per_minute: 500}}")

    async def test(stage: Scene) -> None:
        with pytest.raises(errors.AnswerOffSchema):
            await stage.ask(context=IN_A_RUN)
        stage.endpoint.replies[:] = [completion()]
        async with connect(base_url=stage.endpoint.base_url, api_key=KEY, concurrency=1, timeout_s=5) as connection:
            client = ResilientLLMClient(
                connection, ledger=stage.ledger, now=stage.clock.now, catalog=Catalog.load(file)
            )
            answer = await Scene(client, stage.ledger, stage.endpoint, stage.clock).ask(context=IN_A_RUN)
        assert (answer.value.number, answer.from_store) == ("A-1", False)

    assert len(play(test, completion("[]")).endpoint.requests) == 3


def test_an_answer_that_is_cut_off_gets_more_room() -> None:
    async def test(stage: Scene) -> None:
        assert (await stage.ask()).value.number == "A-1"

    first, second = play(test, completion('{"num', finish="length"), completion()).endpoint.requests
    assert second["max_completion_tokens"] == 2 * first["max_completion_tokens"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (completion(None, refusal="no"), errors.AnswerRefused),
        (completion("", finish="content_filter"), errors.ContentFiltered),
    ],
)
def test_a_refusal_is_not_argued_with(reply: Reply, kind: type[errors.InvoiceLLMError]) -> None:
    stage = failing(kind, reply)
    assert (len(stage.endpoint.requests), stage.statuses) == (1, ["odd"])


def test_no_call_is_made_that_could_pass_the_budget() -> None:
    stage = failing(errors.BudgetReached, completion(), budget=DailyBudget(limit_micros=100))
    assert (stage.endpoint.requests, stage.statuses) == ([], [])


def test_the_alert_is_raised_once_when_most_of_the_budget_is_spent() -> None:
    alerts: list[BudgetAlert] = []

    async def test(stage: Scene) -> None:
        for number in range(115):
            await stage.ask(f"text {number}")

    play(test, completion(), budget=DailyBudget(limit_micros=20_000, on_alert=alerts.append))
    assert [(alert.fraction, alert.spent_micros) for alert in alerts] == [(0.8, 16_050)]


def test_a_model_without_a_price_is_not_called(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("models: {mystery: {context: 8000, max_output: 1000}}")

    async def test(stage: Scene) -> None:
        with pytest.raises(errors.PriceUnknown, match="mystery"):
            await stage.ask(model="mystery")

    assert play(test, completion(), catalog=Catalog.load(file)).endpoint.requests == []


def test_five_failures_open_the_circuit_and_one_probe_closes_it() -> None:
    policy = RetryPolicy(attempts=1)

    async def test(stage: Scene) -> None:
        for _ in range(5):
            with pytest.raises(errors.ProviderUnavailable):
                await stage.ask()
        with pytest.raises(errors.CircuitOpen):
            await stage.ask()
        assert len(stage.endpoint.requests) == 5
        stage.clock.advance(61)
        stage.endpoint.replies[:] = [completion()]
        assert (await stage.ask()).value.number == "A-1"
        await stage.ask("another text")

    stage = play(test, error(503), retry=policy)
    assert len(stage.endpoint.requests) == 7
    assert sum(cost or 0 for cost in stage.costs) == 2 * COST


def test_rate_limits_do_not_open_the_circuit() -> None:
    async def test(stage: Scene) -> None:
        for _ in range(8):
            with pytest.raises(errors.RateLimited):
                await stage.ask()

    assert len(play(test, error(429), retry=RetryPolicy(attempts=1)).endpoint.requests) == 8


def test_a_cancelled_call_leaves_no_hold_behind() -> None:
    async def test(stage: Scene) -> None:
        task = asyncio.create_task(stage.ask())
        while not stage.endpoint.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    stage = play(test, Reply(after_s=0.5))
    assert (stage.statuses, stage.costs) == (["failed"], [None])


def test_a_parameter_that_the_model_does_not_take_is_left_out_from_then_on() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()
        await stage.ask("another text")

    refused = error(400, "unsupported_value", param="temperature")
    requests = play(test, refused, completion()).endpoint.requests
    assert ["temperature" in request for request in requests] == [True, False, False]


def test_the_price_follows_cached_tokens_and_the_tier_that_served() -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 800}}

    async def test(stage: Scene) -> None:
        assert (await stage.ask("a")).cost_micros == 78
        assert (await stage.ask("b")).cost_micros == COST // 2

    play(test, completion(usage=usage), completion(tier="flex"))


def test_plain_text_is_guarded_in_the_same_way() -> None:
    async def test(stage: Scene) -> None:
        assert await stage.client.call_with_retry("Say hello.") == "hello"
        assert await stage.client.call_with_retry("Say hello.") == "hello"

    stage = play(test, error(500), completion("hello"))
    assert (len(stage.endpoint.requests), stage.statuses) == (2, ["failed", "ok"])


def test_neither_the_key_nor_the_document_reaches_errors_or_logs(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    document = "Planted Meadow Tools owes 48,321.90 on invoice PL-77231"
    body = {"message": f"key {KEY} is fine but the text '{document.upper()}' and PL-77231 are not", "code": "x"}

    async def test(stage: Scene) -> None:
        for status in (400, 401, 404, 429, 500):
            stage.endpoint.replies[:] = [Reply(status, json.dumps({"error": body}).encode())]
            with pytest.raises(errors.InvoiceLLMError) as caught:
                await stage.ask(document)
            told.append(repr(caught.value))

    with caplog.at_level(logging.DEBUG, "invoice_llm"):
        play(test, error(500))
    everything = " ".join([*told, *(record.getMessage() for record in caplog.records if "invoice_llm" in record.name)])
    assert "the text" in told[0]
    for secret in (KEY, "planted", "meadow", "77231", "48,321"):
        assert secret not in everything.casefold()


def test_metrics_count_what_was_done() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()
        figures = stage.client.metrics.snapshot()["extract"]
        assert figures[MODEL]["gen_ai.usage.input_tokens"] == 1000
        assert figures[MODEL]["cost_micros"] == COST
        assert figures["unknown"]["error.type"] == {"ProviderUnavailable": 1}

    play(test, error(500), completion())
