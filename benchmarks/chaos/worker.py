"""One worker of a chaos run, made to be killed: takes chunks from the queue and does all their steps.

    python -m benchmarks.chaos.worker QUEUE NAME

Settings come from the environment. The policies are those of production, but with shorter waits.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.chaos.queue import ChunkQueue
from invoice_llm import app
from invoice_llm.errors import CircuitOpen, RateLimited
from invoice_llm.llm.guard.breaker import BreakerPolicy
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.pipeline import Pipeline
from invoice_llm.settings import Settings

TUNING = app.Tuning(
    retry=RetryPolicy(shortest=timedelta(seconds=0.2), longest=timedelta(seconds=0.5), jitter=timedelta(seconds=0.1)),
    breaker=BreakerPolicy(
        open_for=timedelta(seconds=3), longest_open=timedelta(seconds=6), probe_lease=timedelta(seconds=10)
    ),
)


TRIES = 3
"""Attempts of one chunk, as many as the DAG's tasks have."""


async def process(pipeline: Pipeline, run_id: str, chunk: int) -> None:
    """All steps of a chunk, as the DAG has them done: a service that is down ends a try, not the documents, but for
    the last try."""
    for _ in range(TRIES - 1):
        try:
            await pipeline.patiently().process(run_id, chunk)
        except (CircuitOpen, RateLimited) as error:
            await asyncio.sleep(_wait(error).total_seconds())
        else:
            return
    await pipeline.process(run_id, chunk)


def _wait(error: CircuitOpen | RateLimited) -> timedelta:
    if isinstance(error, CircuitOpen):
        return max(error.retry_at - datetime.now(UTC), timedelta(0))
    return error.retry_after or timedelta(0)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    queue, name, parent = ChunkQueue(Path(sys.argv[1])), sys.argv[2], os.getppid()
    with app.open_pipeline(Settings.from_env(), tuning=TUNING) as pipeline:
        while not queue.is_closed and os.getppid() == parent:
            job = queue.take(name)
            if job is None:
                time.sleep(0.05)
                continue
            try:
                asyncio.run(process(pipeline, job.run_id, job.chunk))
            except Exception as error:
                logging.exception("chunk %d of %s", job.chunk, job.run_id)
                queue.fail(job, error)
            else:
                queue.finish(job)


if __name__ == "__main__":
    main()
