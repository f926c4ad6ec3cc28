"""The fleet's rate limit as a rule: no sliding minute holds more than the limit, and little of it is wasted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from invoice_llm.rate import BURST, RateState, RateUse, admit_call, blocked, corrected

T0 = datetime(2026, 1, 1, tzinfo=UTC)
Call = tuple[datetime, int]


def use(tokens: int = 1, *, requests: int | None = None, limit: int | None = None) -> RateUse:
    return RateUse(key="k", tokens=tokens, requests_per_minute=requests, tokens_per_minute=limit)


def busiest_minute(calls: list[Call]) -> int:
    """The most that any sliding minute holds."""
    most = 0
    for start, _ in calls:
        end = start + timedelta(minutes=1)
        most = max(most, sum(amount for at, amount in calls if start <= at < end))
    return most


def as_fast_as_allowed(wanted: list[RateUse], *, minutes: float) -> list[Call]:
    """Everybody asks again exactly when told to."""
    state, now, calls = RateState(), T0, []
    end = T0 + timedelta(minutes=minutes)
    for one in wanted:
        while isinstance(decided := admit_call(state, one, now=now), datetime):
            now = decided
        if now > end:
            break
        state = decided
        calls.append((now, one.tokens))
    return calls


def test_a_limit_of_requests_is_never_passed_and_nearly_used_up() -> None:
    calls = as_fast_as_allowed([use(requests=600)] * 3000, minutes=4)
    assert busiest_minute(calls) <= 600
    assert len(calls) >= 0.9 * 600 * 4


def test_a_limit_of_tokens_is_never_passed_and_nearly_used_up() -> None:
    calls = as_fast_as_allowed([use(1500 + 137 * (n % 9), limit=200_000) for n in range(1000)], minutes=4)
    assert busiest_minute(calls) <= 200_000
    assert sum(tokens for _, tokens in calls) >= 0.9 * 200_000 * 4


@settings(max_examples=60)
@given(
    sizes=st.lists(st.integers(1, 4_000), min_size=50, max_size=150),
    gaps=st.lists(st.floats(0, 3), min_size=50, max_size=150),
    requests=st.integers(60, 2_000),
)
def test_whatever_is_asked_when_no_sliding_minute_holds_more(
    sizes: list[int], gaps: list[float], requests: int
) -> None:
    state, now, calls = RateState(), T0, []
    for size, gap in zip(sizes, gaps, strict=False):
        now += timedelta(seconds=gap)
        decided = admit_call(state, use(size, requests=requests, limit=120_000), now=now)
        if isinstance(decided, RateState):
            state = decided
            calls.append((now, size))
    assert busiest_minute([(at, 1) for at, _ in calls]) <= requests
    assert busiest_minute(calls) <= 120_000


def test_a_call_larger_than_the_burst_starts_when_nothing_else_is_under_way() -> None:
    large = use(50_000, limit=60_000)
    first = admit_call(RateState(), large, now=T0)
    assert isinstance(first, RateState)
    wait = admit_call(first, large, now=T0)
    assert isinstance(wait, datetime)
    assert isinstance(admit_call(first, large, now=wait), RateState)


def test_few_requests_a_minute_are_still_let_through() -> None:
    one = use(requests=3)
    first = admit_call(RateState(), one, now=T0)
    assert isinstance(first, RateState)
    later = admit_call(first, one, now=T0)
    assert isinstance(later, datetime)
    assert timedelta(seconds=20) <= later - T0 <= timedelta(seconds=22)


def test_a_burst_may_start_at_once() -> None:
    calls = as_fast_as_allowed([use(requests=600)] * 100, minutes=1)
    at_once = sum(at == T0 for at, _ in calls)
    assert 0.9 * 600 * BURST / timedelta(minutes=1) <= at_once <= 600 * BURST / timedelta(minutes=1)


def test_tokens_that_were_not_used_are_given_back() -> None:
    expected = use(3_000, limit=60_000)
    state = admit_call(RateState(), expected, now=T0)
    assert isinstance(state, RateState)
    assert corrected(state, expected, tokens=3_000) == state
    assert corrected(state, expected, tokens=1_000).tokens_at < state.tokens_at
    assert corrected(state, expected, tokens=5_000).tokens_at > state.tokens_at


def test_nobody_starts_before_the_provider_said_and_no_wait_is_made_shorter() -> None:
    state = blocked(blocked(RateState(), T0 + timedelta(seconds=20)), T0 + timedelta(seconds=5))
    assert admit_call(state, use(), now=T0) == T0 + timedelta(seconds=20)
    assert isinstance(admit_call(state, use(), now=T0 + timedelta(seconds=20)), RateState)


def test_a_clock_that_was_years_ahead_holds_no_call_back_once_it_is_set_right() -> None:
    ahead = T0 + timedelta(days=4 * 365)
    state = RateState(requests_at=ahead, tokens_at=ahead, blocked_until=ahead)
    admitted = admit_call(state, use(100, requests=60, limit=1000), now=T0)
    assert isinstance(admitted, RateState)
    assert admitted.blocked_until < T0 < admitted.requests_at < T0 + timedelta(minutes=10)
    asked = RateState(blocked_until=T0 + timedelta(days=1))
    assert admit_call(asked, use(), now=T0) == asked.blocked_until
