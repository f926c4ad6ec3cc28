"""A day's budget that people raised, on each database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from invoice_llm.store import Store
from tests.clock import TODAY

TOMORROW = TODAY + timedelta(days=1)


def test_raises_of_a_day_add_up_and_a_task_that_is_done_twice_raises_once(store: Store) -> None:
    assert (store.raises.of(TODAY), store.raises.since(TODAY)) == (0, {})
    for _ in range(2):
        store.raises.put(TODAY, 5_000_000, by="monday")
    store.raises.put(TODAY, 1, by="mon%")
    store.raises.put(TOMORROW, 7, by="monday")
    assert store.raises.of(TODAY) == 5_000_001
    assert store.raises.since(TODAY) == {TODAY: 5_000_001, TOMORROW: 7}
    assert store.raises.since(TOMORROW) == {TOMORROW: 7}


def test_a_budget_is_not_lowered_by_a_raise(store: Store) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        store.raises.put(TODAY, -1, by="monday")
    assert store.raises.of(TODAY) == 0


def test_a_raise_leaves_what_is_spent_as_it_is(store: Store) -> None:
    before = store.spending.report(TODAY, 10)
    store.raises.put(TODAY, 5_000_000, by="monday")
    assert store.spending.report(TODAY, 10) == before
