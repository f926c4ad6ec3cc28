"""One guarded call after another against scripted replies, and what is left to look at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from invoice_llm import errors
from tests.llm.scripted_client import Scene, scene
from tests.llm.scripted_endpoint import Reply

COST = 150
"""Micro-USD of 1,000 tokens in and 100 out of gpt-6-luna at $0.10 and $0.50 a million."""


def play(test: Callable[[Scene], Awaitable[None]], *replies: Reply, **options: object) -> Scene:
    """Run an async test body; returns what is left to look at."""

    async def body() -> Scene:
        async with scene(*replies, **options) as stage:  # type: ignore[arg-type]
            await test(stage)
            return stage

    return asyncio.run(body())


def failing(kind: type[errors.InvoiceLLMError], *replies: Reply, **options: object) -> Scene:
    async def test(stage: Scene) -> None:
        with pytest.raises(kind):
            await stage.ask()

    return play(test, *replies, **options)
