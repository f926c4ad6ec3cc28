"""One library's call beside the bare SDK's, in the environment this is run with.

Each line of standard input names one of the two (``bare`` or the library); it is measured once and answered by a line.

    PYTHONPATH=. ENVIRONMENT/bin/python -m benchmarks.client_cost.rival_calls instructor|pydantic-ai URL
                                                                              [--in-flight N] [--calls N]

Needs openai, pydantic and the library. Same prompt, same class, structured output by the endpoint's JSON schema, one
client with as many kept connections as calls in flight, no retries of the SDK's own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from importlib.metadata import version
from typing import Any

import openai

from benchmarks.client_cost.workload import MODEL, SYSTEM, Call, answer_json, measure, messages, text
from invoice_llm.invoice.answers import EXTRACT
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.llm.schema import response_format

SAMPLING: Any = {"temperature": 0, "reasoning_effort": "none"}
EXPECTED = PrintedInvoice.model_validate_json(answer_json())


def bare(client: openai.AsyncOpenAI) -> Call:
    schema: Any = response_format(EXTRACT, PrintedInvoice)

    async def call(number: int) -> PrintedInvoice:
        sent: Any = messages(number)
        raw = await client.chat.completions.with_raw_response.create(
            model=MODEL, messages=sent, response_format=schema, **SAMPLING
        )
        return PrintedInvoice.model_validate_json(raw.parse().choices[0].message.content or "")

    return call


def instructor(client: openai.AsyncOpenAI) -> Call:
    library: Any = import_module("instructor")
    patched: Any = library.from_openai(client, mode=library.Mode.JSON_SCHEMA)

    async def call(number: int) -> Any:
        return await patched.chat.completions.create(
            model=MODEL, messages=messages(number), response_model=PrintedInvoice, **SAMPLING
        )

    return call


def pydantic_ai(client: openai.AsyncOpenAI) -> Call:
    library: Any = import_module("pydantic_ai")
    provider = import_module("pydantic_ai.providers.openai").OpenAIProvider(openai_client=client)
    agent: Any = library.Agent(
        import_module("pydantic_ai.models.openai").OpenAIChatModel(MODEL, provider=provider),
        output_type=library.NativeOutput(PrintedInvoice, name=EXTRACT, strict=True),
        instructions=SYSTEM,
        model_settings={"temperature": 0, "openai_reasoning_effort": "none"},
    )

    async def call(number: int) -> Any:
        return (await agent.run(text(number))).output

    return call


WAYS: dict[str, Callable[[openai.AsyncOpenAI], Call]] = {"instructor": instructor, "pydantic-ai": pydantic_ai}


def connected(url: str, in_flight: int) -> openai.AsyncOpenAI:
    import httpx2

    limits = httpx2.Limits(max_connections=in_flight, max_keepalive_connections=in_flight)
    http_client = openai.DefaultAsyncHttpx2Client(limits=limits, timeout=60)
    return openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=http_client)


async def one_round(new_call: Callable[[openai.AsyncOpenAI], Call], arguments: argparse.Namespace) -> dict[str, Any]:
    async with connected(arguments.url, arguments.in_flight) as client:
        call = new_call(client)
        if (await call(-1)).model_dump() != EXPECTED.model_dump():
            raise SystemExit("the answer did not arrive as it was sent")
        return asdict(await measure(call, calls=arguments.calls, in_flight=arguments.in_flight))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", choices=sorted(WAYS))
    parser.add_argument("url")
    parser.add_argument("--in-flight", type=int, default=32)
    parser.add_argument("--calls", type=int, default=256)
    arguments = parser.parse_args()
    ways = {"bare": bare, arguments.library: WAYS[arguments.library]}
    for line in sys.stdin:
        cost = asyncio.run(one_round(ways[line.strip()], arguments))
        print(json.dumps({"openai": version("openai"), "cost": cost}), flush=True)


if __name__ == "__main__":
    main()
