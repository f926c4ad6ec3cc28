"""One worker process of :mod:`benchmarks.fleet_rate`: asks new questions until its time is over.

    python -m benchmarks.fleet_rate.worker NAME CONCURRENCY SECONDS WORDS < settings in the environment

A call that the open breaker refuses gives its place up until the breaker lets somebody try again, as a task does.
Prints one line of JSON: how many questions were answered, and what stopped the others.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime

from pydantic import BaseModel

from invoice_llm.calls import CallContext
from invoice_llm.errors import CircuitOpen, InvoiceLLMError
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.cost import DailyBudget
from invoice_llm.llm.models.catalog import Catalog, ModelTier
from invoice_llm.llm.wire import connect
from invoice_llm.settings import Settings
from invoice_llm.store import open_store


class Total(BaseModel):
    """The answer that is asked for."""

    total_gross: str | None


async def work(name: str, concurrency: int, seconds: float, words: int) -> Counter[str]:
    """Ask until the time is over; counts answers and errors by name."""
    settings = Settings.from_env()
    catalog = Catalog.load(settings.models_file)
    told: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    assert settings.openai_api_key is not None
    connection = connect(
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key,
        concurrency=concurrency,
        timeout_s=settings.request_timeout_s,
    )
    with open_store(settings.database_url) as store:
        async with connection as endpoint:
            client = ResilientLLMClient(
                endpoint,
                catalog=catalog,
                ledger=store.ledger,
                breakers=store.breakers,
                budget=DailyBudget(limit_micros=settings.daily_budget_micros),
                concurrency=concurrency,
                deadline=settings.request_timeout,
            )

            async def place(number: int) -> None:
                turn = 0
                while time.monotonic() < ends:
                    turn += 1
                    await one(f"{name}-{number}-{turn}")

            async def one(document: str) -> None:
                """A question is not given up before it is answered or the time is over."""
                while time.monotonic() < ends:
                    try:
                        await client.ask(
                            [{"role": "user", "content": f"Total of {document}: " + "word " * words}],
                            answer=Total,
                            schema_name="total",
                            model=catalog.tier(ModelTier.BASIC).name,
                            context=CallContext(operation="extract", document=document),
                            max_output_tokens=256,
                        )
                    except CircuitOpen as refused:
                        told["CircuitOpen"] += 1
                        await asyncio.sleep(max((refused.retry_at - datetime.now(UTC)).total_seconds(), 0.2))
                    except InvoiceLLMError as error:
                        told[type(error).__name__] += 1
                    else:
                        told["answered"] += 1
                        return

            await asyncio.gather(*(place(number) for number in range(concurrency)))
    return told


def main() -> None:
    name, concurrency, seconds, words = sys.argv[1:]
    print(json.dumps(asyncio.run(work(name, int(concurrency), float(seconds), int(words)))))


if __name__ == "__main__":
    main()
