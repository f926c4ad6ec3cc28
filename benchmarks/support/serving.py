"""A chat-completions server in a process of its own, so that its CPU is nobody's; as cheap as Python allows.

Every POST gets the same completion after the same latency, over kept connections. Standard library alone: it serves
callers in other environments as well.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Respond = Callable[[bytes], bytes]
"""From a request's body to a whole HTTP response."""
USAGE = {"prompt_tokens": 1500, "completion_tokens": 500, "total_tokens": 2000}
_HEADERS = (
    "content-type: application/json",
    "x-request-id: req_1",
    "x-ratelimit-limit-requests: 1000000",
    "x-ratelimit-remaining-requests: 999999",
    "x-ratelimit-limit-tokens: 1000000000",
    "x-ratelimit-remaining-tokens: 999999999",
)
"""The limits are named, as a provider does, and too wide to hold anyone up."""


@contextmanager
def serving(content: str, latency_ms: int) -> Iterator[str]:
    """The base URL of a server that answers ``content`` until the block ends."""
    command = [sys.executable, str(Path(__file__)), "--latency-ms", str(latency_ms)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        server.stdin.write(json.dumps(content) + "\n")
        server.stdin.flush()
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
    finally:
        server.stdin.close()
        server.wait(10)
        server.stdout.close()


def completion(content: str) -> bytes:
    """A whole HTTP response."""
    choice = {"index": 0, "finish_reason": "stop", "logprobs": None, "message": _message(content)}
    answer = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "gpt-6-luna",
        "choices": [choice],
        "usage": USAGE,
        "service_tier": "default",
    }
    body = json.dumps(answer).encode()
    head = "\r\n".join(("HTTP/1.1 200 OK", *_HEADERS, f"content-length: {len(body)}", "", ""))
    return head.encode() + body


def _message(content: str) -> dict[str, str | None]:
    return {"role": "assistant", "refusal": None, "content": content}


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, respond: Respond, latency_s: float
) -> None:
    """All requests of one connection, one after the other."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
            await asyncio.sleep(latency_s)
            writer.write(respond(body))
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


async def serve(respond: Respond, latency_s: float) -> None:
    """Answer each request's body, and print the port; until standard input ends, which it does with the process at its
    other end, however that ends."""
    server = await asyncio.start_server(
        lambda reader, writer: _answer(reader, writer, respond, latency_s), "127.0.0.1", 0, backlog=1024
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency-ms", type=int, default=200)
    response = completion(json.loads(sys.stdin.readline()))
    asyncio.run(serve(lambda _: response, parser.parse_args().latency_ms / 1000))


if __name__ == "__main__":
    main()
