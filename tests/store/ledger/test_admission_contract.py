"""Leases, narrower budgets and rate limits: what every ledger guarantees about who may start."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from invoice_llm.calls import BudgetLimit, CallContext, CallEnd, CallIntent, NotYet, Usage
from invoice_llm.errors import BudgetReached
from invoice_llm.llm.ports import BreakerStore, Ledger
from invoice_llm.rate import LOOK_AGAIN, RateUse
from invoice_llm.store import Store
from tests.clock import NOON, TODAY, Clock
from tests.processes import fork_all
from tests.store.calls import SHA_A, answer, end, intent, reserve

RUN = BudgetLimit(scope="run:monday", period="", limit_micros=300)
TWO_AT_ONCE = RateUse(key="openai small", tokens=1, under_way=2)
MODEL = BudgetLimit(scope="invoice_model:acme_v1", period=TODAY.isoformat(), limit_micros=200)


@pytest.fixture
def ledger(ports: tuple[Ledger, BreakerStore]) -> Ledger:
    return ports[0]


def test_of_two_who_ask_the_same_question_one_starts_and_the_other_waits(ledger: Ledger) -> None:
    async def scene() -> None:
        await reserve(ledger, intent(key="q"), limit_micros=1000)
        second = await ledger.reserve(intent(key="q"), limit_micros=1000)
        assert second == NotYet("elsewhere", NOON + timedelta(minutes=5))
        assert (await ledger.spend(TODAY)).held_micros == 100

    asyncio.run(scene())


def test_who_waited_gets_the_answer_and_holds_nothing(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(key="q"), limit_micros=100)
        await ledger.settle(hold, end(40), answer(40, key="q"))
        assert await ledger.reserve(intent(key="q"), limit_micros=100) == answer(40, key="q")
        assert (await ledger.spend(TODAY)).held_micros == 0

    asyncio.run(scene())


def test_a_kept_answer_is_given_even_when_the_budget_is_used_up(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(key="q"), limit_micros=100)
        await ledger.settle(hold, end(100), answer(100, key="q"))
        assert await ledger.reserve(intent(key="q"), limit_micros=100) == answer(100, key="q")
        with pytest.raises(BudgetReached):
            await ledger.reserve(intent(key="other"), limit_micros=100)

    asyncio.run(scene())


def test_after_a_failure_the_question_may_be_asked_again(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(key="q"), limit_micros=1000)
        await ledger.settle(hold, CallEnd(status="failed", cost_micros=0))
        await reserve(ledger, intent(key="q"), limit_micros=1000)

    asyncio.run(scene())


def test_no_more_calls_are_held_than_a_model_takes_at_once(ledger: Ledger, clock: Clock) -> None:
    def one(seconds: float = 0.0) -> CallIntent:
        return intent(at=clock.at + timedelta(seconds=seconds), rate=TWO_AT_ONCE)

    async def scene() -> None:
        first = await reserve(ledger, one(0.1), limit_micros=10_000)
        await reserve(ledger, one(), limit_micros=10_000)
        refused = await ledger.reserve(one(), limit_micros=10_000)
        assert refused == NotYet("rate", clock.at + LOOK_AGAIN)
        await reserve(ledger, intent(model="large", rate=RateUse(key="openai large", tokens=1)), limit_micros=10_000)
        await ledger.settle(first, end())
        await reserve(ledger, one(), limit_micros=10_000)
        clock.advance(minutes=6)  # both have died
        await reserve(ledger, one(), limit_micros=10_000)

    asyncio.run(scene())


def test_the_lease_of_one_who_died_ends_and_is_charged(ledger: Ledger, clock: Clock) -> None:
    async def scene() -> None:
        dead = await reserve(ledger, intent(key="q"), limit_micros=1000)
        clock.advance(minutes=5)
        await reserve(ledger, intent(key="q", at=clock.at), limit_micros=1000)
        spend = await ledger.spend(TODAY)
        assert (spend.spent_micros, spend.held_micros) == (100, 100)
        late = await ledger.settle(dead, end(30))
        assert (late.spent_micros, late.held_micros) == (30, 100)

    asyncio.run(scene())


def test_questions_asked_at_once_are_told_apart(ledger: Ledger) -> None:
    async def scene() -> list[object]:
        return await asyncio.gather(*(ledger.reserve(intent(key=f"q{n % 5}"), limit_micros=10_000) for n in range(40)))

    results = asyncio.run(scene())
    assert sum(isinstance(result, str) for result in results) == 5
    assert sum(isinstance(result, NotYet) for result in results) == 35


def test_a_run_and_an_invoice_model_have_limits_of_their_own(ledger: Ledger) -> None:
    async def scene() -> None:
        both = intent(150, limits=(RUN, MODEL))
        hold = await reserve(ledger, both, limit_micros=1000)
        with pytest.raises(BudgetReached, match="invoice_model:acme_v1") as refused:
            await ledger.reserve(intent(100, limits=(RUN, MODEL)), limit_micros=1000)
        assert refused.value.scope == "invoice_model:acme_v1"
        await reserve(ledger, intent(150, limits=(RUN,)), limit_micros=1000)
        with pytest.raises(BudgetReached, match="run:monday"):
            await ledger.reserve(intent(1, limits=(RUN,)), limit_micros=1000)
        await reserve(ledger, intent(1), limit_micros=1000)
        day = await ledger.settle(hold, end(50))
        assert [(one.scope, one.spent_micros, one.held_micros) for one in day.narrower] == [
            ("run:monday", 50, 150),
            ("invoice_model:acme_v1", 50, 0),
        ]
        assert (day.spent_micros, day.held_micros) == (50, 151)

    asyncio.run(scene())


def test_an_expired_hold_is_charged_in_every_budget_it_was_held_in(ledger: Ledger, clock: Clock) -> None:
    async def scene() -> None:
        await reserve(ledger, intent(150, limits=(RUN,)), limit_micros=1000)
        clock.advance(minutes=5)
        assert (await ledger.spend(TODAY)).spent_micros == 150
        hold = await reserve(ledger, intent(150, at=clock.at, limits=(RUN,)), limit_micros=1000)
        with pytest.raises(BudgetReached, match="run:monday"):
            await ledger.reserve(intent(1, limits=(RUN,)), limit_micros=1000)
        assert (await ledger.settle(hold, end(10))).narrower[0].spent_micros == 160

    asyncio.run(scene())


def test_a_limit_that_is_set_in_the_middle_of_a_run_counts_what_it_spent_before(store: Store) -> None:
    context = CallContext(operation="extract", document=SHA_A, run_id="monday", invoice_model="acme_v1")

    async def scene() -> None:
        hold = await reserve(store.ledger, intent(200, context=context), limit_micros=1000)
        await store.ledger.settle(hold, end(120))
        await reserve(store.ledger, intent(100, context=context), limit_micros=1000)
        with pytest.raises(BudgetReached, match="run:monday"):
            await store.ledger.reserve(intent(81, context=context, limits=(RUN,)), limit_micros=1000)
        await reserve(store.ledger, intent(80, context=context, limits=(RUN,)), limit_micros=1000)

    asyncio.run(scene())


def paced(*, tokens: int = 100, requests: int | None = 60, limit: int | None = None) -> RateUse:
    return RateUse(key="host model", tokens=tokens, requests_per_minute=requests, tokens_per_minute=limit)


def test_a_call_beyond_the_rate_is_told_when_to_come_back_and_holds_nothing(ledger: Ledger, clock: Clock) -> None:
    async def scene() -> None:
        started = 0
        while isinstance(result := await ledger.reserve(intent(rate=paced()), limit_micros=10_000), str):
            started += 1
        assert isinstance(result, NotYet)
        assert (result.why, started) == ("rate", 1)
        assert (await ledger.spend(TODAY)).held_micros == 100 * started
        clock.at = result.until
        await reserve(ledger, intent(rate=paced()), limit_micros=10_000)

    asyncio.run(scene())


def test_calls_that_start_at_once_share_the_rate(ledger: Ledger) -> None:
    async def scene() -> list[object]:
        wanted = [ledger.reserve(intent(rate=paced(requests=600)), limit_micros=10**9) for _ in range(60)]
        return await asyncio.gather(*wanted)

    started = sum(isinstance(result, str) for result in asyncio.run(scene()))
    assert 13 <= started <= 15


def test_tokens_that_were_expected_and_not_used_make_room(ledger: Ledger) -> None:
    async def scene() -> None:
        large = paced(tokens=4_000, requests=None, limit=120_000)
        hold = await reserve(ledger, intent(rate=large), limit_micros=10**9)
        assert isinstance(await ledger.reserve(intent(rate=large), limit_micros=10**9), NotYet)
        used = CallEnd(status="ok", cost_micros=1, usage=Usage(input=100, output=10))
        await ledger.settle(hold, used)
        small = paced(tokens=2_500, requests=None, limit=120_000)
        await reserve(ledger, intent(rate=small), limit_micros=10**9)

    asyncio.run(scene())


def test_a_wait_that_the_provider_asked_for_holds_everybody_back(ledger: Ledger, clock: Clock) -> None:
    async def scene() -> None:
        until = clock.at + timedelta(seconds=20)
        await ledger.hold_back("host model", until)
        free = paced(requests=None)
        assert await ledger.reserve(intent(rate=free), limit_micros=1000) == NotYet("rate", until)
        other = RateUse(key="other model", tokens=1)
        await reserve(ledger, intent(rate=other), limit_micros=1000)
        clock.at = until
        await reserve(ledger, intent(rate=free), limit_micros=1000)

    asyncio.run(scene())


def test_processes_that_ask_the_same_questions_at_once_ask_each_once(store: Store) -> None:
    def ask_all() -> int:
        async def scene() -> int:
            asked = [store.ledger.reserve(intent(key=f"q{n}"), limit_micros=10**6) for n in range(25)]
            return sum(isinstance(result, str) for result in await asyncio.gather(*asked))

        return asyncio.run(scene())

    assert sum(fork_all(ask_all, [()] * 6)) == 25


def test_processes_share_one_rate(store: Store) -> None:
    def start_all() -> int:
        async def scene() -> int:
            wanted = [store.ledger.reserve(intent(rate=paced(requests=600)), limit_micros=10**9) for _ in range(20)]
            return sum(isinstance(result, str) for result in await asyncio.gather(*wanted))

        return asyncio.run(scene())

    assert 13 <= sum(fork_all(start_all, [()] * 6)) <= 15
