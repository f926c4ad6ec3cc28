"""The label reader's endpoint, in this process: a busy machine makes it slow, which is no fault of a service."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx2

from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.guard.breaker import BreakerPolicy
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.wire import connect
from tests.llm.scripted_client import EXTRACT, Number
from tests.llm.scripted_endpoint import completion

MODEL = "embedded-label-reader"


class BusyTransport(httpx2.AsyncBaseTransport):
    """Answers after the deadline of every other call."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.05)
        return httpx2.Response(200, content=completion().body, request=request)


def test_however_slow_it_is_every_document_gets_its_answer() -> None:
    async def story() -> list[str | None]:
        connection = connect(
            base_url="http://embedded.invalid/v1",
            api_key="none",
            concurrency=1,
            timeout_s=0.01,
            transport=BusyTransport(),
        )
        async with connection:
            client = ResilientLLMClient(
                {"embedded": connection},
                deadline=timedelta(seconds=0.01),
                retry=RetryPolicy(attempts=1),
                breaker_policy=BreakerPolicy(slow_after=timedelta(seconds=0.01), slow_rate=0.01),
            )
            answers = [
                await client.ask(
                    [{"role": "user", "content": f"page {number}"}],
                    answer=Number,
                    schema_name="number",
                    model=MODEL,
                    context=EXTRACT,
                )
                for number in range(30)
            ]
            return [answer.value.number for answer in answers]

    assert asyncio.run(story()) == 30 * ["A-1"]
