"""Calls that the day's budget, a missing price or an open circuit stops."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from invoice_llm import errors
from invoice_llm.llm.cost import BudgetAlert, DailyBudget
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.models.catalog import Catalog
from tests.llm.playing import COST, failing, play
from tests.llm.scripted_client import Scene
from tests.llm.scripted_endpoint import Reply, completion, error


def test_no_call_is_made_that_could_pass_the_budget() -> None:
    stage = failing(errors.BudgetReached, completion(), budget=DailyBudget(limit_micros=100))
    assert (stage.endpoint.requests, stage.statuses) == ([], [])


def test_the_alert_is_raised_once_when_most_of_the_budget_is_spent() -> None:
    alerts: list[BudgetAlert] = []

    async def test(stage: Scene) -> None:
        for number in range(115):
            await stage.ask(f"text {number}")

    play(test, completion(), budget=DailyBudget(limit_micros=20_000, on_alert=alerts.append))
    assert [(alert.fraction, alert.spent_micros) for alert in alerts] == [(0.8, 16_050)]


def test_a_model_without_a_price_is_not_called(tmp_path: Path) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("models: {mystery: {context: 8000, max_output: 1000}}")

    async def test(stage: Scene) -> None:
        with pytest.raises(errors.PriceUnknown, match="mystery"):
            await stage.ask(model="mystery")

    assert play(test, completion(), catalog=Catalog.load(file)).endpoint.requests == []


def test_five_failures_open_the_circuit_and_one_probe_closes_it() -> None:
    policy = RetryPolicy(attempts=1)

    async def test(stage: Scene) -> None:
        for _ in range(5):
            with pytest.raises(errors.ProviderUnavailable):
                await stage.ask()
        with pytest.raises(errors.CircuitOpen):
            await stage.ask()
        assert len(stage.endpoint.requests) == 5
        stage.clock.advance(61)
        stage.endpoint.replies[:] = [completion()]
        assert (await stage.ask()).value.number == "A-1"
        await stage.ask("another text")

    stage = play(test, error(503), retry=policy)
    assert len(stage.endpoint.requests) == 7
    assert sum(cost or 0 for cost in stage.costs) == 2 * COST


def test_rate_limits_do_not_open_the_circuit() -> None:
    async def test(stage: Scene) -> None:
        for _ in range(8):
            with pytest.raises(errors.RateLimited):
                await stage.ask()

    assert len(play(test, error(429), retry=RetryPolicy(attempts=1)).endpoint.requests) == 8


def test_a_cancelled_call_leaves_no_hold_behind() -> None:
    async def test(stage: Scene) -> None:
        task = asyncio.create_task(stage.ask())
        while not stage.endpoint.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    stage = play(test, Reply(after_s=0.5))
    assert (stage.statuses, stage.costs) == (["failed"], [None])


def test_the_price_follows_cached_tokens_and_the_tier_that_served() -> None:
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 800}}

    async def test(stage: Scene) -> None:
        assert (await stage.ask("a")).cost_micros == 78
        assert (await stage.ask("b")).cost_micros == COST // 2

    play(test, completion(usage=usage), completion(tier="flex"))
