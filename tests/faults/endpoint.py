"""A Chat Completions endpoint on a loopback socket that fails as planned and keeps its own account of what it bills."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from tests.faults import replies
from tests.faults.account import Account, Entry
from tests.faults.connection import Connection, Request
from tests.faults.faults import UNPROCESSED, Fate, Plan
from tests.faults.limits import RateLimits
from tests.faults.prices import Price
from tests.faults.replies import Reply, Way

Mode = Literal["normal", "outage_503", "outage_reset", "outage_hang"]
Json = dict[str, Any]
_OUTAGES: Mapping[str, Reply] = {
    "outage_503": replies.error(503, "overloaded"),
    "outage_reset": Reply(way=Way.RESET_BEFORE),
    "outage_hang": Reply(way=Way.NEVER),
}


@dataclass(slots=True, kw_only=True)
class FaultyEndpoint:
    """Answers ``POST /v1/chat/completions``, ``POST /admin/mode`` and ``GET /admin/account``.

    With ``prices``, a model that is not in them is unknown. ``now`` only serves the rate limits.
    """

    plan: Plan = field(default_factory=Plan)
    account: Account = field(default_factory=Account)
    prices: Mapping[str, Price] = field(default_factory=dict)
    limits: RateLimits = field(default_factory=RateLimits)
    mode: Mode = "normal"
    retry_after_s: int = 1
    huge_bytes: int = replies.HUGE_BYTES
    now: Callable[[], float] = time.monotonic
    base_url: str = ""
    _connections: set[asyncio.Task[None]] = field(default_factory=set)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either side ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        connection = Connection(reader, writer)
        try:
            while (request := await connection.receive()) and await self._serve(connection, request):
                pass
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            connection.close()

    async def end_connections(self) -> None:
        """End every connection, also those on which an answer is overdue; each request is in the account then."""
        left = list(self._connections)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _serve(self, connection: Connection, request: Request) -> bool:
        """Answer one request; whether the connection goes on."""
        if (request.method, request.path) == ("POST", "/v1/chat/completions"):
            return await self._chat(connection, request)
        return await connection.send(self._administer(request), {})

    def _administer(self, request: Request) -> Reply:
        if (request.method, request.path) == ("GET", "/admin/account"):
            return Reply(body=json.dumps(self.account.totals()).encode())
        if (request.method, request.path) != ("POST", "/admin/mode"):
            return replies.error(404, "not_found")
        mode = json.loads(request.body).get("mode")
        if mode not in get_args(Mode):
            return replies.error(400, "unknown_mode")
        self.mode = mode
        return Reply(body=json.dumps({"mode": mode}).encode())

    async def _chat(self, connection: Connection, request: Request) -> bool:
        fate, entry = self.plan.next(), self._arrived(request)
        headers = {"x-request-id": entry.request_id}
        try:
            reply = await self._reply(request, fate, entry)
            entry.status = None if reply.way in (Way.RESET_BEFORE, Way.NEVER) else reply.status
            entry.delivered = await connection.send(reply, {**headers, **self.limits.headers(self.now())})
        finally:
            entry.ended, entry.ended_at = time.monotonic(), _wall()
            self.account.end(entry)
        return entry.delivered and request.headers.get("connection") != "close"

    def _arrived(self, request: Request) -> Entry:
        number = self.account.begin()
        return Entry(
            number=number,
            request_id=f"req-{number:06d}",
            digest=hashlib.sha256(request.body).hexdigest(),
            model="",
            fault=None,
            arrived=time.monotonic(),
            arrived_at=_wall(),
        )

    async def _reply(self, request: Request, fate: Fate, entry: Entry) -> Reply:
        """Decide what to send, and write down what it costs before anything is sent."""
        if self.mode != "normal":
            entry.fault = self.mode
            return _OUTAGES[self.mode]
        try:
            asked: Json = json.loads(request.body)
            entry.model = asked["model"]
        except (ValueError, KeyError, TypeError):
            entry.fault = "invalid_request"
            return replies.error(400, "invalid_request")
        if self.prices and entry.model not in self.prices:
            entry.fault = "unknown_model"
            return replies.error(404, "model_not_found")
        if wait := self.limits.admit(replies.prompt_tokens(len(request.body)), self.now()):
            entry.fault = "over_the_limit"
            return replies.rate_limited(wait)
        entry.fault = fate.fault
        if fate.fault in UNPROCESSED:
            await asyncio.sleep(fate.latency_s)
            return replies.unprocessed(fate.fault, retry_after_s=self.retry_after_s)
        return await self._processed(asked, request, fate, entry)

    async def _processed(self, asked: Json, request: Request, fate: Fate, entry: Entry) -> Reply:
        """From here on the request is billed, even if the client does not wait for the answer."""
        thought = replies.think(asked, len(request.body), fate)
        entry.billed, entry.cost_micros = True, None
        entry.prompt, entry.cached, entry.completion = thought.prompt, thought.cached, thought.completion
        if price := self.prices.get(entry.model):
            entry.cost_micros = price.micros(prompt=entry.prompt, cached=entry.cached, completion=entry.completion)
        await asyncio.sleep(fate.latency_s)
        self.limits.used(entry.completion, self.now())
        return replies.completion(entry.model, thought, fate, number=entry.number, huge_bytes=self.huge_bytes)


def _wall() -> str:
    return datetime.now(UTC).isoformat()


@asynccontextmanager
async def serving(endpoint: FaultyEndpoint | None = None, *, port: int = 0) -> AsyncIterator[FaultyEndpoint]:
    """Serve for the length of a block; ``base_url`` is then the address with ``/v1``."""
    endpoint = endpoint or FaultyEndpoint()
    server = await asyncio.start_server(endpoint.handle, "127.0.0.1", port, backlog=512)
    endpoint.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield endpoint
    finally:
        server.close()
        await endpoint.end_connections()
        endpoint.account.close()
