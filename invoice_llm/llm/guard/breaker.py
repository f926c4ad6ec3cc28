"""The circuit breaker's rules: an outage stops all calls within a few failures, and a few leased probes find out when
to go on. Functions of values, with ``now`` and chance passed in; :mod:`invoice_llm.llm.guard.circuit` applies them.

Invariants:

- While open, no call is let through before ``open_until``.
- Half-open lets at most ``probes`` calls through at a time. A probe is a lease that ends, so a worker that dies while
  probing cannot leave the circuit half-open for ever.
- A call that was admitted in an earlier epoch changes nothing: what it tells is old.
- A success ends a run of failures only if its call had started after the run began: what started before tells that
  the service worked then. But many such successes beside few failures tell that the service is flaky, not down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from invoice_llm.calls import BreakerState, Bucket, Probe
from invoice_llm.errors import NoCompletion, ProviderTooSlow, ProviderUnavailable

Phase = Literal["closed", "open", "half_open"]
Verdict = Literal["call", "probe", "refuse"]
Effect = Literal["success", "slow", "late", "odd", "failure", "nothing"]
_OF_NO_USE: tuple[Effect, ...] = ("late", "odd")
"""It took the request, and what came of it is too late or no answer."""
_FAILED: tuple[Effect, ...] = (*_OF_NO_USE, "failure")
_BAD_WINDOW = 0.2
_UP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerPolicy:
    """When the circuit opens and for how long.

    It opens after ``failures_to_open`` failures in a row (see :func:`_is_down`), or when of at least ``calls_to_judge``
    calls in the last ``window`` a share of ``failure_rate`` failed or of ``slow_rate`` took longer than ``slow_after``.
    Each time it opens again without having been closed the open time doubles, up to ``longest_open``, and chance adds
    up to ``jitter`` of it, so that fleets do not come back at the same moment. ``probes_to_close`` good probes
    close it.
    """

    failures_to_open: int = 5
    open_for: timedelta = timedelta(seconds=60)
    longest_open: timedelta = timedelta(minutes=10)
    jitter: float = 0.2
    probes: int = 3
    probes_to_close: int = 1
    probe_lease: timedelta = timedelta(seconds=90)
    failure_rate: float = 0.5
    slow_rate: float = 0.8
    slow_after: timedelta = timedelta(seconds=60)
    calls_to_judge: int = 20
    window: timedelta = timedelta(seconds=60)
    bucket: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that may start. ``troubled`` when failures or slow calls were on record at its start."""

    epoch: int
    at: datetime
    probe: int | None = None
    troubled: bool = False


@dataclass(frozen=True, slots=True)
class Admission:
    """The answer to "may I call now?", and the state to store if the answer is used."""

    verdict: Verdict
    state: BreakerState


def phase(state: BreakerState, *, now: datetime) -> Phase:
    if state.open_until is None:
        return "closed"
    return "half_open" if state.half_open or now >= state.open_until else "open"


def may_start_at(state: BreakerState, *, now: datetime) -> datetime:
    """When to ask again: the end of the open time, or of the first probe's lease."""
    if state.open_until is None or now < state.open_until:
        return state.open_until or now
    return min((probe.lease_ends for probe in state.probes), default=now)


def admit(state: BreakerState, policy: BreakerPolicy, *, now: datetime) -> Admission:
    """Decide whether one call may start at ``now``. What ends later than anything that began by now can end was put
    down by a clock that was ahead, and has ended."""
    if state.open_until is None:
        return Admission("call", state)
    if timedelta(0) < state.open_until - now <= policy.longest_open * (1 + policy.jitter):
        return Admission("refuse", state)
    if not state.half_open:
        state = replace(state, epoch=state.epoch + 1, half_open=True, probes=(), probes_sent=0, probes_passed=0)
    out = tuple(probe for probe in state.probes if timedelta(0) < probe.lease_ends - now <= policy.probe_lease)
    if len(out) >= policy.probes:
        return Admission("refuse", state)
    probe = Probe(state.probes_sent, now + policy.probe_lease)
    return Admission("probe", replace(state, probes=(*out, probe), probes_sent=state.probes_sent + 1))


def after_call(
    state: BreakerState, policy: BreakerPolicy, admitted: Admitted, effect: Effect, *, now: datetime, chance: float
) -> BreakerState:
    """The state once a call has ended. ``chance`` is a number from 0 to 1."""
    if admitted.epoch != state.epoch:
        return state
    if admitted.probe is not None:
        return _after_probe(state, policy, admitted.probe, effect, now=now, chance=chance)
    if state.open_until is not None or effect == "nothing":
        return state
    counted = _counted(state, policy, admitted, effect, now=now)
    opens = effect != "success" and _must_open(counted, policy)
    return _opened(counted, policy, now=now, chance=chance) if opens else counted


def _after_probe(
    state: BreakerState, policy: BreakerPolicy, number: int, effect: Effect, *, now: datetime, chance: float
) -> BreakerState:
    """Enough good probes close, one bad one opens for longer; one that told nothing makes room for the next."""
    if all(probe.number != number for probe in state.probes):
        return state  # its lease has ended
    if effect in _FAILED:
        known = state if effect in _OF_NO_USE else replace(state, late=0)
        return _opened(known, policy, now=now, chance=chance)
    passed = state.probes_passed + (effect in ("success", "slow"))
    if passed >= policy.probes_to_close:
        return BreakerState(epoch=state.epoch + 1)
    left = tuple(probe for probe in state.probes if probe.number != number)
    return replace(state, probes=left, probes_passed=passed)


def _opened(state: BreakerState, policy: BreakerPolicy, *, now: datetime, chance: float) -> BreakerState:
    open_for = min(policy.open_for * 2 ** min(state.times_opened, 16), policy.longest_open)
    late = open_for * policy.jitter * chance if state.times_opened else timedelta(0)
    # What was known late, since calls ran into their timeouts, was so before.
    gone = timedelta(0) if state.times_opened else now - (state.down_since or now)
    open_for -= min(gone, open_for / 2)
    return BreakerState(
        epoch=state.epoch + 1,
        consecutive_failures=state.consecutive_failures,
        failing_since=state.failing_since,
        down_since=state.down_since,
        late=state.late,
        open_until=now + open_for + late,
        times_opened=state.times_opened + 1,
    )


def _must_open(state: BreakerState, policy: BreakerPolicy) -> bool:
    calls = sum(bucket.calls for bucket in state.recent)
    failures = sum(bucket.failures for bucket in state.recent)
    slow = sum(bucket.slow for bucket in state.recent)
    many = failures >= policy.failure_rate * calls or slow >= policy.slow_rate * calls
    return _is_down(state, policy, failures / max(calls, 1)) or (calls >= policy.calls_to_judge and many)


def _is_down(state: BreakerState, policy: BreakerPolicy, of_window: float) -> bool:
    """A run of failures in which nothing succeeded opens the circuit.

    With many calls under way, those that started before the run go on succeeding, and failures come back faster than
    successes do. Suspicion then has to outgrow them (a cumulative sum: two up, one down), and more so where the window
    as a whole is good; else a service that fails one call in ten would be taken for one that is down.
    """
    enough = _UP * policy.failures_to_open
    if state.suspicion < enough:
        return False
    nothing_succeeded = state.suspicion == _UP * state.consecutive_failures
    return nothing_succeeded or of_window >= _BAD_WINDOW or state.suspicion >= 2 * enough


def _counted(
    state: BreakerState, policy: BreakerPolicy, admitted: Admitted, effect: Effect, *, now: datetime
) -> BreakerState:
    """One more call in the window, which is forgotten when nothing in it went wrong."""
    failed = effect in _FAILED
    recent = _with_call(state.recent, policy, failed=failed, slow=effect == "slow", now=now)
    counted = replace(state, recent=recent)
    if failed:
        since = state.failing_since or now
        run = state.consecutive_failures + 1
        began = min(state.down_since or admitted.at, admitted.at)
        return replace(
            counted,
            consecutive_failures=run,
            failing_since=since,
            down_since=began,
            suspicion=state.suspicion + _UP,
            late=state.late + (effect in _OF_NO_USE),
        )
    if not any(bucket.failures or bucket.slow for bucket in recent):
        counted = replace(counted, recent=())
    if state.failing_since is not None and admitted.at <= state.failing_since and state.suspicion > 1:
        return replace(counted, suspicion=state.suspicion - 1)
    return replace(counted, consecutive_failures=0, failing_since=None, down_since=None, suspicion=0, late=0)


def _with_call(
    recent: tuple[Bucket, ...], policy: BreakerPolicy, *, failed: bool, slow: bool, now: datetime
) -> tuple[Bucket, ...]:
    width = int(policy.bucket.total_seconds())
    present = int(now.timestamp()) // width * width
    oldest = now.timestamp() - policy.window.total_seconds()
    kept = tuple(bucket for bucket in recent if bucket.start > oldest and bucket.start != present)
    last = next((bucket for bucket in recent if bucket.start == present), Bucket(present, 0, 0, 0))
    return (*kept, Bucket(present, last.calls + 1, last.failures + failed, last.slow + slow))


def effect_of(error: BaseException) -> Effect:
    """Evidence in an error about the service: that it is down, that its answers come too late or are none, or
    nothing."""
    if isinstance(error, ProviderTooSlow):
        return "late"
    if isinstance(error, NoCompletion):
        return "odd"
    return "failure" if isinstance(error, ProviderUnavailable) else "nothing"


def effect_of_answer(latency: timedelta, policy: BreakerPolicy) -> Effect:
    """An answer is good news unless it took too long."""
    return "slow" if latency > policy.slow_after else "success"
