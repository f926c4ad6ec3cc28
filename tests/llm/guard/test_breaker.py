from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from invoice_llm import errors
from invoice_llm.calls import BreakerState, Probe
from invoice_llm.llm.guard.breaker import Admitted, BreakerPolicy, Effect, admit, after_call, may_start_at, phase
from invoice_llm.llm.guard.circuit import LLMCircuitBreaker
from invoice_llm.llm.memory import MemoryBreakerStore
from tests.clock import Clock

T0 = datetime(2026, 1, 1, tzinfo=UTC)
POLICY = BreakerPolicy(failures_to_open=2)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def ended(
    state: BreakerState,
    effect: Effect,
    seconds: float,
    *,
    started: float | None = None,
    epoch: int | None = None,
    probe: int | None = None,
    policy: BreakerPolicy = POLICY,
) -> BreakerState:
    """A call that started just before it ended, unless said otherwise."""
    began = at(seconds - 0.1 if started is None else started)
    admitted = Admitted(state.epoch if epoch is None else epoch, began, probe=probe)
    return after_call(state, policy, admitted, effect, now=at(seconds), chance=0.0)


def opened() -> BreakerState:
    return ended(ended(BreakerState(), "failure", 0), "failure", 0)


def probing() -> BreakerState:
    """One probe is out since second 60."""
    return admit(opened(), POLICY, now=at(60)).state


def test_it_opens_at_the_limit_and_not_before() -> None:
    assert admit(ended(BreakerState(), "failure", 0), POLICY, now=at(0)).verdict == "call"
    assert admit(opened(), POLICY, now=at(59)).verdict == "refuse"
    assert phase(opened(), now=at(59)) == "open"


def test_a_clock_that_was_years_ahead_leaves_nothing_shut_behind_once_it_is_set_right() -> None:
    day = 86_400
    years_ahead = replace(opened(), open_until=at(4 * 365 * day))
    probe = admit(years_ahead, POLICY, now=at(0))
    assert probe.verdict == "probe"
    leased = tuple(Probe(number, at(4 * 365 * day)) for number in range(POLICY.probes))
    assert admit(replace(probe.state, probes=leased), POLICY, now=at(0)).verdict == "probe"
    assert phase(ended(probe.state, "success", 1, probe=0), now=at(1)) == "closed"


def test_a_success_in_between_starts_the_count_again() -> None:
    good = ended(ended(BreakerState(), "failure", 0), "success", 1)
    assert phase(ended(good, "failure", 2), now=at(2)) == "closed"


def test_a_success_of_a_call_that_started_before_the_failures_does_not_end_their_run() -> None:
    once = ended(BreakerState(), "failure", 5)
    meanwhile = ended(once, "success", 6, started=1)
    assert (once.suspicion, meanwhile.consecutive_failures, meanwhile.suspicion) == (2, 1, 1)
    assert phase(ended(ended(meanwhile, "failure", 7), "failure", 7), now=at(7)) == "open"
    assert phase(ended(ended(meanwhile, "success", 6, started=5.5), "failure", 7), now=at(7)) == "closed"


def test_what_says_nothing_counts_neither_way() -> None:
    once = ended(BreakerState(), "failure", 0)
    assert ended(once, "nothing", 1) == once


def test_after_the_open_period_three_probes_go_out_and_no_more() -> None:
    state = opened()
    for number in range(3):
        admission = admit(state, POLICY, now=at(60))
        assert (admission.verdict, phase(admission.state, now=at(61))) == ("probe", "half_open")
        state = admission.state
        assert state.probes[-1].number == number
    assert admit(state, POLICY, now=at(61)).verdict == "refuse"
    assert may_start_at(state, now=at(61)) == at(60) + POLICY.probe_lease


def test_a_probe_whose_worker_died_is_replaced_when_its_lease_ends() -> None:
    state = opened()
    for _ in range(3):
        state = admit(state, POLICY, now=at(60)).state
    assert admit(state, POLICY, now=at(149)).verdict == "refuse"
    later = admit(state, POLICY, now=at(150))
    assert (later.verdict, len(later.state.probes)) == ("probe", 1)
    assert ended(later.state, "failure", 151, probe=0) == later.state


def test_a_failed_probe_opens_for_twice_as_long_and_chance_adds_to_it() -> None:
    reopened = ended(probing(), "failure", 61, probe=0)
    assert admit(reopened, POLICY, now=at(61 + 119)).verdict == "refuse"
    assert admit(reopened, POLICY, now=at(61 + 120)).verdict == "probe"
    admitted = Admitted(probing().epoch, at(60), probe=0)
    unlucky = after_call(probing(), POLICY, admitted, "failure", now=at(61), chance=1.0)
    assert unlucky.open_until == at(61 + 120 * 1.2)


def test_the_open_time_counts_from_the_start_of_the_calls_that_ran_into_their_timeouts() -> None:
    timed_out = ended(ended(BreakerState(), "failure", 30, started=0), "failure", 30, started=1)
    assert timed_out.open_until == at(60)
    long_ago = ended(ended(BreakerState(), "failure", 300, started=0), "failure", 300, started=1)
    assert long_ago.open_until == at(330)


def test_the_open_time_stops_growing() -> None:
    state, now = opened(), 0.0
    for _ in range(12):
        assert state.open_until is not None
        now = (state.open_until - T0).total_seconds()
        state = ended(admit(state, POLICY, now=at(now)).state, "failure", now, probe=0)
    assert state.open_until == at(now) + POLICY.longest_open


def test_a_probe_that_succeeds_closes_it_with_a_clean_slate() -> None:
    closed = ended(probing(), "success", 61, probe=0)
    assert closed == BreakerState(epoch=probing().epoch + 1)


def test_more_good_probes_can_be_asked_for() -> None:
    policy = BreakerPolicy(failures_to_open=2, probes_to_close=2)
    once = ended(probing(), "success", 61, probe=0, policy=policy)
    assert phase(once, now=at(61)) == "half_open"
    again = admit(once, policy, now=at(61)).state
    assert phase(ended(again, "success", 62, probe=1, policy=policy), now=at(62)) == "closed"


def test_a_probe_that_tells_nothing_lets_the_next_one_go_at_once() -> None:
    after = ended(probing(), "nothing", 61, probe=0)
    assert admit(after, POLICY, now=at(61)).verdict == "probe"


def test_results_of_an_earlier_epoch_change_nothing() -> None:
    assert ended(opened(), "failure", 30, epoch=0) == opened()
    assert ended(probing(), "success", 61, epoch=0) == probing()
    assert ended(probing(), "success", 61, epoch=0, probe=0) == probing()


def test_half_of_many_calls_failing_opens_it_without_a_row_of_failures() -> None:
    policy = BreakerPolicy(failures_to_open=100, calls_to_judge=20)
    state = BreakerState()
    for call in range(22):
        state = ended(state, "failure" if call % 2 else "success", call, policy=policy)
    assert phase(state, now=at(22)) == "open"


def test_most_of_many_calls_being_slow_opens_it() -> None:
    policy = BreakerPolicy(calls_to_judge=10, window=timedelta(minutes=10))
    state = BreakerState()
    for call in range(9):
        state = ended(state, "slow", call, policy=policy)
    assert phase(state, now=at(9)) == "closed"
    assert phase(ended(state, "slow", 10, policy=policy), now=at(10)) == "open"


def test_failures_outside_the_window_are_forgotten() -> None:
    policy = BreakerPolicy(failures_to_open=100, calls_to_judge=20)
    state = BreakerState()
    for call in range(20):
        state = ended(state, "failure" if call % 2 else "success", call * 30, policy=policy)
    assert phase(state, now=at(600)) == "closed"
    assert len(state.recent) <= 7


def test_a_circuit_that_works_again_is_not_written_to_any_more() -> None:
    once = ended(BreakerState(), "failure", 0)
    later = ended(once, "success", 200)
    assert later == BreakerState()
    assert ended(later, "success", 201) == later


def test_a_closed_circuit_costs_one_plain_read_a_call() -> None:
    class Counting(MemoryBreakerStore):
        loads = swaps = 0

        async def load(self, key: str) -> BreakerState:
            self.loads += 1
            return await super().load(key)

        async def swap(self, key: str, old: BreakerState, new: BreakerState) -> bool:
            self.swaps += 1
            return await super().swap(key, old, new)

    store = Counting()
    breaker = LLMCircuitBreaker(store=store)

    async def story() -> None:
        for _ in range(10):
            await breaker.call_protected(Service())

    asyncio.run(story())
    assert (store.loads, store.swaps) == (10, 0)


def test_a_change_of_phase_is_told_once() -> None:
    told: list[str] = []
    clock, service = Clock(), Service()
    breaker = LLMCircuitBreaker(2, 60, now=clock.now, on_change=lambda key, now: told.append(now))

    async def story() -> None:
        service.error = errors.ProviderUnavailable("down")
        for _ in range(2):
            with pytest.raises(errors.ProviderUnavailable):
                await breaker.call_protected(service)
        clock.advance(60)
        service.error = None
        await breaker.call_protected(service)

    asyncio.run(story())
    assert told == ["open", "half_open", "closed"]


def state_of(breaker: LLMCircuitBreaker) -> str:
    """Asked anew each time; the type checker takes a property for a constant."""
    return breaker.state


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
        numbers = [(await breaker.admit()).probe for breaker in (one, other, one)]
        assert numbers == [0, 1, 2]
        with pytest.raises(errors.CircuitOpen):
            await other.admit()

    asyncio.run(story())
