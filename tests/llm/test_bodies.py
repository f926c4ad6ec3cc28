"""Answers in other forms than a chat completion: the same text and the same tokens come out of each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from invoice_llm import errors
from invoice_llm.llm.answer import read_body, text_of, usage_in
from invoice_llm.llm.usages import read_usage
from invoice_llm.llm.wire.translating import error_in

GOOD = '{"number": "A-1"}'
USAGE = {"prompt_tokens": 1000, "completion_tokens": 100}
CHAT: dict[str, Any] = {
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": GOOD}}],
    "usage": USAGE,
}


def chunks(*deltas: dict[str, Any], last: dict[str, Any] | None = None) -> str:
    events = [{"model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    events += [
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        last or {"choices": [], "usage": USAGE},
    ]
    lines = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
    return f": OPENROUTER PROCESSING\n\n{lines}data: [DONE]\n\n"


BODIES: dict[str, str] = {
    "as it is": json.dumps(CHAT),
    "with a byte order mark": "\ufeff" + json.dumps(CHAT),
    "after lines that keep the connection alive": "\n\n  \n" + json.dumps(CHAT),
    "a stream": chunks({"role": "assistant", "content": GOOD[:5]}, {"content": GOOD[5:]}),
    "a stream of a call": chunks(
        {"tool_calls": [{"index": 0, "function": {"name": "x", "arguments": GOOD[:7]}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": GOOD[7:]}}]},
    ),
    "a stream with its usage in a choice": chunks(
        {"content": GOOD}, last={"choices": [{"index": 0, "delta": {}, "usage": USAGE, "finish_reason": "stop"}]}
    ),
    "a stream of one whole answer": f"data: {json.dumps(CHAT)}\n\ndata: [DONE]\n",
    "a delta in place of the message": json.dumps({**CHAT, "choices": [{"delta": {"content": GOOD}}]}),
    "a list of one": json.dumps([CHAT]),
    "in an envelope": json.dumps({"success": True, "errors": [], "result": CHAT}),
    "in two envelopes": json.dumps({"data": {"response": CHAT}}),
    "JSON in a text": json.dumps(json.dumps(CHAT)),
    "a proxy's event": json.dumps({"statusCode": 200, "headers": {}, "body": json.dumps(CHAT)}),
    "messages": json.dumps(
        {
            "type": "message",
            "content": [{"type": "thinking", "thinking": "{"}, {"type": "text", "text": GOOD}],
            "stop_reason": "end_turn",
            "usage": {"input_tokens": 1000, "output_tokens": 100},
        }
    ),
    "responses": json.dumps(
        {
            "object": "response",
            "status": "completed",
            "output": [
                {"type": "reasoning", "summary": []},
                {"type": "message", "content": [{"type": "output_text", "text": GOOD}]},
            ],
            "usage": {"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100},
        }
    ),
    "converse": json.dumps(
        {
            "output": {"message": {"role": "assistant", "content": [{"text": GOOD}]}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 1000, "outputTokens": 100, "totalTokens": 1100},
        }
    ),
    "generateContent": json.dumps(
        {
            "candidates": [{"content": {"parts": [{"text": GOOD}], "role": "model"}, "finishReason": "STOP"}],
            "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 100, "totalTokenCount": 1100},
        }
    ),
    "a local chat": json.dumps(
        {"message": {"role": "assistant", "content": GOOD}, "done": True, "prompt_eval_count": 1000, "eval_count": 100}
    ),
}


@pytest.mark.parametrize("form", BODIES)
def test_every_form_holds_the_same_answer_and_the_same_tokens(form: str) -> None:
    completion = read_body(BODIES[form])
    assert text_of(completion) == GOOD
    assert completion.usage is not None
    assert (completion.usage.input, completion.usage.output) == (1000, 100)
    assert error_in(BODIES[form], {}) is None


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "data: [DONE]\n", "data: {\n", "<html></html>", "[[[]]]", '{"x": 1}']
)
def test_where_no_answer_is_nothing_is_made_up(body: str) -> None:
    with pytest.raises(errors.AnswerNotJson):
        read_body(body)


def test_a_stream_that_breaks_off_is_an_answer_that_was_cut_off() -> None:
    with pytest.raises(errors.AnswerCutOff):
        text_of(read_body('data: {"choices":[{"delta":{"content":"{"},"finish_reason":null}]}\n'))


def test_a_stream_that_tells_of_an_error_is_that_error() -> None:
    body = chunks({"content": "{"}, last={"error": {"code": 502, "message": "Upstream"}})
    assert isinstance(error_in(body, {}), errors.ProviderUnavailable)


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": "1000", "completion_tokens": "100"},
        {"prompt_tokens": 1000.0, "completion_tokens": 100.0},
        {"input_tokens": 200, "output_tokens": 100, "cache_read_input_tokens": 700, "cache_creation_input_tokens": 100},
        {"prompt_tokens": 1000, "completion_tokens": 30, "total_tokens": 1100},
    ],
)
def test_tokens_are_counted_under_every_name(usage: dict[str, Any]) -> None:
    """The last one is of a provider that counts the thinking in the total alone."""
    found = read_usage(usage)
    assert found is not None
    assert (found.input, found.output) == (1000, 100)


@pytest.mark.parametrize("value", ["1e3", "-5", "", "9" * 30, 1e30, float("nan"), 10.5, True, None])
def test_what_is_no_count_is_none(value: object) -> None:
    assert read_usage({"prompt_tokens": value, "completion_tokens": 5}) is None


@pytest.mark.parametrize("end", ["content_filter: PROHIBITED_CONTENT", "SAFETY", "guardrail_intervened", "RECITATION"])
def test_an_answer_that_was_stopped_is_the_work_of_a_filter(end: str) -> None:
    completion = read_body(json.dumps({**CHAT, "choices": [{"message": {"content": "no"}, "finish_reason": end}]}))
    with pytest.raises(errors.ContentFiltered):
        text_of(completion)


@pytest.mark.parametrize("end", ["MAX_TOKENS", "max_tokens", "length", "model_length", "incomplete"])
def test_an_answer_that_ran_out_of_room_is_cut_off(end: str) -> None:
    completion = read_body(json.dumps({**CHAT, "choices": [{"message": {"content": "{"}, "finish_reason": end}]}))
    with pytest.raises(errors.AnswerCutOff):
        text_of(completion)


def test_a_body_without_an_answer_still_tells_its_tokens() -> None:
    usage = usage_in(json.dumps({"choices": [], "usage": {"inputTokens": 7, "outputTokens": 0}}))
    assert usage is not None
    assert usage.input == 7
