"""Bodies that no answer should have, on a real socket: each a typed error, bounded in time and memory."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import pytest

from invoice_llm import errors
from invoice_llm.calls import CallContext
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.memory import MemoryLedger
from invoice_llm.llm.wire import LARGEST_BODY, connect
from tests.llm.scripted_client import KEY, Number, Scene, scene
from tests.llm.scripted_endpoint import Reply, completion
from tests.processes import HANG_S

ONCE = RetryPolicy(attempts=1)


@asynccontextmanager
async def dripping(head: bytes, part: bytes, *, every_s: float) -> AsyncIterator[str]:
    """A server that sends the head, then the part again and again until the client has gone."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head)
            while not writer.is_closing():
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(every_s)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


def ask(
    served: AbstractAsyncContextManager[str], *, timeout_s: float = HANG_S
) -> tuple[errors.InvoiceLLMError, MemoryLedger]:
    """The error of one question to such a server, and the ledger."""

    async def story() -> tuple[errors.InvoiceLLMError, MemoryLedger]:
        ledger = MemoryLedger()
        async with (
            served as url,
            connect(base_url=url, api_key=KEY, concurrency=1, timeout_s=timeout_s) as connection,
        ):
            client = ResilientLLMClient(connection, ledger=ledger, retry=ONCE, deadline=timedelta(seconds=timeout_s))
            with pytest.raises(errors.InvoiceLLMError) as caught:
                await client.ask(
                    [{"role": "user", "content": "x"}],
                    answer=Number,
                    schema_name="number",
                    model="gpt-6-luna",
                    context=CallContext(operation="extract", document="d" * 64),
                )
            return caught.value, ledger

    return asyncio.run(story())


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


def charged(ledger: MemoryLedger) -> bool:
    """Whether the one attempt was charged at its estimate, as its cost is not known."""
    (attempt,) = ledger.attempts.values()
    return attempt.end is not None and attempt.end.cost_micros is None and attempt.charged > 0


def test_a_server_that_sends_a_byte_now_and_then_is_left_at_the_deadline() -> None:
    """Read to its end, after an hour, the body would be no JSON instead."""
    error, ledger = ask(dripping(HEAD + b"content-length: 72000\r\n\r\n", b" ", every_s=0.05), timeout_s=0.6)
    assert isinstance(error, errors.ProviderUnavailable)
    assert error.may_be_billed
    assert charged(ledger)


def test_a_body_that_says_it_is_huge_is_not_read() -> None:
    error, ledger = ask(dripping(HEAD + b"content-length: 50000000\r\n\r\n", b"x" * 65_536, every_s=0))
    assert isinstance(error, errors.AnswerNotJson)
    assert charged(ledger)


def test_a_body_without_end_is_left_when_it_gets_too_large() -> None:
    part = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    tracemalloc.start()
    try:
        error, ledger = ask(dripping(HEAD + b"transfer-encoding: chunked\r\n\r\n", part, every_s=0))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(error, errors.AnswerNotJson)
    assert "larger than 4 MB" in str(error)
    assert peak < 5 * LARGEST_BODY
    assert charged(ledger)


def test_an_answer_that_is_not_utf8_is_paid_by_its_usage_and_asked_for_once_more() -> None:
    content = completion(json.dumps({"number": "A-€"}, ensure_ascii=False)).body
    broken = content.replace("€".encode(), b"\xe2\x82")
    if broken == content:
        broken = content.replace(b"\\u20ac", b"\xe2\x82")
    assert broken != content

    async def story() -> Scene:
        async with scene(Reply(body=broken), completion()) as stage:
            assert (await stage.ask()).value.number == "A-1"
            return stage

    stage = asyncio.run(story())
    assert stage.costs == [150, 150]
    assert "not UTF-8" in stage.endpoint.requests[1]["messages"][-1]["content"]
