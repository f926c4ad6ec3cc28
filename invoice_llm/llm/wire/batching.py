"""The Files and Batches API: a file of requests up, its state, and the files of what became of them down."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import httpx2
import openai

from invoice_llm import errors
from invoice_llm.llm.wire.connecting import Endpoint
from invoice_llm.llm.wire.translating import RefusedRequest, translate

PATH: Literal["/v1/chat/completions"] = "/v1/chat/completions"
_WINDOW: Literal["24h"] = "24h"
_KEY = "invoice_llm"
"""The name in a batch's metadata under which its key stands."""
_ENDED = ("completed", "failed", "expired", "cancelled")
_UNKNOWN = 404
_PAGE = 100
_SKEW = timedelta(hours=1)
"""By how much the provider's clock may differ from ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A batch as its endpoint tells. ``done`` counts the requests that were answered, which are those that cost;
    ``files`` are ids of what came of them, answers and errors."""

    batch: str
    status: str
    done: int = 0
    files: tuple[str, ...] = ()
    why: str = ""

    @property
    def has_ended(self) -> bool:
        """True where nothing more will come."""
        return self.status in _ENDED


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Errors of the SDK as ours, without its exception behind them: that quotes the request."""
    failure: errors.InvoiceLLMError | None = None
    try:
        yield
    except openai.OpenAIError as error:
        failure = translate(error, model="the batch")
    except (ValueError, TypeError, LookupError, AttributeError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        failure = errors.ProviderUnavailable(f"the batch endpoint gave no answer of use ({type(error).__name__})")
    if failure is not None:
        raise failure


async def takes_batches(endpoint: Endpoint) -> bool:
    """False for an endpoint without the Batch API, as most servers of one's own are."""
    try:
        async with _translated():
            told = await _get(endpoint, "/batches", {"limit": 1})
    except RefusedRequest:
        return False
    return isinstance(told.get("data"), list)


async def upload(endpoint: Endpoint, name: str, lines: Sequence[bytes]) -> str:
    """Put a file of requests there; returns its id. Nothing is billed for it."""
    async with _translated():
        made = await endpoint.files.create(file=(name, b"".join(lines)), purpose="batch")
        return str(made.id)


async def create(endpoint: Endpoint, file_id: str, key: str) -> str:
    """Have the file worked off; returns the batch's id. From here on it is billed."""
    async with _translated():
        made = await endpoint.batches.create(
            input_file_id=file_id,
            endpoint=PATH,
            completion_window=_WINDOW,
            metadata={_KEY: key},
            extra_headers={"Idempotency-Key": key},
        )
        return str(made.id)


async def find(endpoint: Endpoint, key: str, *, since: datetime) -> BatchView | None:
    """The batch that was made under this key after ``since``, if there is one."""
    after: dict[str, Any] = {}
    while True:
        async with _translated():
            page = await _get(endpoint, "/batches", {"limit": _PAGE, **after})
            batches = [one for one in page["data"] if isinstance(one, dict)]
            for one in batches:
                if (one.get("metadata") or {}).get(_KEY) == key:
                    return _view(one)
            oldest = min((int(one.get("created_at") or 0) for one in batches), default=0)
        if not page.get("has_more") or not batches or datetime.fromtimestamp(oldest, UTC) < since - _SKEW:
            return None
        after = {"after": batches[-1]["id"]}


async def look(endpoint: Endpoint, batch: str) -> BatchView | None:
    """The batch as it stands now; ``None`` where the endpoint says that it has none of that name."""
    try:
        async with _translated():
            return _view(await _get(endpoint, f"/batches/{batch}"))
    except RefusedRequest as error:
        if error.refusal.status != _UNKNOWN:
            raise
        return None


async def cancel(endpoint: Endpoint, batch: str) -> None:
    """Ask for its end; what was answered until then stays, and costs."""
    async with _translated():
        await endpoint.post(f"/batches/{batch}/cancel", cast_to=httpx2.Response)


async def download(endpoint: Endpoint, file_id: str) -> str:
    """The lines of a file. Bytes that are not UTF-8 stand in it as lone surrogates."""
    async with _translated():
        response = await endpoint.get(f"/files/{file_id}/content", cast_to=httpx2.Response)
        return response.content.decode("utf-8", "surrogateescape")


async def _get(endpoint: Endpoint, path: str, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
    response = await endpoint.get(path, cast_to=httpx2.Response, options={"params": dict(query or {})})
    told = json.loads(response.content)
    if not isinstance(told, dict):
        raise ValueError("no JSON object")
    return told


def _view(told: Mapping[str, Any]) -> BatchView:
    counts = told.get("request_counts") or {}
    faults = (told.get("errors") or {}).get("data") or [{}]
    return BatchView(
        batch=str(told["id"]),
        status=str(told["status"]),
        done=int(counts.get("completed") or 0),
        files=tuple(str(told[name]) for name in ("output_file_id", "error_file_id") if told.get(name)),
        why=str(faults[0].get("code") or ""),
    )
