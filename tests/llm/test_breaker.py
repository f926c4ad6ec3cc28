from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from invoice_llm import errors
from invoice_llm.calls import BreakerState
from invoice_llm.llm.breaker import BreakerPolicy, LLMCircuitBreaker, admit, after_call, phase
from invoice_llm.llm.memory import MemoryBreakerStore
from tests.llm.calling import Clock

T0 = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = BreakerPolicy(failures_to_open=2)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def failed(state: BreakerState, seconds: float, *, epoch: int | None = None) -> BreakerState:
    return after_call(state, POLICY, epoch=state.epoch if epoch is None else epoch, effect="failure", now=at(seconds))


def opened() -> BreakerState:
    return failed(failed(BreakerState(), 0), 0)


def test_it_opens_at_the_limit_and_not_before() -> None:
    assert admit(failed(BreakerState(), 0), POLICY, now=at(0)).verdict == "call"
    assert admit(opened(), POLICY, now=at(59)).verdict == "refuse"
    assert phase(opened(), now=at(59)) == "open"


def test_a_success_in_between_starts_the_count_again() -> None:
    once = failed(BreakerState(), 0)
    good = after_call(once, POLICY, epoch=0, effect="success", now=at(1))
    assert phase(failed(good, 2), now=at(2)) == "closed"


def test_what_says_nothing_counts_neither_way() -> None:
    once = failed(BreakerState(), 0)
    assert after_call(once, POLICY, epoch=0, effect="nothing", now=at(1)) == once


def test_after_the_open_period_exactly_one_probe_goes_out() -> None:
    first = admit(opened(), POLICY, now=at(60))
    assert (first.verdict, phase(first.state, now=at(61))) == ("probe", "half_open")
    assert admit(first.state, POLICY, now=at(61)).verdict == "refuse"


def test_a_probe_whose_worker_died_is_replaced_when_its_lease_ends() -> None:
    lost = admit(opened(), POLICY, now=at(60)).state
    assert admit(lost, POLICY, now=at(149)).verdict == "refuse"
    assert admit(lost, POLICY, now=at(150)).verdict == "probe"


def test_a_failed_probe_opens_for_twice_as_long() -> None:
    reopened = failed(admit(opened(), POLICY, now=at(60)).state, 61)
    assert admit(reopened, POLICY, now=at(61 + 119)).verdict == "refuse"
    assert admit(reopened, POLICY, now=at(61 + 120)).verdict == "probe"


def test_the_open_time_stops_growing() -> None:
    state, now = opened(), 0.0
    for _ in range(12):
        assert state.retry_at is not None
        now = (state.retry_at - T0).total_seconds()
        state = failed(admit(state, POLICY, now=at(now)).state, now)
    assert state.retry_at == at(now) + POLICY.longest_open


def test_a_probe_that_succeeds_closes_it_with_a_clean_slate() -> None:
    probing = admit(opened(), POLICY, now=at(60)).state
    closed = after_call(probing, POLICY, epoch=probing.epoch, effect="success", now=at(61))
    assert (phase(closed, now=at(61)), closed.consecutive_failures, closed.times_opened) == ("closed", 0, 0)


def test_a_probe_that_tells_nothing_lets_the_next_one_go_at_once() -> None:
    probing = admit(opened(), POLICY, now=at(60)).state
    after = after_call(probing, POLICY, epoch=probing.epoch, effect="nothing", now=at(61))
    assert admit(after, POLICY, now=at(61)).verdict == "probe"


def test_results_of_an_earlier_epoch_change_nothing() -> None:
    state = opened()
    assert failed(state, 30, epoch=0) == state
    probing = admit(state, POLICY, now=at(60)).state
    assert after_call(probing, POLICY, epoch=0, effect="success", now=at(61)) == probing


def test_half_of_many_calls_failing_opens_it_without_a_row_of_failures() -> None:
    policy = BreakerPolicy(failures_to_open=100, calls_to_judge=20)
    state = BreakerState()
    for call in range(22):
        effect = "failure" if call % 2 else "success"
        state = after_call(state, policy, epoch=state.epoch, effect=effect, now=at(call))  # type: ignore[arg-type]
    assert phase(state, now=at(22)) == "open"


def test_failures_outside_the_window_are_forgotten() -> None:
    policy = BreakerPolicy(failures_to_open=100, calls_to_judge=20)
    state = BreakerState()
    for call in range(20):
        effect = "failure" if call % 2 else "success"
        state = after_call(state, policy, epoch=0, effect=effect, now=at(call * 30))  # type: ignore[arg-type]
    assert phase(state, now=at(600)) == "closed"
    assert len(state.recent) <= 7


def state_of(breaker: LLMCircuitBreaker) -> str:
    """Asked anew each time; the type checker takes a property for a constant."""
    return breaker.state


def test_a_circuit_that_works_again_is_not_written_to_any_more() -> None:
    once = failed(BreakerState(), 0)
    later = after_call(once, POLICY, epoch=0, effect="success", now=at(200))
    assert later == BreakerState()
    assert after_call(later, POLICY, epoch=0, effect="success", now=at(201)) == later


class Service:
    """Something to protect: raises what it is told to."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.calls = 0

    async def __call__(self, text: str = "ok") -> str:
        self.calls += 1
        if self.error is not None:
            raise self.error
        return text


def test_the_specified_breaker_goes_from_closed_over_open_to_half_open_and_back() -> None:
    clock, service = Clock(), Service()
    breaker = LLMCircuitBreaker(failure_threshold=5, timeout=60, now=clock.now)

    async def story() -> None:
        assert await breaker.call_protected(service, text="hello") == "hello"
        assert state_of(breaker) == "closed"
        service.error = errors.ProviderUnavailable("down")
        for _ in range(5):
            with pytest.raises(errors.ProviderUnavailable):
                await breaker.call_protected(service)
        assert state_of(breaker) == "open"
        with pytest.raises(errors.CircuitOpen) as refused:
            await breaker.call_protected(service)
        assert refused.value.retry_at == clock.now() + timedelta(seconds=60)
        assert service.calls == 6
        clock.advance(60)
        assert state_of(breaker) == "half_open"
        service.error = None
        assert await breaker.call_protected(service) == "ok"
        assert state_of(breaker) == "closed"

    asyncio.run(story())


@pytest.mark.parametrize(
    "error",
    [
        errors.RateLimited("slow"),
        errors.RequestRejected("bad"),
        errors.LocalOverload("full"),
        errors.AnswerOffSchema("odd"),
        asyncio.CancelledError(),
    ],
)
def test_what_is_not_the_services_fault_never_opens_it(error: BaseException) -> None:
    service = Service()
    service.error = error
    breaker = LLMCircuitBreaker(failure_threshold=2)

    async def story() -> None:
        for _ in range(5):
            with pytest.raises(type(error)):
                await breaker.call_protected(service)

    asyncio.run(story())
    assert (breaker.state, service.calls) == ("closed", 5)


def test_two_breakers_over_one_store_are_one_circuit() -> None:
    store, service, clock = MemoryBreakerStore(), Service(), Clock()
    service.error = errors.ProviderUnavailable("down")
    one, other = (LLMCircuitBreaker(2, 60, store=store, key="k", now=clock.now) for _ in range(2))

    async def story() -> None:
        for breaker in (one, other):
            with pytest.raises(errors.ProviderUnavailable):
                await breaker.call_protected(service)
        for breaker in (one, other):
            with pytest.raises(errors.CircuitOpen):
                await breaker.call_protected(service)
        clock.advance(61)
        assert (await one.admit()).probe
        with pytest.raises(errors.CircuitOpen):
            await other.admit()

    asyncio.run(story())
