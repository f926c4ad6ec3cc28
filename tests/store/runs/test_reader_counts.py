"""Readers' counts: added up over chunks and nights, once for each, and forgotten after a while."""

from __future__ import annotations

from invoice_llm.store import Store
from invoice_llm.store.runs.reader_counts import LASTS
from tests.clock import Clock

MODEL, NUMBER, TOTAL = "gpt-x", "invoice_number", "total_gross"


def test_counts_add_up_over_chunks_and_runs_for_the_readers_that_are_asked_about(store: Store) -> None:
    counts = store.reader_counts
    counts.put("monday", 0, {(MODEL, NUMBER): (9.5, 10), (MODEL, TOTAL): (4, 8), ("other", NUMBER): (1, 1)})
    counts.put("monday", 1, {(MODEL, NUMBER): (0.5, 2)})
    counts.put("tuesday", 0, {(MODEL, NUMBER): (3, 3)})
    assert counts.of([MODEL]) == {(MODEL, NUMBER): (13, 15), (MODEL, TOTAL): (4, 8)}
    assert counts.of([]) == {}


def test_a_chunk_that_is_done_again_counts_once_and_can_be_left_out(store: Store) -> None:
    counts = store.reader_counts
    counts.put("monday", 0, {(MODEL, NUMBER): (1, 10), (MODEL, TOTAL): (5, 5)})
    counts.put("monday", 0, {(MODEL, NUMBER): (9, 10)})
    counts.put("monday", 1, {(MODEL, NUMBER): (2, 2)})
    assert counts.of([MODEL]) == {(MODEL, NUMBER): (11, 12)}
    assert counts.of([MODEL], without=("monday", 0)) == {(MODEL, NUMBER): (2, 2)}


def test_old_counts_are_forgotten(store: Store, clock: Clock) -> None:
    store.reader_counts.put("monday", 0, {(MODEL, NUMBER): (1, 10)})
    clock.advance(days=LASTS.days - 1)
    assert store.reader_counts.of([MODEL]) == {(MODEL, NUMBER): (1, 10)}
    clock.advance(days=2)
    assert store.reader_counts.of([MODEL]) == {}
