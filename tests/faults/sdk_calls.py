"""Calls to the endpoint, through the real SDK and over a raw socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import openai
from openai.types.chat import ChatCompletion

from invoice_llm.invoice.answers import EXTRACT
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.schema import response_format
from tests.faults.endpoint import FaultyEndpoint, serving
from tests.faults.faults import Fault, Plan
from tests.faults.prices import parse_prices
from tests.processes import HANG_S

MODEL = "chaos-basic"
PRICES = parse_prices([f"{MODEL}:0.10:0.02:0.40"])
DOCUMENT = """\
<document>
Meadow Tools Ltd 17                       INVOICE
VAT No: GB 823 4471 81
Invoice number: CH-000123
Invoice date: 2 March 2026
Net total                                 100.00
VAT 20%                                    20.00
Total                                     EUR 120.00
</document>"""


def always(fault: Fault | None, **options: Any) -> FaultyEndpoint:
    plan = Plan(share=0.0 if fault is None else 1.0, weights={} if fault is None else {fault: 1.0})
    return FaultyEndpoint(plan=plan, prices=PRICES, **options)


@asynccontextmanager
async def client_of(endpoint: FaultyEndpoint, timeout_s: float = HANG_S) -> AsyncIterator[openai.AsyncOpenAI]:
    async with (
        serving(endpoint),
        openai.AsyncOpenAI(api_key="x", base_url=endpoint.base_url, max_retries=0, timeout=timeout_s) as client,
    ):
        yield client


async def ask(client: openai.AsyncOpenAI, content: str = DOCUMENT, **more: Any) -> ChatCompletion:
    options: dict[str, Any] = {"response_format": response_format(EXTRACT, PrintedInvoice), "max_tokens": 900, **more}
    answer = await client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": content}], **options
    )
    assert isinstance(answer, ChatCompletion)
    return answer


def one_call(endpoint: FaultyEndpoint, timeout_s: float = HANG_S) -> ChatCompletion | Exception:
    """The answer to one call, or what the SDK raised."""

    async def scene() -> ChatCompletion | Exception:
        async with client_of(endpoint, timeout_s) as client:
            try:
                return await ask(client)
            except (openai.OpenAIError, ValueError) as error:
                return error

    return asyncio.run(scene())


async def raw_answer(endpoint: FaultyEndpoint, size: int = -1) -> tuple[bytes, bytes]:
    """Head and body as they come off the socket; ``size`` is how much of the body to wait for."""
    async with serving(endpoint):
        port = int(endpoint.base_url.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": DOCUMENT}]}).encode()
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
        got = await reader.readexactly(length if size < 0 else size)
        writer.close()
        return head, got
