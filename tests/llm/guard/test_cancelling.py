"""Calls that are cancelled before they left: nothing is charged, and what was taken for them is given back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import pytest

from invoice_llm import errors
from invoice_llm.calls import CallIntent, NotYet, StoredAnswer
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.memory import MemoryLedger
from tests.clock import Clock
from tests.llm.playing import COST
from tests.llm.scripted_client import Scene, scene
from tests.llm.scripted_endpoint import completion, error


class SlowLedger(MemoryLedger):
    """Reserves at once and answers when it is let."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(now=now)
        self.reserved, self.let = asyncio.Event(), asyncio.Event()

    async def reserve(self, intent: CallIntent, *, limit_micros: int) -> str | StoredAnswer | NotYet:
        hold = await super().reserve(intent, limit_micros=limit_micros)
        self.reserved.set()
        await self.let.wait()
        return hold


@pytest.mark.parametrize("times", [1, 3])
def test_a_call_that_is_cancelled_between_its_hold_and_its_connection_costs_nothing(times: int) -> None:
    async def story() -> Scene:
        clock = Clock()
        ledger = SlowLedger(clock.now)
        async with scene(completion(), ledger=ledger) as stage:
            task = asyncio.create_task(stage.ask())
            await ledger.reserved.wait()
            for _ in range(times):
                task.cancel()
                await asyncio.sleep(0)
            ledger.let.set()
            with pytest.raises(asyncio.CancelledError):
                await task
            for _ in range(20):  # cancelled again and again the caller is gone before the hold is given back
                await asyncio.sleep(0)
            assert (await stage.ask()).value.number == "A-1"  # its key is free again
            return stage

    stage = asyncio.run(story())
    assert stage.costs == [0, COST]
    assert len(stage.endpoint.requests) == 1


def test_a_cancelled_probe_leaves_the_right_to_probe_to_the_next_call() -> None:
    async def story() -> Scene:
        clock = Clock()
        ledger = SlowLedger(clock.now)
        ledger.let.set()
        async with scene(error(503), ledger=ledger, retry=RetryPolicy(attempts=1)) as stage:
            for at in range(5):
                with pytest.raises(errors.ProviderUnavailable):
                    await stage.ask(f"text {at}")
            stage.clock.advance(120)
            stage.endpoint.replies[:] = [completion()]
            ledger.let.clear()
            ledger.reserved.clear()
            probe = asyncio.create_task(stage.ask("a probe"))
            await ledger.reserved.wait()
            probe.cancel()
            ledger.let.set()
            with pytest.raises(asyncio.CancelledError):
                await probe
            assert (await stage.ask("the next one")).value.number == "A-1"
            return stage

    assert asyncio.run(story()).costs[-2:] == [0, COST]
