"""Steps of a run in mode batch: done as far as answers are there, then again when more of them have come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from invoice_llm.errors import ConfigurationError
from invoice_llm.llm.batch.night import NightPlan
from invoice_llm.llm.client import ResilientLLMClient
from invoice_llm.llm.models.catalog import ModelTier
from invoice_llm.pipeline.extracting import first_model
from invoice_llm.pipeline.intake.discovery import BIG_CHUNK
from invoice_llm.pipeline.params import RunParams
from invoice_llm.pipeline.parts import Parts

Work = Callable[[], Awaitable[None]]


def chunk_size_of(params: RunParams, size: int | None) -> int | None:
    """Documents of one chunk: in mode batch many, since each chunk has files of its own and tasks that only wait."""
    return max(size or 0, BIG_CHUNK) if params.mode == "batch" else size


async def require_batches(parts: Parts, params: RunParams) -> None:
    """Raise ``ConfigurationError`` where no endpoint would work off a batch file, before anything is begun."""
    model = first_model(parts, params)
    if parts.catalog[model].tier is ModelTier.EMBEDDED:
        raise ConfigurationError("mode batch needs a model: set OPENAI_API_KEY, or use mode realtime")
    async with parts.open_client() as client:
        if not await client.takes_batches(model):
            raise ConfigurationError(
                "the endpoint of OPENAI_BASE_URL has no Batch API (no list of batches at /batches); use mode realtime"
            )


class BatchSteps:
    """Steps of one chunk, or with ``chunk=None`` a look at all chunks of the run."""

    def __init__(self, parts: Parts, run_id: str, chunk: int | None, params: RunParams) -> None:
        self._parts = parts
        self._params = params
        self._plan = NightPlan(
            scope=run_id if chunk is None else f"{run_id}/{chunk}",
            deadline=parts.store.runs.started_at(run_id) + timedelta(hours=params.batch_deadline_h),
            lease=parts.batch_lease,
        )

    async def do(self, client: ResilientLLMClient, work: Work) -> int:
        """Do a step that asks models; returns how many questions wait for a batch file, 0 in real time."""
        night = client.night(self._plan, self._parts.store.batches)
        if self._params.mode != "batch":
            await night.take_in_left_over()
            await work()
            return 0
        await night.take_in()
        client.by_night(night)
        await work()
        while await night.submit():
            await work()
        return night.waiting

    async def has_news(self) -> bool:
        """True where doing the waiting steps again may lead further."""
        async with self._parts.open_client() as client:
            return await client.night(self._plan, self._parts.store.batches).has_news()


async def until_news(looks: Sequence[BatchSteps], *, poll: timedelta) -> None:
    """Wait, without anything held open, until one of these has news."""
    while True:
        await asyncio.sleep(poll.total_seconds())
        for look in looks:
            if await look.has_news():
                return
