"""The one module that imports the OpenAI SDK.

Retries live in :mod:`invoice_llm.llm.client`, so the SDK's own are off: each attempt has to pass the budget and the
breaker and be written to the ledger.
"""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import cycle
from typing import Any
from urllib.request import getproxies

import httpx2
import openai
from openai import AsyncOpenAI, DefaultAsyncHttpx2Client

from invoice_llm import errors
from invoice_llm.llm.guard.provider_limits import read_limits
from invoice_llm.llm.models.catalog import CatalogModel

Message = Mapping[str, Any]
Endpoint = AsyncOpenAI
"""A connected endpoint, as the rest of the package knows it."""
_QUOTA_CODES = ("insufficient_quota", "billing_hard_limit_reached", "account_deactivated")
_PERMANENT: Mapping[type[openai.APIStatusError], type[errors.PermanentError]] = {
    openai.AuthenticationError: errors.CredentialsRejected,
    openai.PermissionDeniedError: errors.CredentialsRejected,
}
_OPTIONAL = ("temperature", "reasoning_effort", "prompt_cache_key", "service_tier", "logprobs")
_REFUSED = ("unsupported_parameter", "unsupported_value", "unknown_parameter")


LARGEST_BODY = 4_000_000
"""Bytes. An answer is some kilobytes; whatever is larger than this is none."""
_CONNECT_S = 10.0
_POOL = 16
"""Connections in one pool."""


class BodyTooLarge(httpx2.RequestError):
    """More came than any answer can be; the rest was not read."""

    def __init__(self) -> None:
        super().__init__(f"a body of more than {LARGEST_BODY} bytes")


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """A body as it came, before anyone has looked into it. Bytes that are not UTF-8 stand in it as lone surrogates.
    ``headers`` have lower-case names."""

    body: str
    headers: Mapping[str, str]

    @property
    def request_id(self) -> str | None:
        return (self.headers.get("x-request-id") or "")[:128] or None


def connect(
    *, base_url: str | None, api_key: str, concurrency: int, timeout_s: float, transport: Any = None
) -> Endpoint:
    """An SDK client with our timeouts and as many kept connections as calls may be under way.

    ``transport`` replaces the network (the embedded reader's endpoint). The client belongs to one event loop; close it.
    """
    more: dict[str, Any] = {"transport": transport}
    if transport is None:
        more = _over_the_network(concurrency)
    http_client = DefaultAsyncHttpx2Client(
        timeout=httpx2.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s)),
        event_hooks={"response": [_bound]},
        **more,
    )
    return AsyncOpenAI(api_key=api_key, base_url=base_url, max_retries=0, timeout=timeout_s, http_client=http_client)


def _over_the_network(concurrency: int) -> dict[str, Any]:
    """As many connections as calls may be under way, all kept; through a proxy where the environment names one."""
    limits = httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    if concurrency <= _POOL or getproxies():
        return {"limits": limits, "verify": _trust()}
    return {"transport": _Pools(-(-concurrency // _POOL), limits)}


def _trust() -> ssl.SSLContext:
    """The certificates that are trusted, loaded once for all steps of a process: that takes as long as 20 calls."""
    return _loaded_trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _loaded_trust(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    return httpx2.create_ssl_context()


class _Pools(httpx2.AsyncBaseTransport):
    """Several pools in turn. A pool looks at each of its idle connections at every call, with a system call each; with
    a hundred of them that takes longer than the call itself."""

    def __init__(self, count: int, limits: httpx2.Limits) -> None:
        self._pools = [httpx2.AsyncHTTPTransport(verify=_trust(), limits=limits) for _ in range(count)]
        self._turn = cycle(self._pools)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await next(self._turn).handle_async_request(request)

    async def aclose(self) -> None:
        for pool in self._pools:
            await pool.aclose()


async def _bound(response: Any) -> None:
    """Before the body is read: whatever its length says, no more than an answer can have is taken in."""
    if int(response.headers.get("content-length") or 0) > LARGEST_BODY:
        raise BodyTooLarge
    response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    """A body that ends with an error where it gets too large."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for part in self._stream:
            taken += len(part)
            if taken > LARGEST_BODY:
                raise BodyTooLarge
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def build_request(
    model: CatalogModel,
    messages: Sequence[Message],
    *,
    max_output_tokens: int,
    response_format: Mapping[str, Any] | None = None,
    cache_key: str | None = None,
    logprobs: bool = False,
) -> dict[str, Any]:
    """The parameters of one request, by what the model takes. ``logprobs`` asks for those of the answer's tokens."""
    takes = model.capabilities
    request: dict[str, Any] = {
        "model": model.name,
        "messages": [dict(message) for message in messages],
        takes.max_tokens_param: max_output_tokens,
    }
    if response_format is not None:
        request["response_format"] = response_format
    if takes.sampling:
        request["temperature"] = 0
    if logprobs and takes.logprobs:
        request["logprobs"] = True
    if takes.reasoning is not None:
        request["reasoning_effort"] = takes.reasoning
    if takes.service_tier is not None:
        request["service_tier"] = takes.service_tier
    if cache_key is not None and model.endpoint == "openai":
        request["prompt_cache_key"] = cache_key
    return request


async def send(endpoint: Endpoint, request: Mapping[str, Any], *, deadline: timedelta | None = None) -> RawAnswer:
    """Make one attempt, which takes ``deadline`` at most, however slowly the answer drips in. Every SDK exception comes
    out as one of ours.

    The body goes by ``post``, not by ``chat.completions.create``: that walks through the whole schema and all messages
    at each call and changes nothing in them, which takes longer than all the guards together.
    """
    failure: errors.InvoiceLLMError
    try:
        async with asyncio.timeout(None if deadline is None else deadline.total_seconds()):
            response = await endpoint.post("/chat/completions", body=request, cast_to=httpx2.Response)
    except openai.OpenAIError as error:
        failure = translate(error)
    except TimeoutError:
        failure = errors.ProviderUnavailable("the model did not finish its answer in time", may_be_billed=True)
    else:
        return _as_it_came(response)
    raise failure  # outside of the handler: the SDK's exception quotes the request, and would go along as its context


def _as_it_came(response: httpx2.Response) -> RawAnswer:
    return RawAnswer(response.content.decode("utf-8", "surrogateescape"), dict(response.headers))


def without_refused_param(request: Mapping[str, Any], error: errors.RequestRejected) -> dict[str, Any] | None:
    """The request without the parameter that this model turned out not to take; ``None`` if that is not the trouble."""
    if error.code not in _REFUSED or error.param not in request:
        return None
    if error.param == "max_tokens":
        rest = {name: value for name, value in request.items() if name != "max_tokens"}
        return {**rest, "max_completion_tokens": request["max_tokens"]}
    if error.param not in _OPTIONAL:
        return None
    return {name: value for name, value in request.items() if name != error.param}


def translate(error: openai.OpenAIError) -> errors.InvoiceLLMError:
    """Turn an SDK exception into one of ours. Messages name the status and the code, never the provider's free text:
    that may quote the key or the document."""
    if isinstance(error, openai.APIStatusError):
        return _status(error)
    if isinstance(error, openai.APIConnectionError):
        return _connection(error)
    if isinstance(error, openai.APIResponseValidationError):
        return errors.AnswerNotJson("the answer could not be read")
    return errors.RequestRejected(f"the SDK refused the request ({type(error).__name__})")


def _connection(error: openai.APIConnectionError) -> errors.InvoiceLLMError:
    cause = type(error.__cause__).__name__
    if isinstance(error.__cause__, BodyTooLarge):
        return errors.AnswerNotJson(f"the answer is larger than {LARGEST_BODY // 1_000_000} MB")
    if isinstance(error.__cause__, httpx2.DecodingError):
        return errors.AnswerNotJson("the answer is not compressed as its headers say")
    if cause == "PoolTimeout":
        return errors.LocalOverload("no connection was free in our own pool")
    happened = "the model did not answer in time"
    if not isinstance(error, openai.APITimeoutError):
        happened = "the connection to the model failed"
    return errors.ProviderUnavailable(happened, may_be_billed=cause not in ("ConnectError", "ConnectTimeout"))


def _status(error: openai.APIStatusError) -> errors.InvoiceLLMError:
    status, code = error.status_code, _word(error.code) or _word(error.type)
    told = f"status {status}" + (f", {code}" if code else "")
    if code in _QUOTA_CODES or status == 402:
        return errors.QuotaExhausted(f"the account is out of credit ({told}); no wait will cure it")
    if isinstance(error, openai.RateLimitError):
        return errors.RateLimited(f"the provider asks to slow down ({told})", retry_after=_retry_after(error))
    for sdk_type, ours in _PERMANENT.items():
        if isinstance(error, sdk_type):
            return ours(f"the key was not accepted ({told}); check OPENAI_API_KEY and its rights")
    if status >= 500 or status in (408, 409):
        return errors.ProviderUnavailable(f"the provider failed ({told})", retry_after=_retry_after(error))
    return errors.RequestRejected(f"the provider rejected the request ({told})", param=_word(error.param), code=code)


def _word(text: object) -> str | None:
    """A code is one word; whatever else stands in its place may be a text that quotes the document."""
    return text if isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", text) else None


def _retry_after(error: openai.APIStatusError) -> timedelta | None:
    """``retry-after-ms`` or ``retry-after``, in seconds or as a date."""
    headers = error.response.headers
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return timedelta(seconds=max(float(headers[name]) / unit, 0))
        except (KeyError, ValueError, OverflowError):
            continue
    return _until(headers.get("retry-after"), headers.get("date")) or read_limits(headers).wait


def _until(moment: str | None, now: str | None) -> timedelta | None:
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    if not moment:
        return None
    try:
        then = parsedate_to_datetime(moment)
        start = parsedate_to_datetime(now) if now else datetime.now(UTC)
    except ValueError:
        return None
    return max(then - start, timedelta(0))
