"""What every ledger guarantees, whatever it is kept in."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from invoice_llm.calls import CallEnd, DaySpend, Usage
from invoice_llm.errors import BudgetReached
from invoice_llm.llm.ports import BreakerStore, Ledger
from tests.clock import TODAY, Clock
from tests.store.calls import answer, end, intent, reserve


@pytest.fixture
def ledger(ports: tuple[Ledger, BreakerStore]) -> Ledger:
    return ports[0]


def spent(amount: int, *, held: int = 0, limit: int = 1000) -> DaySpend:
    return DaySpend(day=TODAY, spent_micros=amount, held_micros=held, limit_micros=limit)


def test_a_reservation_is_held_until_it_is_settled_at_its_cost(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(100), limit_micros=1000)
        assert await ledger.spend(TODAY) == spent(0, held=100)
        assert await ledger.settle(hold, end(40)) == spent(40)
        assert await ledger.spend(TODAY) == spent(40)

    asyncio.run(scene())


def test_a_reservation_that_exactly_fits_is_taken_and_the_next_is_refused(ledger: Ledger) -> None:
    async def scene() -> None:
        await reserve(ledger, intent(400), limit_micros=1000)
        await reserve(ledger, intent(600), limit_micros=1000)
        with pytest.raises(BudgetReached, match="2026-11-23"):
            await reserve(ledger, intent(1), limit_micros=1000)
        assert await ledger.spend(TODAY) == spent(0, held=1000)

    asyncio.run(scene())


def test_a_call_dearer_than_the_whole_limit_is_refused_on_an_unused_day(ledger: Ledger) -> None:
    async def scene() -> None:
        with pytest.raises(BudgetReached):
            await reserve(ledger, intent(1001), limit_micros=1000)
        assert await ledger.spend(TODAY) == spent(0)

    asyncio.run(scene())


def test_a_call_that_costs_nothing_passes_a_limit_of_zero(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(0), limit_micros=0)
        assert await ledger.settle(hold, end(0)) == spent(0, limit=0)

    asyncio.run(scene())


def test_what_a_settlement_frees_can_be_reserved_again(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(1000), limit_micros=1000)
        await ledger.settle(hold, end(100))
        await reserve(ledger, intent(900), limit_micros=1000)
        assert await ledger.spend(TODAY) == spent(100, held=900)

    asyncio.run(scene())


def test_settling_twice_charges_once_and_the_first_counts(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(100), limit_micros=1000)
        await ledger.settle(hold, end(40))
        assert await ledger.settle(hold, end(90)) == spent(40)

    asyncio.run(scene())


def test_an_unknown_cost_is_charged_at_the_estimate(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(100), limit_micros=1000)
        assert await ledger.settle(hold, CallEnd(status="failed", cost_micros=None, error="timeout")) == spent(100)

    asyncio.run(scene())


def test_a_limit_that_is_lowered_during_the_day_counts_from_the_next_reservation(ledger: Ledger) -> None:
    async def scene() -> None:
        await ledger.settle(await reserve(ledger, intent(500), limit_micros=1000), end(500))
        with pytest.raises(BudgetReached):
            await reserve(ledger, intent(100), limit_micros=550)
        assert await ledger.spend(TODAY) == spent(500, limit=550)
        await reserve(ledger, intent(50), limit_micros=550)

    asyncio.run(scene())


def test_a_limit_that_is_raised_during_the_day_makes_room(ledger: Ledger) -> None:
    async def scene() -> None:
        await reserve(ledger, intent(1000), limit_micros=1000)
        await reserve(ledger, intent(1000), limit_micros=2000)
        assert await ledger.spend(TODAY) == spent(0, held=2000, limit=2000)

    asyncio.run(scene())


def test_an_expired_hold_is_charged_at_its_estimate(ledger: Ledger, clock: Clock) -> None:
    async def scene() -> None:
        await reserve(ledger, intent(100), limit_micros=1000)
        clock.advance(minutes=4, seconds=59)
        assert await ledger.spend(TODAY) == spent(0, held=100)
        clock.advance(seconds=1)
        assert await ledger.spend(TODAY) == spent(100)

    asyncio.run(scene())


def test_a_late_settlement_corrects_what_the_expired_hold_was_charged(ledger: Ledger, clock: Clock) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(100), limit_micros=1000)
        clock.advance(minutes=6)
        assert await ledger.spend(TODAY) == spent(100)
        assert await ledger.settle(hold, end(30)) == spent(30)
        assert await ledger.settle(hold, end(70)) == spent(30)

    asyncio.run(scene())


def test_a_settlement_after_the_time_but_before_anyone_looked_is_an_ordinary_one(ledger: Ledger, clock: Clock) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(100), limit_micros=1000)
        clock.advance(minutes=6)
        assert await ledger.settle(hold, end(30)) == spent(30)

    asyncio.run(scene())


def test_a_hold_over_midnight_is_charged_to_the_day_it_was_reserved_for(ledger: Ledger, clock: Clock) -> None:
    tomorrow = TODAY + timedelta(days=1)

    async def scene() -> None:
        hold = await reserve(ledger, intent(100), limit_micros=1000)
        clock.advance(hours=13)
        assert await ledger.spend(TODAY) == spent(100)
        assert (await ledger.settle(hold, end(30))).day == TODAY
        assert (await ledger.spend(tomorrow)).spent_micros == 0

    asyncio.run(scene())


def test_a_day_without_calls_has_spent_nothing(ledger: Ledger) -> None:
    assert asyncio.run(ledger.spend(TODAY)) == spent(0, limit=0)


def test_an_answer_is_found_by_its_key_as_it_was_kept(ledger: Ledger) -> None:
    kept = answer(40, usage=Usage(input=9, cached=3, output=5, reasoning=2), body='{"text": "Größe \\u0000"}')

    async def scene() -> None:
        hold = await reserve(ledger, intent(100), limit_micros=1000)
        assert await ledger.find_answer("key") is None
        await ledger.settle(hold, end(), kept)
        assert await ledger.find_answer("key") == kept
        assert await ledger.find_answer("another key") is None

    asyncio.run(scene())


def test_an_answer_whose_body_no_database_takes_as_text_comes_back_the_same(ledger: Ledger) -> None:
    odd = answer(body="<html>\x00\udcff</html>")

    async def scene() -> None:
        await ledger.settle(await reserve(ledger, intent(), limit_micros=1000), end(), odd)
        assert await ledger.find_answer("key") == odd

    asyncio.run(scene())


def test_keeping_the_same_answer_twice_is_keeping_it_once(ledger: Ledger) -> None:
    async def scene() -> None:
        hold = await reserve(ledger, intent(), limit_micros=1000)
        await ledger.settle(hold, end(), answer())
        await ledger.settle(hold, end(), answer())
        assert await ledger.find_answer("key") == answer()

    asyncio.run(scene())


def test_of_two_answers_under_one_key_the_later_is_found(ledger: Ledger, clock: Clock) -> None:
    async def scene() -> None:
        await ledger.settle(await reserve(ledger, intent(), limit_micros=1000), end(), answer(body="cut off"))
        clock.advance(seconds=3)
        await ledger.settle(await reserve(ledger, intent(), limit_micros=1000), end(), answer(body="whole"))
        assert await ledger.find_answer("key") == answer(body="whole")

    asyncio.run(scene())


def test_an_alert_is_raised_once_a_scope_period_and_fraction(ledger: Ledger) -> None:
    async def scene() -> list[bool]:
        places = (("day", "2026-11-23"), ("day", "2026-11-23"), ("run:a", ""))
        return [await ledger.raise_alert(*place, fraction) for fraction in (0.8, 1.0) for place in places]

    assert asyncio.run(scene()) == [True, False, True, True, False, True]


def test_many_reservations_at_once_never_pass_the_limit(ledger: Ledger) -> None:
    async def scene() -> int:
        tries = [reserve(ledger, intent(70), limit_micros=1000) for _ in range(40)]
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert await ledger.spend(TODAY) == spent(0, held=14 * 70)
        return sum(isinstance(result, str) for result in results)

    assert asyncio.run(scene()) == 14
