"""Any interleaving of reserving, settling, expiring and settling late keeps the books right."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import case, func, select

from invoice_llm.calls import DaySpend
from invoice_llm.errors import BudgetReached
from invoice_llm.store import Store
from invoice_llm.store.sql.database import Database
from invoice_llm.store.sql.schema import calls
from tests.clock import Clock
from tests.store.calls import end, intent, reserve

LIMIT = 1000
_day_numbers = count(1)

reserving = st.tuples(st.just("reserve"), st.integers(0, 600))
settling = st.tuples(st.just("settle"), st.integers(0, 9), st.floats(0, 1) | st.none())
waiting = st.tuples(st.just("wait"), st.integers(1, 400))
steps = st.lists(st.one_of(reserving, reserving, settling, waiting), max_size=25)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


def books(database: Database, day: date) -> tuple[int, int]:
    """Charged and held, added up from the single calls."""
    held = func.sum(case((calls.c.status == "held", calls.c.estimate_micros), else_=0))
    with database.read() as connection:
        row = connection.execute(select(func.sum(calls.c.charged_micros), held).where(calls.c.day == day)).one()
    return int(row[0] or 0), int(row[1] or 0)


async def play(store: Store, clock: Clock, day: date, step: tuple[object, ...], holds: list[tuple[str, int]]) -> None:
    match step:
        case ("reserve", int(estimate)):
            before = await store.ledger.spend(day)
            fits = before.spent_micros + before.held_micros + estimate <= LIMIT
            try:
                hold = await reserve(store.ledger, intent(estimate, day=day, at=clock.at), limit_micros=LIMIT)
            except BudgetReached:
                assert not fits
            else:
                assert fits
                holds.append((hold, estimate))
        case ("settle", int(which), share) if which < len(holds):
            hold, estimate = holds[which]
            cost = int(estimate * share) if isinstance(share, float) else None
            await store.ledger.settle(hold, end(cost))
        case ("wait", int(seconds)):
            clock.advance(seconds=seconds)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=steps)
def test_spent_and_held_stay_within_the_limit_and_equal_the_sums_of_the_calls(
    store: Store, clock: Clock, database: Database, script: list[tuple[object, ...]]
) -> None:
    day = date(2026, 1, 1) + timedelta(days=next(_day_numbers))

    async def scene() -> DaySpend:
        holds: list[tuple[str, int]] = []
        for step in script:
            await play(store, clock, day, step, holds)
            now = await store.ledger.spend(day)
            assert now.spent_micros + now.held_micros <= LIMIT
            assert (now.spent_micros, now.held_micros) == books(database, day)
        clock.advance(minutes=6)
        return await store.ledger.spend(day)

    last = asyncio.run(scene())
    assert last.held_micros == 0
    assert last.spent_micros == books(database, day)[0]
