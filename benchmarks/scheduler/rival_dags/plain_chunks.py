"""A chunked DAG as one writes it in an afternoon: three tasks a chunk, bare ``AsyncOpenAI``, no guarantees.

No budget, breaker, evidence, checks or kept answers; a failed task pays for its calls again.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import dag, task, task_group

INBOX, OUTPUT = Path(os.environ["BENCHMARK_INBOX"]), Path(os.environ["BENCHMARK_OUTPUT"])
CHUNK, IN_FLIGHT = int(os.environ["BENCHMARK_CHUNK"]), int(os.environ["BENCHMARK_IN_FLIGHT"])
DETECTED_EVERY = int(os.environ["BENCHMARK_DETECTED_EVERY"])
"""Every so many documents get a call to tell their layout, as many as ours asks for."""


def page_text(path: str) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


async def ask_all(prompts: list[str]) -> list[str]:
    from openai import AsyncOpenAI

    gate = asyncio.Semaphore(IN_FLIGHT)
    async with AsyncOpenAI() as client:

        async def one(prompt: str) -> str:
            async with gate:
                answer = await client.chat.completions.create(
                    model="gpt-6-luna", messages=[{"role": "user", "content": prompt}], max_completion_tokens=2000
                )
            return answer.choices[0].message.content or ""

        return await asyncio.gather(*map(one, prompts))


@dag(dag_id="plain_chunks", schedule=None, start_date=pendulum.datetime(2026, 1, 1, tz="UTC"), catchup=False)
def plain_chunks() -> None:
    @task
    def discover() -> list[list[str]]:
        paths = sorted(map(str, INBOX.iterdir()))
        return [paths[at : at + CHUNK] for at in range(0, len(paths), CHUNK)]

    @task_group
    def chunk(paths: list[str]) -> None:
        @task
        async def detect(paths: list[str]) -> list[str]:
            await ask_all([f"Which layout?\n{page_text(path)}" for path in paths[::DETECTED_EVERY]])
            return paths

        @task
        async def extract(paths: list[str]) -> str:
            answers = await ask_all([f"Extract as JSON.\n{page_text(path)}" for path in paths])
            told = [{"document": path, **json.loads(answer)} for path, answer in zip(paths, answers, strict=True)]
            target = OUTPUT / f"{Path(paths[0]).stem}.json"
            target.write_text(json.dumps(told))
            return str(target)

        @task
        def decide(target: str) -> dict[str, Any]:
            told = json.loads(Path(target).read_text())
            return {"target": target, "accepted": sum(bool(one.get("total_gross")) for one in told)}

        decide(extract(detect(paths)))  # type: ignore[arg-type]

    chunk.expand(paths=discover())


plain_chunks()
