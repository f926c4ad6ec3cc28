"""The guarded call against a real server on a socket."""

from __future__ import annotations

import json
import logging

import pytest

from invoice_llm import errors
from tests.llm.playing import COST, play
from tests.llm.scripted_client import KEY, MODEL, Scene
from tests.llm.scripted_endpoint import Reply, completion, error


def test_an_answer_is_checked_paid_and_kept() -> None:
    async def test(stage: Scene) -> None:
        answer = await stage.ask()
        assert (answer.value.number, answer.cost_micros, answer.from_store) == ("A-1", COST, False)

    stage = play(test, completion())
    assert (stage.statuses, stage.costs) == (["ok"], [COST])


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


def test_a_parameter_that_the_model_does_not_take_is_left_out_from_then_on() -> None:
    async def test(stage: Scene) -> None:
        await stage.ask()
        await stage.ask("another text")

    refused = error(400, "unsupported_value", param="temperature")
    requests = play(test, refused, completion()).endpoint.requests
    assert ["temperature" in request for request in requests] == [True, False, False]


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
