"""One worker of a chaos run, made to be killed: takes chunks from the queue and does all their steps.

    python -m benchmarks.chaos_worker QUEUE NAME

Settings come from the environment. The policies are those of production, but with shorter waits.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.chaos_queue import ChunkQueue
from invoice_llm import app
from invoice_llm.llm.breaker import BreakerPolicy
from invoice_llm.llm.retry import RetryPolicy
from invoice_llm.settings import Settings

TUNING = app.Tuning(
    retry=RetryPolicy(shortest=timedelta(seconds=0.2), longest=timedelta(seconds=0.5), jitter=timedelta(seconds=0.1)),
    breaker=BreakerPolicy(
        open_for=timedelta(seconds=3), longest_open=timedelta(seconds=6), probe_lease=timedelta(seconds=10)
    ),
)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    queue, name = ChunkQueue(Path(sys.argv[1])), sys.argv[2]
    with app.open_pipeline(Settings.from_env(), tuning=TUNING) as pipeline:
        while not queue.is_closed:
            job = queue.take(name)
            if job is None:
                time.sleep(0.05)
                continue
            try:
                asyncio.run(pipeline.process(job.run_id, job.chunk))
            except Exception as error:
                logging.exception("chunk %d of %s", job.chunk, job.run_id)
                queue.fail(job, error)
            else:
                queue.finish(job)


if __name__ == "__main__":
    main()
