"""Which failures of a call are tried again, how long is waited, and what they cost."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from invoice_llm import errors
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.memory import MemoryLedger
from invoice_llm.llm.wire import connect
from tests.llm.playing import COST, failing, play
from tests.llm.scripted_client import EXTRACT, KEY, Scene, scene
from tests.llm.scripted_endpoint import CUT, Reply, completion, error

IN_A_RUN = replace(EXTRACT, run_id="monday")


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
