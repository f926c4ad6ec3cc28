"""One tiny call a model, with everything that guards calls, and what it cost. It is booked like any other call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic import BaseModel

from invoice_llm import app
from invoice_llm.calls import CallContext
from invoice_llm.doctor.checking import Entry, entry
from invoice_llm.doctor.models import models_asked
from invoice_llm.errors import InvoiceLLMError
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.settings import Settings

_CAP = 1_024
"""Output tokens: a few, and room for a model that cannot help reasoning."""


class Pong(BaseModel):
    """The answer: its form is that of every answer, so that a dialect is learned on the way."""

    word: str


def ping(settings: Settings) -> Iterator[Entry]:
    """An entry for each model; none is asked twice."""
    if not settings.has_endpoint:
        yield entry("ping", "ok", "no model to call: the embedded label reader costs nothing")
        return
    yield from asyncio.run(_ping_all(settings))


async def _ping_all(settings: Settings) -> list[Entry]:
    async with app.open_client(settings) as client:
        return [await _ping(client, name) for name in models_asked(settings)]


async def _ping(client: ResilientLLMClient, model: str) -> Entry:
    """The time in the prompt makes it a question of its own: a kept answer would prove nothing."""
    asked = datetime.now(UTC)
    prompt = f"This is a test of the connection at {asked:%H:%M:%S.%f}. Answer with the word pong."
    try:
        answer = await client.ask(
            [{"role": "user", "content": prompt}],
            answer=Pong,
            schema_name="pong",
            model=model,
            context=CallContext(operation="other", run_id=f"doctor__{asked:%Y-%m-%dT%H-%M-%S.%f}"),
            max_output_tokens=_CAP,
        )
    except InvoiceLLMError as error:
        return entry("ping", "error", f"{model}: {error}")
    used = "" if answer.usage is None else f", {answer.usage.input} tokens in, {answer.usage.output} out"
    seconds = answer.latency.total_seconds()
    return entry("ping", "ok", f"{model} answered in {seconds:.1f} s{used}, ${answer.cost_micros / 1_000_000:.6f}")
