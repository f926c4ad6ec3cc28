"""The one module that sees the SDK: what each of its exceptions means, and what goes out for which model."""

from __future__ import annotations

import asyncio
import inspect
from datetime import timedelta
from typing import Any

import httpx2
import openai
import pytest

from invoice_llm import errors
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.wire import RefusedRequest, build_request, connect, send, translate
from tests.airflow.airflow_processes import free_ports
from tests.llm.scripted_endpoint import Reply, serving
from tests.processes import HANG_S

CATALOG = Catalog.load()
REQUEST = httpx2.Request("POST", "https://api.test/v1/chat/completions")

# Raised by SDK helpers that are not called here; listed so that a new one fails the last test.
NOT_USED = {
    "APIError",
    "APIStatusError",
    "OpenAIError",
    "LengthFinishReasonError",
    "ContentFilterFinishReasonError",
    "InvalidWebhookSignatureError",
    "SubjectTokenProviderError",
    "WebSocketConnectionClosedError",
    "WebSocketQueueFullError",
    "OAuthError",
}
MAPPED = {
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "BadRequestError",
    "UnprocessableEntityError",
    "RateLimitError",
    "ConflictError",
    "InternalServerError",
    "APITimeoutError",
    "APIConnectionError",
    "APIResponseValidationError",
}


def raised_for(status: int, *, body: object = None, headers: dict[str, str] | None = None) -> errors.InvoiceLLMError:
    """Let the SDK itself build the exception for a status."""

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, json=body or {}, headers=headers)

    async def call() -> None:
        transport = httpx2.MockTransport(answer)
        async with connect(
            base_url="http://test/v1", api_key="k", concurrency=1, timeout_s=1, transport=transport
        ) as c:
            await send(c, {"model": "m", "messages": []})

    with pytest.raises(errors.InvoiceLLMError) as caught:
        asyncio.run(call())
    return caught.value


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, RefusedRequest),
        (401, errors.CredentialsRejected),
        (402, errors.QuotaExhausted),
        (403, errors.CredentialsRejected),
        (404, RefusedRequest),
        (408, errors.ProviderUnavailable),
        (409, errors.ProviderUnavailable),
        (413, RefusedRequest),
        (423, errors.ProviderUnavailable),
        (425, errors.ProviderUnavailable),
        (499, errors.ProviderUnavailable),
        (501, RefusedRequest),
        (422, RefusedRequest),
        (429, errors.RateLimited),
        (500, errors.ProviderUnavailable),
        (503, errors.ProviderUnavailable),
        (529, errors.ProviderUnavailable),
    ],
)
def test_each_status_has_one_meaning(status: int, expected: type[errors.InvoiceLLMError]) -> None:
    assert type(raised_for(status)) is expected


def test_out_of_credit_is_no_rate_limit() -> None:
    assert type(raised_for(429, body={"error": {"code": "insufficient_quota"}})) is errors.QuotaExhausted


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 GMT", "date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 30),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30", "date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 30),
        ({"retry-after": "Monday, 23-Nov-26 12:00:30 GMT", "date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 30),
        ({"retry-after": "Mon Nov 23 12:00:30 2026", "date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 30),
        ({"retry-after": "Mon, 23 Nov 2026 13:00:30 +0100", "date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 30),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 GMT", "date": "yesterday"}, 0),
        ({"retry-after": "Mon, 23 Nov 1999 12:00:30"}, 0),
        ({"retry-after": "999999999"}, 86_400),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "1e400"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "Mon, 99 Foo 2026 12:00:30 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wait_that_is_asked_for_is_carried_along(headers: dict[str, str], seconds: float | None) -> None:
    error = raised_for(429, headers=headers)
    assert isinstance(error, errors.TransientError)
    asked = None if error.retry_after is None else error.retry_after.total_seconds()
    assert asked == seconds


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"error": {"message": "Rate limit reached", "retry_after": 7}}, 7),
        ({"detail": "Too many requests", "retry_after": "1.5"}, 1.5),
        ({"error": {"retry_after_ms": 250}}, 0.25),
        ({"error": {"retryAfterSeconds": 12}}, 12),
        ([{"error": {"code": 429, "details": [{"@type": "google.rpc.RetryInfo", "retryDelay": "34s"}]}}], 34),
        ({"error": {"message": "Rate limit reached for x. Please try again in 1m26.4s. Visit y"}}, 86.4),
        ({"error": {"message": "Limit 3, used 3. Please try again in 20ms."}}, 0.02),
        ({"error": {"message": "Please retry after 32 seconds."}}, 32),
        ({"error": {"message": "Too many requests, please wait for 2 minutes before the next one"}}, 120),
        ({"error": {"message": "try again in 9 hours"}}, 32_400),
        ({"error": {"message": "try again in 900 hours"}}, 86_400),
        ({"error": {"message": "try again soon", "retry_after": None}}, None),
        ({"error": {"message": "try again", "retry_after": "-5"}}, None),
        ({"error": {"message": "rate limit: 3 requests in 20 s"}}, None),
    ],
)
def test_the_wait_may_stand_in_the_body_alone(body: Any, seconds: float | None) -> None:
    error = raised_for(429, body=body)
    assert isinstance(error, errors.RateLimited)
    asked = None if error.retry_after is None else error.retry_after.total_seconds()
    assert asked == seconds
    headed = raised_for(429, body=body, headers={"retry-after": "3"})
    assert isinstance(headed, errors.RateLimited)
    assert headed.retry_after == timedelta(seconds=3)


def test_a_full_pool_of_our_own_says_nothing_about_the_provider() -> None:
    error = openai.APITimeoutError(REQUEST)
    error.__cause__ = httpx2.PoolTimeout("full")
    assert isinstance(translate(error), errors.LocalOverload)


@pytest.mark.parametrize(
    ("cause", "billed"),
    [
        (httpx2.ConnectError("x"), False),
        (httpx2.ReadError("x"), True),
        (httpx2.RemoteProtocolError("x"), True),
    ],
)
def test_only_a_connection_that_stood_may_have_been_billed(cause: Exception, billed: bool) -> None:
    error = openai.APIConnectionError(request=REQUEST)
    error.__cause__ = cause
    ours = translate(error)
    assert isinstance(ours, errors.ProviderUnavailable)
    assert ours.may_be_billed is billed


def test_older_and_local_models_get_the_older_parameter() -> None:
    request = build_request(CATALOG["gpt-4"], [], max_output_tokens=7)
    assert (request["max_tokens"], request["temperature"]) == (7, 0)
    assert "reasoning_effort" not in request


def test_the_cache_key_goes_to_the_provider_only() -> None:
    sent = build_request(CATALOG["gpt-6-luna"], [], max_output_tokens=7, cache_key="v1")
    assert sent["prompt_cache_key"] == "v1"
    assert "prompt_cache_key" not in build_request(
        CATALOG["embedded-label-reader"], [], max_output_tokens=7, cache_key="v1"
    )


def test_no_sdk_exception_is_new_to_us() -> None:
    sdk = {
        name
        for name in dir(openai)
        if name.endswith("Error") and not name.startswith("_") and inspect.isclass(getattr(openai, name))
    }
    assert sdk - MAPPED - NOT_USED == set()


@pytest.mark.parametrize(
    ("scheme", "served", "told"),
    [("http", False, "nobody listens"), ("http", True, "407"), ("socks5", True, "socksio"), ("htp", True, "proxy")],
)
def test_a_proxy_that_is_of_no_use_is_named(
    scheme: str, served: bool, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "http_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    async def story() -> errors.InvoiceLLMError:
        async with serving(Reply(407)) as proxy:
            place = (
                proxy.base_url.removesuffix("/v1").partition("://")[2] if served else f"127.0.0.1:{free_ports(1)[0]}"
            )
            monkeypatch.setenv("HTTP_PROXY", f"{scheme}://{place}")
            with pytest.raises((errors.ProviderUnavailable, errors.ConfigurationError), match=told) as caught:
                async with connect(
                    base_url="http://model.test/v1", api_key="k", concurrency=1, timeout_s=5
                ) as endpoint:
                    await send(endpoint, {"model": "m", "messages": []})
            return caught.value

    assert "proxy" in str(asyncio.run(story())) or not served


def test_why_no_connection_was_made_is_told() -> None:
    async def story() -> None:
        async with connect(
            base_url="http://no-such-host.invalid/v1", api_key="k", concurrency=1, timeout_s=HANG_S
        ) as endpoint:
            with pytest.raises(errors.ProviderUnavailable, match="its name is not known"):
                await send(endpoint, {"model": "m", "messages": []})

    asyncio.run(story())
