"""A client for tests: a real connection to the scripted endpoint, a clock that stands, waits that are only noted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from invoice_llm.calls import CallContext
from invoice_llm.llm.client import Answer, ResilientLLMClient
from invoice_llm.llm.memory import MemoryLedger
from invoice_llm.llm.wire import connect
from tests.clock import Clock
from tests.llm.scripted_endpoint import Endpoint, Reply, serving
from tests.processes import HANG_S

KEY = "sk-planted-key"
MODEL = "gpt-6-luna"
EXTRACT = CallContext(operation="extract", document="d" * 64)


class Number(BaseModel):
    number: str | None


@dataclass(slots=True)
class Scene:
    """What a test looks at."""

    client: ResilientLLMClient
    ledger: MemoryLedger
    endpoint: Endpoint
    clock: Clock
    waits: list[float] = field(default_factory=list)

    async def ask(
        self, text: str = "an invoice", *, model: str = MODEL, context: CallContext = EXTRACT
    ) -> Answer[Number]:
        messages = [{"role": "system", "content": "copy"}, {"role": "user", "content": text}]
        return await self.client.ask(messages, answer=Number, schema_name="number", model=model, context=context)

    @property
    def statuses(self) -> list[str]:
        return [attempt.end.status if attempt.end else "held" for attempt in self.ledger.attempts.values()]

    @property
    def costs(self) -> list[int | None]:
        return [attempt.end.cost_micros if attempt.end else None for attempt in self.ledger.attempts.values()]


@asynccontextmanager
async def scene(
    *replies: Reply, timeout_s: float = HANG_S, short_waits: bool = False, **options: Any
) -> AsyncIterator[Scene]:
    """A client whose endpoint gives these replies. With ``short_waits`` time goes by as the endpoint's does."""
    clock = Clock()
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)
        clock.advance(min(seconds, 0.02) if short_waits else seconds)
        await asyncio.sleep(0.02 if short_waits else 0)

    async with serving(*replies) as endpoint:
        ledger = options.pop("ledger", None) or MemoryLedger(now=clock.now)
        connection = connect(base_url=endpoint.base_url, api_key=KEY, concurrency=8, timeout_s=timeout_s)
        async with connection:
            client = ResilientLLMClient(connection, ledger=ledger, now=clock.now, sleep=note, **options)
            yield Scene(client, ledger, endpoint, clock, waits)
