"""Dialects as values: what each refusal teaches, and that learning always comes to an end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.llm.dialects.causes import Cause
from invoice_llm.llm.dialects.dialect import OPTIONAL, Dialect, Form, dialect_of, dialect_text, in_dialect
from invoice_llm.llm.dialects.learning import MOST_STEPS, next_dialect
from invoice_llm.llm.dialects.refusals import read_refusal
from invoice_llm.llm.dialects.wording import LONGEST_WORDS, own_words

SCHEMA = {"type": "object", "properties": {"number": {"type": "string"}}}
REQUEST: dict[str, Any] = {
    "model": "m",
    "messages": [{"role": "system", "content": "copy"}, {"role": "user", "content": "a page"}],
    "max_completion_tokens": 900,
    "temperature": 0,
    "logprobs": True,
    "service_tier": "default",
    "prompt_cache_key": "v1",
    "reasoning_effort": "none",
    "response_format": {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": SCHEMA}},
}
WITH_PICTURE = {
    **REQUEST,
    "messages": [
        {
            "role": "user",
            "content": [{"type": "text", "text": "a page"}, {"type": "image_url", "image_url": {"url": "data:x"}}],
        }
    ],
}


def openai(message: str, param: str | None = None, code: str | None = None) -> str:
    return json.dumps({"error": {"message": message, "type": "invalid_request_error", "param": param, "code": code}})


def pydantic(*loc: str, msg: str = "Extra inputs are not permitted") -> dict[str, Any]:
    return {"type": "extra_forbidden", "loc": ["body", *loc], "msg": msg, "input": "temperature max_tokens"}


VLLM = (
    "[{'type': 'extra_forbidden', 'loc': ('body', 'service_tier'), 'msg': 'Extra inputs are not permitted', "
    "'input': {'temperature': 0, 'max_tokens': 5}}]"
)


@pytest.mark.parametrize(
    ("status", "body", "changes"),
    [
        (400, openai("Unsupported parameter: 'temperature'", "temperature"), {"left_out": {"temperature"}}),
        (
            400,
            openai(
                "Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens' instead.", "max_completion_tokens"
            ),
            {"left_out": {"max_completion_tokens"}},
        ),
        (400, openai("logprobs are not supported with reasoning models"), {"left_out": {"logprobs"}}),
        (422, json.dumps({"detail": [pydantic("service_tier")]}), {"left_out": {"service_tier"}}),
        (400, json.dumps({"object": "error", "message": VLLM, "code": 400}), {"left_out": {"service_tier"}}),
        (400, '{"error": "json: unknown field \\"service_tier\\""}', {"left_out": {"service_tier"}}),
        (415, "Unsupported parameter: prompt_cache_key", {"left_out": {"prompt_cache_key"}}),
        (405, '{"detail": "reasoning_effort is not supported here"}', {"left_out": {"reasoning_effort"}}),
        (404, openai("This endpoint does not support the parameter seed or logprobs"), {"left_out": {"logprobs"}}),
        (400, openai("'strict' is not supported", "response_format"), {"form": Form.PLAIN}),
        (
            422,
            json.dumps(
                {"detail": [pydantic("response_format", "type", msg="Input should be 'text' or 'json_object'")]}
            ),
            {"form": Form.OBJECT},
        ),
        (500, '{"error": {"code": 500, "message": "Failed to parse grammar"}}', {"form": Form.PLAIN}),
        (400, '{"error": "response_format.type must be text"}', {"form": Form.PROMPT}),
        (400, openai("System role not supported"), {"merged": True}),
        (
            422,
            json.dumps({"detail": [pydantic("max_tokens", msg="Field required")]}),
            {"left_out": {"max_completion_tokens"}},
        ),
    ],
)
def test_a_refusal_that_names_its_cause_changes_that_alone(status: int, body: str, changes: dict[str, Any]) -> None:
    expected = Dialect(**{**changes, "left_out": frozenset(changes.get("left_out", ()))})
    assert next_dialect(read_refusal(status, body), REQUEST, Dialect(), proven=True) == expected


def test_a_model_without_eyes_gets_the_texts_alone() -> None:
    refusal = read_refusal(500, openai("image input is not supported - hint: you may need to provide the mmproj"))
    learned = next_dialect(refusal, WITH_PICTURE, Dialect(), proven=True)
    assert learned == Dialect(pictures=False)
    assert in_dialect(WITH_PICTURE, learned)["messages"] == [{"role": "user", "content": "a page"}]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, openai("filtered by the content management policy", code="content_filter"), Cause.CONTENT_FILTER),
        (422, '{"detail": "the prompt was flagged by the content policy"}', Cause.CONTENT_FILTER),
        (
            400,
            openai("maximum context length is 4096 tokens", "messages", "context_length_exceeded"),
            Cause.TOO_LONG,
        ),
        (400, openai("max_tokens is too large: 16000. This model supports at most 4096"), Cause.TOO_LONG),
        (422, '{"error": "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000"}', Cause.TOO_LONG),
        (413, "<html><h1>Request Entity Too Large</h1></html>", Cause.TOO_LONG),
        (404, openai("The model `m` does not exist", code="model_not_found"), Cause.MODEL_GONE),
        (
            404,
            '{"error": {"code": "DeploymentNotFound", "message": "The API deployment does not exist."}}',
            Cause.MODEL_GONE,
        ),
        (400, '{"error": {"message": "model \\"m\\" not found, try pulling it first"}}', Cause.MODEL_GONE),
        (404, "<html>404 Not Found</html>", Cause.WRONG_PLACE),
        (405, '{"detail": "Method Not Allowed"}', Cause.WRONG_PLACE),
    ],
)
def test_what_no_form_can_cure_is_told_apart(status: int, body: str, kind: Cause) -> None:
    refusal = read_refusal(status, body)
    assert refusal.kind is kind
    assert next_dialect(refusal, REQUEST, Dialect(), proven=False) is None


def test_an_unnamed_cause_is_guessed_only_for_an_endpoint_that_took_nothing_yet() -> None:
    refusal = read_refusal(400, "Bad Request")
    assert next_dialect(refusal, REQUEST, Dialect(), proven=True) is None
    known: Dialect | None = Dialect()
    tried = []
    while known is not None:
        tried.append(known)
        known = next_dialect(refusal, REQUEST, known, proven=False)
    assert len(tried) - 1 <= MOST_STEPS
    assert tried[-1] == Dialect(
        form=Form.PROMPT, left_out=OPTIONAL & set(REQUEST) | {"max_completion_tokens"}, merged=True
    )
    assert list(in_dialect(REQUEST, tried[-1])) == ["model", "messages", "max_tokens"]


WORDS = st.sampled_from(
    [
        *sorted(OPTIONAL),
        "max_tokens",
        "max_completion_tokens",
        "response_format",
        "json_schema",
        "json_object",
        "strict",
        "is not supported",
        "must be",
        "'text'",
        "unknown field",
        "use",
        "instead",
        "image",
        "system role",
        "Bad Request",
    ]
)


@given(
    said=st.lists(st.tuples(st.sampled_from([400, 404, 405, 415, 422, 500]), st.lists(WORDS, max_size=4)), max_size=40),
    proven=st.booleans(),
    picture=st.booleans(),
)
def test_learning_never_comes_back_to_what_was_tried_and_ends(
    said: list[tuple[int, list[str]]], proven: bool, picture: bool
) -> None:
    request, known = WITH_PICTURE if picture else REQUEST, Dialect()
    steps = 0
    for status, words in said:
        following = next_dialect(read_refusal(status, " ".join(words)), request, known, proven=proven)
        if following is None:
            continue
        assert following.steps > known.steps
        assert dialect_of(dialect_text(following)) == following
        assert in_dialect(request, following)["messages"]
        known, steps = following, steps + 1
    assert steps <= MOST_STEPS


def test_without_a_parameter_for_it_the_schema_stands_in_the_first_message() -> None:
    said = in_dialect(REQUEST, Dialect(form=Form.OBJECT))
    assert said["response_format"] == {"type": "json_object"}
    assert "JSON schema" in said["messages"][0]["content"]
    assert said["messages"][1:] == REQUEST["messages"][1:]
    assert "response_format" not in in_dialect(REQUEST, Dialect(form=Form.PROMPT))
    assert in_dialect(REQUEST, Dialect()) == REQUEST


def test_a_kept_dialect_that_is_not_understood_is_none() -> None:
    assert dialect_of("") is None
    assert dialect_of('{"form": "telegram", "left_out": [], "pictures": true, "merged": false}') is None


def test_an_endpoints_words_are_bounded_and_quote_neither_key_nor_document() -> None:
    document = "Planted Meadow Tools owes 48,321.90 on PL-77231, see https://meadow.example"
    said = f"Key sk-planted-1 (hunter2) may not send 'planted meadow tools OWES 48,321.90' or PL-77231 {'really ' * 90}"
    told = own_words(said, texts=[document], key="hunter2")
    assert "may not send" in told
    assert len(told) <= LONGEST_WORDS
    for secret in ("planted", "hunter2", "meadow", "48,321", "77231"):
        assert secret not in told.casefold()
