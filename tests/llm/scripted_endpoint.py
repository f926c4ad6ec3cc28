"""A real HTTP server on a loopback socket that answers Chat Completions by script and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

CUT = b"\x00cut"
"""As a body: the connection is cut after the headers and a few bytes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One scripted answer; ``after_s`` delays it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after_s: float = 0.0


def completion(
    content: str | None = '{"number":"A-1"}',
    *,
    finish: str = "stop",
    refusal: str | None = None,
    usage: Mapping[str, Any] | None = None,
    tier: str | None = None,
) -> Reply:
    """A chat completion of 1,000 tokens in and 100 out."""
    body = {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "served-model",
        "service_tier": tier,
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
            }
        ],
        "usage": usage or {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    }
    return Reply(body=json.dumps(body).encode())


def error(status: int, code: str | None = None, *, param: str | None = None, **headers: str) -> Reply:
    """An error as OpenAI words it; header names with underscores."""
    body = {"error": {"message": "planted provider text", "type": code, "code": code, "param": param}}
    return Reply(status, json.dumps(body).encode(), {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(slots=True)
class Endpoint:
    """Answers the replies in order, the last one for ever. ``requests`` are the bodies that arrived, ``heads`` what
    stood before each."""

    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    base_url: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                )
                self.heads.append(head.decode("latin-1"))
                self.requests.append(json.loads(await reader.readexactly(length)))
                reply = self.reply(self.requests[-1], self.heads[-1])
                await asyncio.sleep(reply.after_s)
                if not await self._send(writer, reply):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def reply(self, request: dict[str, Any], head: str) -> Reply:
        """What is sent for the newest request."""
        return self.replies[min(len(self.requests), len(self.replies)) - 1]

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> bool:
        """Whether the connection goes on."""
        cut = reply.body == CUT
        length = 10_000 if cut else len(reply.body)
        head = {
            "content-type": "application/json",
            "x-request-id": "req-1",
            **reply.headers,
            "content-length": str(length),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        body = b'{"id":' if cut else reply.body
        writer.write(f"HTTP/1.1 {reply.status} X\r\n{lines}\r\n".encode() + body)
        await writer.drain()
        return not cut


@asynccontextmanager
async def serving(*replies: Reply, endpoint: Endpoint | None = None) -> AsyncIterator[Endpoint]:
    """Serve for the length of a block, on a port of its own."""
    endpoint = endpoint or Endpoint(list(replies))
    server = await asyncio.start_server(endpoint.handle, "127.0.0.1", 0)
    endpoint.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield endpoint
    finally:
        server.close()
