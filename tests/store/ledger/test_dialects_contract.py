"""What the client asks of a store of dialects, of everything that fulfils it; and of answers that are of no use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from invoice_llm.calls import DialectState
from invoice_llm.llm.memory import MemoryDialectStore
from invoice_llm.llm.ports import BreakerStore, DialectStore, Ledger
from invoice_llm.store import Store, open_store
from tests.clock import NOON, Clock
from tests.processes import fork_all
from tests.store.calls import answer, end, intent, reserve
from tests.store.conftest import BACKENDS

LEASE, NIGHT = timedelta(seconds=45), timedelta(hours=20)
LEARNED = DialectState(entry="one", dialect='{"form": "json_object"}', probed_at=NOON)


@pytest.fixture(params=("memory", *BACKENDS))
def dialects(request: pytest.FixtureRequest, make_url: Callable[[str], str], clock: Clock) -> Iterator[DialectStore]:
    """All that fulfils what the client asks for."""
    if request.param == "memory":
        yield MemoryDialectStore(now=clock)
        return
    with open_store(make_url(request.param), now=clock) as opened:
        yield opened.dialects


async def claim(store: DialectStore, clock: Clock, entry: str = "one") -> bool:
    return await store.claim("here model", entry=entry, before=clock() - NIGHT, until=clock() + LEASE)


def test_nothing_is_known_before_it_is_saved(dialects: DialectStore) -> None:
    async def scene() -> None:
        assert await dialects.load("here model") is None
        await dialects.save("here model", LEARNED)
        assert await dialects.load("here model") == LEARNED
        assert await dialects.load("here other") is None
        gone = replace(LEARNED, dialect="", gone="no such model")
        await dialects.save("here model", gone)
        assert await dialects.load("here model") == gone

    asyncio.run(scene())


def test_one_caller_at_a_time_finds_out_and_the_right_to_it_ends(dialects: DialectStore, clock: Clock) -> None:
    async def scene() -> None:
        assert [await claim(dialects, clock), await claim(dialects, clock)] == [True, False]
        assert await dialects.load("here model") is None
        clock.advance(seconds=46)
        assert [await claim(dialects, clock), await claim(dialects, clock)] == [True, False]
        await dialects.save("here model", None)
        assert await claim(dialects, clock)

    asyncio.run(scene())


def test_what_is_known_is_probed_again_a_night_later_by_one_caller(dialects: DialectStore, clock: Clock) -> None:
    async def scene() -> None:
        await claim(dialects, clock)
        await dialects.save("here model", LEARNED)
        assert not await claim(dialects, clock)
        clock.advance(hours=21)
        assert [await claim(dialects, clock), await claim(dialects, clock)] == [True, False]
        assert await dialects.load("here model") == LEARNED
        await dialects.save("here model", replace(LEARNED, probed_at=clock()))
        assert not await claim(dialects, clock)

    asyncio.run(scene())


def test_another_catalog_entry_is_probed_at_once(dialects: DialectStore, clock: Clock) -> None:
    async def scene() -> None:
        await dialects.save("here model", LEARNED)
        assert not await claim(dialects, clock)
        assert [await claim(dialects, clock, "two"), await claim(dialects, clock, "two")] == [True, False]

    asyncio.run(scene())


def test_of_many_processes_one_gets_the_claim(url: str, clock: Clock) -> None:
    def work() -> bool:
        with open_store(url, now=clock) as store:
            return asyncio.run(claim(store.dialects, clock))

    assert sorted(fork_all(work, [()] * 4)) == [False, False, False, True]


def test_all_that_is_known_can_be_listed(store: Store, clock: Clock) -> None:
    async def scene() -> None:
        await store.dialects.save("here model", LEARNED)
        await claim(store.dialects, clock, "two")

    asyncio.run(scene())
    assert store.dialects.all() == {"here model": LEARNED}


def test_an_answer_that_was_put_aside_is_found_in_its_own_standing_alone(ports: tuple[Ledger, BreakerStore]) -> None:
    ledger, _ = ports

    async def scene() -> None:
        useless = answer(key="key", standing="monday")
        hold = await reserve(ledger, intent(key="key", standing="monday"), limit_micros=1000)
        await ledger.settle(hold, end(40), useless)
        assert await ledger.find_answer("key", "tuesday") == useless
        await ledger.put_aside("key")
        assert await ledger.find_answer("key", "monday") == useless
        assert await ledger.find_answer("key", "tuesday") is None
        assert await ledger.find_answer("key") is None
        assert await ledger.reserve(intent(key="key", standing="monday"), limit_micros=1000) == useless
        again = await reserve(ledger, intent(key="key", standing="tuesday"), limit_micros=1000)
        good = answer(key="key", standing="tuesday", body='{"id": 2}')
        await ledger.settle(again, end(40), good)
        assert await ledger.find_answer("key") == good
        assert await ledger.find_answer("key", "wednesday") == good

    asyncio.run(scene())
