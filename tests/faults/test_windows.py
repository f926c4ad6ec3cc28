"""The sliding minute: as a helper over an account, and as the endpoint's own rate limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.limits import RateLimits, go_duration
from tests.faults.windows import SlidingWindow, most_in_a_window

EVENTS = st.lists(st.tuples(st.integers(0, 300).map(float), st.integers(0, 9)), max_size=30)


@given(EVENTS)
def test_the_helper_finds_what_trying_every_window_finds(events: list[tuple[float, int]]) -> None:
    tried = [sum(n for at, n in events if end - 60 < at <= end) for end, _ in events]
    assert most_in_a_window(events) == max(tried, default=0)


def test_two_bursts_around_a_full_minute_count_together() -> None:
    assert most_in_a_window([(59.0, 10), (61.0, 10)]) == 20
    assert most_in_a_window([(0.0, 10), (60.0, 10)]) == 10


@given(st.lists(st.integers(0, 200).map(lambda tenths: tenths / 2), max_size=60).map(sorted))
def test_no_sliding_minute_holds_more_requests_than_the_limit(arrivals: list[float]) -> None:
    limits = RateLimits.of(5, None)
    let_in = [(at, 1) for at in arrivals if limits.admit(100, at) == 0]
    assert most_in_a_window(let_in) <= 5


def test_a_request_fits_exactly_when_the_wait_it_was_told_is_over() -> None:
    window = SlidingWindow(10)
    window.add(6, 0.0)
    window.add(4, 10.0)
    assert window.wait_for(3, 20.0) == 40.0
    assert window.wait_for(7, 20.0) == 50.0
    assert window.wait_for(3, 59.5) > 0
    assert window.wait_for(3, 60.0) == 0


def test_tokens_of_an_answer_count_against_the_next_request() -> None:
    limits = RateLimits.of(None, 1000)
    assert limits.admit(600, 0.0) == 0
    limits.used(500, 1.0)
    assert limits.headers(1.0)["x-ratelimit-remaining-tokens"] == "0"
    assert limits.admit(400, 2.0) == 58.0
    assert limits.admit(400, 60.0) == 0


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [(0, "0s"), (0.12, "120ms"), (1, "1s"), (1.5, "1.5s"), (60, "1m0s"), (360, "6m0s"), (3661.25, "1h1m1.25s")],
)
def test_a_duration_is_printed_as_go_prints_it(seconds: float, printed: str) -> None:
    assert go_duration(seconds) == printed
