"""Schemas, bodies of answers, retry rules and metrics, without any connection."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from tenacity import Future, RetryCallState

from invoice_llm import errors
from invoice_llm.calls import Usage
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.answer import read_body, value_of
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.schema import response_format, strict_schema
from invoice_llm.llm.telemetry.metrics import LLMMetrics
from invoice_llm.llm.usages import read_usage


class Number(BaseModel):
    number: str


def body(content: Any, **changes: Any) -> str:
    message = {"content": content, "refusal": changes.pop("refusal", None)}
    return json.dumps({"choices": [{"finish_reason": "stop", "message": message, **changes}]})


def test_every_part_of_a_strict_schema_is_required_and_closed() -> None:
    schema = strict_schema(PrintedInvoice)
    parts = [schema, *schema["$defs"].values()]
    for part in parts:
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
    assert strict_schema(PrintedInvoice) is schema
    assert response_format("x", PrintedInvoice)["json_schema"]["strict"] is True


def test_a_class_that_no_provider_takes_is_refused_by_name() -> None:
    class Free(BaseModel):
        values: dict[str, str]

    class Anything(BaseModel):
        values: dict[str, Any]

    class Preset(BaseModel):
        value: str = "x"

    for answer, told in ((Free, "free keys"), (Anything, "free keys"), (Preset, "default")):
        with pytest.raises(errors.ConfigurationError, match=told):
            strict_schema(answer)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (body('{"number": [5]}'), errors.AnswerOffSchema),
        (body("not json"), errors.AnswerOffSchema),
        (body('{"number": "A"', finish_reason="length"), errors.AnswerCutOff),
        (body(None, refusal="no"), errors.AnswerRefused),
        (body(""), errors.AnswerNotJson),
        ("[]", errors.AnswerNotJson),
        ('{"choices": [7]}', errors.AnswerNotJson),
        ("<html>", errors.AnswerNotJson),
    ],
)
def test_each_odd_answer_has_its_own_error(text: str, kind: type[errors.OddAnswer]) -> None:
    with pytest.raises(kind):
        value_of(read_body(text), Number)


@pytest.mark.parametrize("message", ['"text"', '["x"]', "null"])
def test_a_message_of_another_form_is_no_answer(message: str) -> None:
    with pytest.raises(errors.AnswerNotJson):
        read_body(f'{{"choices": [{{"message": {message}}}]}}')
    with pytest.raises(errors.AnswerNotJson):
        read_body("[" * 100_000)


def test_a_key_that_the_model_made_up_is_not_told() -> None:
    class Closed(BaseModel):
        model_config = ConfigDict(extra="forbid")

    with pytest.raises(errors.AnswerOffSchema) as caught:
        value_of(read_body(body('{"DE89-SECRET": 1}')), Closed)
    assert "SECRET" not in str(caught.value)


def test_the_error_of_an_answer_names_places_and_never_values() -> None:
    with pytest.raises(errors.AnswerOffSchema) as caught:
        value_of(read_body(body('{"number": ["SECRET"], "other": "SECRET"}')), Number)
    assert "number" in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_usage_is_taken_with_its_details_or_not_at_all() -> None:
    details = {"prompt_tokens_details": {"cached_tokens": 3}, "completion_tokens_details": {"reasoning_tokens": 2}}
    usage = read_usage({"prompt_tokens": 10, "completion_tokens": 5, **details})
    assert usage == Usage(input=10, output=5, cached=3, reasoning=2)
    assert read_usage({"prompt_tokens": 10}) is None
    assert read_usage(None) is None
    assert read_usage({"prompt_tokens": True, "completion_tokens": 5}) is None
    assert read_usage({"prompt_tokens": 10, "completion_tokens": 5, "prompt_tokens_details": []}) == Usage(
        input=10, output=5
    )


def state(attempt: int, error: Exception) -> RetryCallState:
    made = RetryCallState(None, None, (), {})  # type: ignore[arg-type]
    made.attempt_number = attempt
    made.outcome = Future.construct(attempt, error, has_exception=True)
    return made


def test_waits_double_from_four_to_ten_seconds() -> None:
    policy = RetryPolicy(jitter=timedelta(0))
    waits = [policy.wait(state(attempt, errors.ProviderUnavailable("x"))) for attempt in (1, 2, 3)]
    assert waits == [4, 8, 10]


def test_a_wait_is_never_shorter_than_the_provider_asks_and_never_the_same_twice() -> None:
    asked = errors.RateLimited("x", retry_after=timedelta(seconds=33))
    waits = {RetryPolicy().wait(state(1, asked)) for _ in range(20)}
    assert all(33 <= wait <= 34 for wait in waits)
    assert len(waits) > 1


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (errors.ProviderUnavailable("x"), True),
        (errors.RateLimited("x"), True),
        (errors.LocalOverload("x"), True),
        (errors.AnswerNotJson("x"), True),
        (errors.AnswerOffSchema("x"), False),
        (errors.AnswerRefused("x"), False),
        (errors.BudgetReached("x"), False),
        (errors.CredentialsRejected("x"), False),
        (errors.RateLimited("x", retry_after=timedelta(minutes=10)), False),
        (ValueError("x"), False),
    ],
)
def test_only_what_may_do_better_is_tried_again(error: Exception, again: bool) -> None:
    assert RetryPolicy().is_retried(error) is again


class Ticks:
    """A timer that is half a second later each time."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.5
        return self.now


def test_a_call_is_timed_as_a_block() -> None:
    metrics = LLMMetrics(timer=Ticks())
    with metrics.track_api_call("extract") as call:
        call.answered("m", Usage(input=10, output=2, cached=4), 7)
    assert metrics.snapshot() == {
        "extract": {
            "m": {
                "calls": 1,
                "error.type": {},
                "gen_ai.client.operation.duration": 0.5,
                "gen_ai.client.operation.duration.max": 0.5,
                "gen_ai.usage.input_tokens": 10,
                "gen_ai.usage.cache_read.input_tokens": 4,
                "gen_ai.usage.output_tokens": 2,
                "cost_micros": 7,
            }
        }
    }


def test_functions_are_timed_by_a_decorator_plain_or_async() -> None:
    metrics = LLMMetrics()

    @metrics.track_api_call("plain")
    def plain(number: int) -> int:
        return number + 1

    @metrics.track_api_call("async")
    async def waiting(number: int) -> int:
        return number + 1

    assert [plain(1), asyncio.run(waiting(2)), plain.__name__] == [2, 3, "plain"]
    assert metrics.figures("plain", "unknown").calls == metrics.figures("async", "unknown").calls == 1


def test_an_error_is_counted_by_name_and_goes_on() -> None:
    metrics = LLMMetrics()

    @metrics.track_api_call("extract")
    def broken() -> None:
        raise errors.RateLimited("x")

    for _ in range(2):
        with pytest.raises(errors.RateLimited):
            broken()
    assert metrics.figures("extract", "unknown").errors == {"RateLimited": 2}
