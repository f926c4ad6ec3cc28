"""The circuit breaker: an outage stops all calls within a few failures, and a leased probe finds out when to go on.

The rules are functions of values with ``now`` passed in; :class:`LLMCircuitBreaker` applies them to a state that a
:class:`BreakerStore` keeps, shared by as many processes as use the store.

Invariants:

- While open, no call is let through before ``retry_at``.
- Half-open lets exactly one probe through. The probe is a lease that ends, so a worker that dies while probing cannot
  leave the circuit half-open for ever.
- A call that was admitted in an earlier epoch changes nothing: what it tells is old.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

from invoice_llm.calls import BreakerState
from invoice_llm.errors import CircuitOpen, ProviderUnavailable
from invoice_llm.llm.memory import MemoryBreakerStore
from invoice_llm.llm.ports import BreakerStore

T = TypeVar("T")
Phase = Literal["closed", "open", "half_open"]
Verdict = Literal["call", "probe", "refuse"]
Effect = Literal["success", "failure", "nothing"]
_SWAPS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerPolicy:
    """When the circuit opens and for how long.

    It opens after ``failures_to_open`` failures in a row, or when at least ``calls_to_judge`` calls of the last
    ``window`` were made and ``failure_rate`` of them failed. Each time it opens again without having been closed the
    open time doubles, up to ``longest_open``.
    """

    failures_to_open: int = 5
    open_for: timedelta = timedelta(seconds=60)
    longest_open: timedelta = timedelta(minutes=10)
    probe_lease: timedelta = timedelta(seconds=90)
    failure_rate: float = 0.5
    calls_to_judge: int = 20
    window: timedelta = timedelta(seconds=60)
    bucket: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Admission:
    """The answer to "may I call now?", and the state to store if the answer is used."""

    verdict: Verdict
    state: BreakerState


def phase(state: BreakerState, *, now: datetime) -> Phase:
    if state.retry_at is None:
        return "closed"
    return "half_open" if state.probing or now >= state.retry_at else "open"


def admit(state: BreakerState, policy: BreakerPolicy, *, now: datetime) -> Admission:
    """Decide whether one call may start at ``now``."""
    if state.retry_at is None:
        return Admission("call", state)
    if now < state.retry_at:
        return Admission("refuse", state)
    probing = replace(state, epoch=state.epoch + 1, retry_at=now + policy.probe_lease, probing=True)
    return Admission("probe", probing)


def after_call(
    state: BreakerState, policy: BreakerPolicy, *, epoch: int, effect: Effect, now: datetime
) -> BreakerState:
    """The state once a call that was admitted in ``epoch`` has ended."""
    if epoch != state.epoch:
        return state
    if state.probing:
        return _after_probe(state, policy, effect=effect, now=now)
    if state.retry_at is not None or effect == "nothing":
        return state
    failed = effect == "failure"
    recent = _counted(state.recent, policy, failed=failed, now=now)
    if not any(bucket[2] for bucket in recent):
        return replace(state, consecutive_failures=0, recent=())  # nothing to remember, and nothing more to write
    failures = state.consecutive_failures + 1 if failed else 0
    counted = replace(state, consecutive_failures=failures, recent=recent)
    return _opened(counted, policy, now=now) if failed and _must_open(counted, policy) else counted


def _after_probe(state: BreakerState, policy: BreakerPolicy, *, effect: Effect, now: datetime) -> BreakerState:
    """Success closes, failure opens for longer; a probe that told nothing lets the next one go at once."""
    if effect == "success":
        return BreakerState(epoch=state.epoch + 1)
    if effect == "failure":
        return _opened(state, policy, now=now)
    return replace(state, epoch=state.epoch + 1, retry_at=now, probing=False)


def _opened(state: BreakerState, policy: BreakerPolicy, *, now: datetime) -> BreakerState:
    open_for = min(policy.open_for * 2 ** min(state.times_opened, 16), policy.longest_open)
    return BreakerState(
        epoch=state.epoch + 1,
        consecutive_failures=state.consecutive_failures,
        retry_at=now + open_for,
        times_opened=state.times_opened + 1,
    )


def _must_open(state: BreakerState, policy: BreakerPolicy) -> bool:
    calls = sum(bucket[1] for bucket in state.recent)
    failures = sum(bucket[2] for bucket in state.recent)
    too_many = calls >= policy.calls_to_judge and failures >= policy.failure_rate * calls
    return state.consecutive_failures >= policy.failures_to_open or too_many


def _counted(
    recent: tuple[tuple[int, int, int], ...], policy: BreakerPolicy, *, failed: bool, now: datetime
) -> tuple[tuple[int, int, int], ...]:
    """The buckets of the window with one more call in the present one."""
    width = int(policy.bucket.total_seconds())
    present = int(now.timestamp()) // width * width
    oldest = now.timestamp() - policy.window.total_seconds()
    kept = [bucket for bucket in recent if bucket[0] > oldest and bucket[0] != present]
    calls, failures = next(((b[1], b[2]) for b in recent if b[0] == present), (0, 0))
    return (*kept, (present, calls + 1, failures + failed))


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that may start; hand it back to :meth:`LLMCircuitBreaker.ended`."""

    epoch: int
    probe: bool


class LLMCircuitBreaker:
    """One circuit: ``failure_threshold`` failures in a row open it for ``timeout`` seconds.

    Counted as failures are server errors, timeouts and lost connections (``ProviderUnavailable``). Not counted, since
    they say nothing about the service: rate limits, rejected requests, our own overload, odd answers, cancellation.
    """

    def __init__(
        self,
        failure_threshold: int = 5,
        timeout: float = 60,
        *,
        store: BreakerStore | None = None,
        key: str = "default",
        policy: BreakerPolicy | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._policy = policy or BreakerPolicy(failures_to_open=failure_threshold, open_for=timedelta(seconds=timeout))
        self._store = store or MemoryBreakerStore()
        self._key = key
        self._now = now
        self._state = BreakerState()

    @property
    def state(self) -> Phase:
        """``closed``, ``open`` or ``half_open``, as this process last saw it."""
        return phase(self._state, now=self._now())

    async def call_protected(self, func: Callable[..., Awaitable[T]], *args: Any, **kwargs: Any) -> T:
        """Await ``func(*args, **kwargs)`` if the circuit allows it; raises ``CircuitOpen`` if not."""
        admitted = await self.admit()
        try:
            result = await func(*args, **kwargs)
        except BaseException as error:
            await self.ended(admitted, effect_of(error))
            raise
        await self.ended(admitted, "success")
        return result

    async def admit(self) -> Admitted:
        """Ask for one call. A closed circuit costs one read."""
        for _ in range(_SWAPS):
            self._state = state = await self._store.load(self._key)
            admission = admit(state, self._policy, now=self._now())
            if admission.verdict == "call":
                return Admitted(state.epoch, probe=False)
            if admission.verdict == "refuse":
                break
            if await self._store.swap(self._key, state, admission.state):
                self._state = admission.state
                return Admitted(admission.state.epoch, probe=True)
        retry_at = self._state.retry_at or self._now()
        raise CircuitOpen(f"the circuit {self._key} is open until {retry_at:%H:%M:%S} UTC", retry_at=retry_at)

    async def ended(self, admitted: Admitted, effect: Effect) -> None:
        """Tell how the call ended. A closed circuit without failures is not written to by a success."""
        for _ in range(_SWAPS):
            state = await self._store.load(self._key)
            if effect == "success" and not admitted.probe and not state.recent and not state.consecutive_failures:
                self._state = state
                return
            new = after_call(state, self._policy, epoch=admitted.epoch, effect=effect, now=self._now())
            if new == state or await self._store.swap(self._key, state, new):
                self._state = new
                return


def effect_of(error: BaseException) -> Effect:
    """What an error says about the service: that it is down, that it works, or nothing."""
    if isinstance(error, ProviderUnavailable):
        return "failure"
    return "nothing"
