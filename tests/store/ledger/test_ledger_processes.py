"""The ledger's guarantees among processes that race and are killed."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from invoice_llm.calls import DaySpend
from invoice_llm.errors import BudgetReached
from invoice_llm.store import Store, open_store
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import answers, calls
from tests.clock import TODAY, Clock
from tests.processes import fork_all
from tests.store.calls import SHA_A, answer, end, intent, reserve


def reserve_until_refused(store: Store) -> int:
    """Reserve 70 at a time, settle every other at 50; the sum of what was charged or is held at the end."""

    async def scene() -> int:
        total = 0
        for number in range(200):
            try:
                hold = await reserve(store.ledger, intent(70), limit_micros=5000)
            except BudgetReached:
                return total
            if number % 2:
                day = await store.ledger.settle(hold, end(50))
                assert day.spent_micros + day.held_micros <= 5000
            total += 50 if number % 2 else 70
        raise AssertionError("200 reservations of 70 never met the limit of 5000")

    return asyncio.run(scene())


def test_processes_that_share_a_budget_never_pass_it_and_use_it_up(store: Store) -> None:
    # The store is opened and used here first: forked processes must not use this one's connections.
    assert asyncio.run(store.ledger.spend(TODAY)).spent_micros == 0
    totals = fork_all(reserve_until_refused, [(store,)] * 6)
    day = asyncio.run(store.ledger.spend(TODAY))
    assert day.spent_micros + day.held_micros == sum(totals)
    assert 5000 - 70 < sum(totals) <= 5000


def test_processes_that_open_the_store_themselves_share_it_too(url: str, store: Store, clock: Clock) -> None:
    def work() -> int:
        with open_store(url, now=clock) as own:
            return reserve_until_refused(own)

    totals = fork_all(work, [()] * 3)
    day = asyncio.run(store.ledger.spend(TODAY))
    assert day.spent_micros + day.held_micros == sum(totals) <= 5000


def test_processes_that_make_the_first_reservation_of_a_day_at_once_all_get_theirs(store: Store) -> None:
    days = [TODAY + timedelta(days=number) for number in range(30)]

    def reserve_each_day() -> None:
        for day in days:
            asyncio.run(reserve(store.ledger, intent(10, day=day), limit_micros=1000))

    fork_all(reserve_each_day, [()] * 4)
    assert [asyncio.run(store.ledger.spend(day)).held_micros for day in days] == [40] * 30


def reserve_and_die(store: Store) -> None:
    asyncio.run(reserve(store.ledger, intent(100), limit_micros=1000))
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_killed_before_it_settled_is_charged_its_estimate_once_the_hold_expires(
    store: Store, clock: Clock
) -> None:
    assert fork_all(reserve_and_die, [(store,)]) == [-signal.SIGKILL]
    assert asyncio.run(store.ledger.spend(TODAY)) == DaySpend(
        day=TODAY, spent_micros=0, held_micros=100, limit_micros=1000
    )
    clock.advance(minutes=5)
    assert asyncio.run(store.ledger.spend(TODAY)) == DaySpend(
        day=TODAY, spent_micros=100, held_micros=0, limit_micros=1000
    )


def keep_and_die(store: Store) -> None:
    async def scene() -> None:
        await store.ledger.settle(await reserve(store.ledger, intent(100), limit_micros=1000), end(), answer(40))
        os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(scene())


def test_an_answer_kept_before_the_kill_is_found_and_charged_at_what_it_cost(store: Store, clock: Clock) -> None:
    assert fork_all(keep_and_die, [(store,)]) == [-signal.SIGKILL]
    assert asyncio.run(store.ledger.find_answer("key")) == answer(40)
    assert asyncio.run(store.ledger.spend(TODAY)).spent_micros == 40
    assert store.spending.document("monday", SHA_A).cost_micros == 40


def test_processes_that_meet_expired_holds_charge_them_once(store: Store, clock: Clock) -> None:
    async def leave_holds() -> None:
        for _ in range(30):
            await reserve(store.ledger, intent(10), limit_micros=1000)

    asyncio.run(leave_holds())
    clock.advance(minutes=5)
    charged = fork_all(lambda: asyncio.run(store.ledger.spend(TODAY)).held_micros, [()] * 4)
    assert charged == [0] * 4
    assert asyncio.run(store.ledger.spend(TODAY)).spent_micros == 300


def test_an_alert_has_one_winner_among_processes(store: Store) -> None:
    won = fork_all(lambda: asyncio.run(store.ledger.raise_alert("day", "2026-11-23", 0.8)), [()] * 6)
    assert sorted(won) == [False] * 5 + [True]


def test_a_reservation_whose_caller_was_cancelled_is_given_back(store: Store) -> None:
    async def scene() -> DaySpend:
        waiting = asyncio.create_task(reserve(store.ledger, intent(100), limit_micros=1000))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return await store.ledger.spend(TODAY)

    assert asyncio.run(scene()) == DaySpend(day=TODAY, spent_micros=0, held_micros=0, limit_micros=1000)


def test_a_settlement_whose_caller_was_cancelled_is_made_all_the_same(store: Store) -> None:
    async def scene() -> int:
        hold = await reserve(store.ledger, intent(100), limit_micros=1000)
        waiting = asyncio.create_task(store.ledger.settle(hold, end(40)))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return (await store.ledger.spend(TODAY)).spent_micros

    assert asyncio.run(scene()) == 40


def test_a_late_settlement_of_an_expired_hold_makes_room_for_the_next_call(store: Store, clock: Clock) -> None:
    async def scene() -> None:
        hold = await reserve(store.ledger, intent(1000), limit_micros=1000)
        clock.advance(minutes=5)
        with pytest.raises(BudgetReached):
            await reserve(store.ledger, intent(960, at=clock.at), limit_micros=1000)
        await store.ledger.settle(hold, end(40))
        await reserve(store.ledger, intent(960, at=clock.at), limit_micros=1000)
        assert await store.ledger.spend(TODAY) == DaySpend(
            day=TODAY, spent_micros=40, held_micros=960, limit_micros=1000
        )

    asyncio.run(scene())


def test_a_hold_that_nobody_reserved_cannot_be_settled(store: Store) -> None:
    with pytest.raises(LookupError, match="f00"):
        asyncio.run(store.ledger.settle("f00", end()))


def test_every_attempt_and_every_answer_is_a_row_of_its_own(url: str, store: Store) -> None:
    async def scene() -> None:
        for cost in (10, 20):
            hold = await reserve(store.ledger, intent(), limit_micros=1000)
            await store.ledger.settle(hold, end(cost), answer(cost, key=f"question {cost}"))

    asyncio.run(scene())
    database = Database(url)
    with database.read() as connection:
        charged = connection.execute(select(calls.c.charged_micros).order_by(calls.c.charged_micros)).scalars().all()
        assert charged == [10, 20]
        assert connection.execute(select(func.count()).select_from(answers)).scalar_one() == 2
    database.close()
