"""The shared breaker state: what was put comes back, and of several writers one wins."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from invoice_llm.calls import BreakerState, Bucket, Probe
from invoice_llm.llm.ports import BreakerStore, Ledger
from invoice_llm.store import Store
from tests.clock import NOON
from tests.processes import fork_all

OPEN = BreakerState(
    epoch=3,
    consecutive_failures=5,
    failing_since=NOON,
    open_until=NOON + timedelta(seconds=60, microseconds=17),
    half_open=True,
    probes=(Probe(4, NOON + timedelta(seconds=90)),),
    probes_sent=5,
    times_opened=2,
    recent=(Bucket(1000, 7, 5, 0), Bucket(1010, 2, 0, 1)),
)


@pytest.fixture
def breakers(ports: tuple[Ledger, BreakerStore]) -> BreakerStore:
    return ports[1]


def test_a_breaker_that_was_never_written_is_a_new_one(breakers: BreakerStore) -> None:
    assert asyncio.run(breakers.load("openai:gpt")) == BreakerState()


def test_a_state_comes_back_as_it_was_put(breakers: BreakerStore) -> None:
    async def scene() -> None:
        assert await breakers.swap("openai:gpt", BreakerState(), OPEN)
        assert await breakers.load("openai:gpt") == OPEN
        assert await breakers.load("openai:other") == BreakerState()

    asyncio.run(scene())


def test_a_swap_from_a_state_that_is_gone_changes_nothing(breakers: BreakerStore) -> None:
    async def scene() -> None:
        await breakers.swap("key", BreakerState(), OPEN)
        assert not await breakers.swap("key", BreakerState(), BreakerState(epoch=9))
        assert not await breakers.swap("key", BreakerState(epoch=2), BreakerState(epoch=9))
        assert await breakers.load("key") == OPEN

    asyncio.run(scene())


def test_a_breaker_can_go_back_to_the_state_of_a_new_one(breakers: BreakerStore) -> None:
    async def scene() -> None:
        await breakers.swap("key", BreakerState(), OPEN)
        assert await breakers.swap("key", OPEN, BreakerState())
        assert await breakers.swap("key", BreakerState(), OPEN)
        assert await breakers.load("key") == OPEN

    asyncio.run(scene())


def test_the_same_moment_in_another_time_zone_is_the_same_state(breakers: BreakerStore) -> None:
    in_berlin = replace(OPEN, open_until=(OPEN.open_until or NOON).astimezone(ZoneInfo("Europe/Berlin")))

    async def scene() -> None:
        await breakers.swap("key", BreakerState(), in_berlin)
        assert await breakers.swap("key", OPEN, BreakerState(epoch=4))

    asyncio.run(scene())


def test_all_breakers_that_were_written_are_listed(store: Store) -> None:
    asyncio.run(store.breakers.swap("openai:gpt", BreakerState(), OPEN))
    assert store.breakers.all() == {"openai:gpt": OPEN}


def test_processes_that_swap_the_same_state_have_one_winner_each_time(store: Store) -> None:
    def race() -> int:
        won = 0
        for epoch in range(10):
            old = BreakerState() if epoch == 0 else BreakerState(epoch=epoch)
            won += asyncio.run(store.breakers.swap("key", old, BreakerState(epoch=epoch + 1)))
            while asyncio.run(store.breakers.load("key")).epoch <= epoch:
                pass
        return won

    assert sum(fork_all(race, [()] * 4)) == 10
    assert asyncio.run(store.breakers.load("key")) == BreakerState(epoch=10)
