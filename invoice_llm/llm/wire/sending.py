"""One attempt: a body out, a body in, and every exception on the way as one of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import openai

from invoice_llm import errors
from invoice_llm.llm.wire.connecting import Endpoint
from invoice_llm.llm.wire.decoding import body_text
from invoice_llm.llm.wire.departure import Departure, watch
from invoice_llm.llm.wire.translating import RefusedRequest, error_in, translate


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """A body as it came, before anyone has looked into it. Bytes of no known encoding stand in it as lone surrogates.
    ``headers`` have lower-case names."""

    body: str
    headers: Mapping[str, str]

    @property
    def is_web_page(self) -> bool:
        """True for what no endpoint for models sends with status 200."""
        text = self.body.lstrip("\ufeff \t\r\n")
        return text.startswith("<") or ("html" in self.headers.get("content-type", "") and not text.startswith("{"))

    @property
    def request_id(self) -> str | None:
        return (self.headers.get("x-request-id") or "")[:128] or None


async def send(
    endpoint: Endpoint,
    request: Mapping[str, Any],
    *,
    deadline: timedelta | None = None,
    departure: Departure | None = None,
) -> RawAnswer:
    """Make one attempt, which takes ``deadline`` at most, however slowly the answer drips in. ``departure`` is told
    when the request leaves. Raises ``RefusedRequest`` for one that the endpoint does not take as it is, also where
    that stands in a body with status 200.

    The body goes by ``post``, not by ``chat.completions.create``: that walks through the whole schema and all messages
    at each call and changes nothing in them, which takes longer than all the guards together.
    """
    departure = departure or Departure()
    watch(departure)
    failure: errors.InvoiceLLMError
    try:
        async with asyncio.timeout(None if deadline is None else max(deadline.total_seconds(), 0.0)):
            response = await endpoint.post("/chat/completions", body=request, cast_to=httpx2.Response)
    except openai.OpenAIError as error:
        failure = translate(error, model=str(request.get("model")))
    except TimeoutError:
        failure = errors.ProviderUnavailable("the request was not sent in time")
        if departure.left:
            failure = errors.ProviderTooSlow(str(request.get("model")))
    except (ValueError, TypeError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        failure = errors.ConfigurationError(
            f"the request could not be sent ({type(error).__name__}); check OPENAI_BASE_URL and OPENAI_API_KEY"
        )
    else:
        raw = _as_it_came(response)
        told = error_in(raw.body, raw.headers)
        if told is None:
            return raw
        failure = told
    if isinstance(failure, errors.ProviderUnavailable) and not departure.left:
        failure.may_be_billed = False
    raise failure  # outside of the handler: the SDK's exception quotes the request, and would go along as its context


def _as_it_came(response: httpx2.Response) -> RawAnswer:
    return RawAnswer(body_text(response.content, response.headers.get("content-type", "")), dict(response.headers))


__all__ = ["RawAnswer", "RefusedRequest", "send"]
