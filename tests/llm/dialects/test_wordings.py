"""Refusals as endpoints and gateways word them, each read as what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from invoice_llm import errors
from invoice_llm.llm.dialects.causes import Cause
from invoice_llm.llm.wire.translating import RefusedRequest, by_status, error_in


def meaning(status: int, body: object) -> errors.InvoiceLLMError | None:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return error_in(text, {}) if status == 200 else by_status(status, text, {})


def refusal(status: int, body: object) -> RefusedRequest:
    error = meaning(status, body)
    assert isinstance(error, RefusedRequest), error
    return error


def told(message: str, **more: object) -> object:
    """An error object as most endpoints send it."""
    return {"error": {"message": message, **more}}


WORDED: dict[str, list[tuple[int, str]]] = yaml.safe_load(
    (Path(__file__).parent / "refusals.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("status", "body"), WORDED["too long"])
def test_a_request_that_is_too_long(status: int, body: object) -> None:
    assert refusal(status, body).refusal.kind is Cause.TOO_LONG


@pytest.mark.parametrize(("status", "body"), WORDED["filtered"])
def test_a_document_that_a_filter_stops(status: int, body: object) -> None:
    assert refusal(status, body).refusal.kind is Cause.CONTENT_FILTER


@pytest.mark.parametrize(("status", "body"), WORDED["gone"])
def test_a_model_that_is_not_there(status: int, body: object) -> None:
    assert refusal(status, body).refusal.kind in (Cause.MODEL_GONE, Cause.WRONG_PLACE)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(errors.ProviderUnavailable, "passing"), (errors.RateLimited, "too fast"), (errors.QuotaExhausted, "unpaid")],
)
def test_what_is_wrong_with_the_service_or_the_account_is_no_refusal(
    kind: type[errors.InvoiceLLMError], name: str
) -> None:
    for status, body in WORDED[name]:
        assert type(meaning(status, body)) is kind, body


def test_an_answer_that_the_endpoint_threw_away_itself_is_an_odd_one() -> None:
    body = told("Failed to generate JSON.", code="json_validate_failed", failed_generation="{")
    assert type(meaning(400, body)) is errors.AnswerNotJson


FORBIDDEN = {"type": "extra_forbidden", "loc": ["body", "service_tier"], "msg": "Extra inputs are not permitted"}


@pytest.mark.parametrize(
    "body",
    [
        {"object": "error", "message": {"detail": [FORBIDDEN]}, "type": "invalid_request_error", "code": None},
        told("Provider returned error", code=400, metadata={"raw": json.dumps({"detail": [FORBIDDEN]})}),
        told("Provider returned error", code=400, metadata={"raw": {"detail": [FORBIDDEN]}}),
        {"detail": [{**FORBIDDEN, "loc": ["body", -1, "service_tier"]}]},
    ],
)
def test_a_key_that_a_refusal_names_is_found_wherever_it_stands(body: object) -> None:
    assert refusal(422, body).refusal.params == ("service_tier",)


def test_a_limit_of_the_output_alone_is_no_document_that_is_too_long() -> None:
    for text in (
        "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
        "max_tokens: 65536 > 8192, which is the maximum allowed number of output tokens for this model",
    ):
        assert refusal(400, told(text)).refusal.kind is Cause.FORM
