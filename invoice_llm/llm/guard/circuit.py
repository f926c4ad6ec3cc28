"""One circuit, applied to a state that a :class:`BreakerStore` keeps, shared by as many processes as use the store."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from invoice_llm.calls import BreakerState
from invoice_llm.errors import FOR_SLOW_ENDPOINTS, CircuitOpen
from invoice_llm.llm.guard.breaker import (
    Admitted,
    BreakerPolicy,
    Effect,
    Phase,
    admit,
    after_call,
    effect_of,
    effect_of_answer,
    may_start_at,
    phase,
)
from invoice_llm.llm.memory import MemoryBreakerStore
from invoice_llm.llm.ports import BreakerStore

T = TypeVar("T")
_SWAPS = 50
_WHY_SLOW = f", since answers were not there in time or were none; {FOR_SLOW_ENDPOINTS}"
OnChange = Callable[[str, Phase], None]


class LLMCircuitBreaker:
    """One circuit: ``failure_threshold`` failures in a row open it for ``timeout`` seconds.

    Counted as failures are server errors, timeouts and lost connections (``ProviderUnavailable``), and bodies that are
    no answer at all (``NoCompletion``). Not counted, since they say nothing about the service: rate limits, rejected
    requests, our own overload, answers of no use, cancellation.
    A closed circuit costs one plain read a call. ``on_change`` is told the key and the new phase by whoever made it.
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
        chance: Callable[[], float] = random.random,
        on_change: OnChange = lambda key, phase: None,  # noqa: ARG005
    ) -> None:
        self._policy = policy or BreakerPolicy(failures_to_open=failure_threshold, open_for=timedelta(seconds=timeout))
        self._store = store or MemoryBreakerStore()
        self._key = key
        self._now = now
        self._chance = chance
        self._on_change = on_change
        self._state = BreakerState()
        self._telling: asyncio.Lock | None = None
        self._untold: list[tuple[Admitted, Effect]] = []

    @property
    def state(self) -> Phase:
        """``closed``, ``open`` or ``half_open``, as this process last saw it."""
        return phase(self._state, now=self._now())

    @property
    def seems_closed(self) -> bool:
        """True when it was closed at this process's last look."""
        return self._state.open_until is None

    async def call_protected(self, func: Callable[..., Awaitable[T]], *args: Any, **kwargs: Any) -> T:
        """Await ``func(*args, **kwargs)`` if the circuit allows it; raises ``CircuitOpen`` if not."""
        admitted = await self.admit()
        try:
            result = await func(*args, **kwargs)
        except BaseException as error:
            await asyncio.shield(self.ended(admitted, effect_of(error)))
            raise
        await self.ended(admitted, effect_of_answer(self._now() - admitted.at, self._policy))
        return result

    async def admit(self) -> Admitted:
        """Ask for one call. A closed circuit costs one read."""
        for _ in range(_SWAPS):
            self._state = state = await self._store.load(self._key)
            now = self._now()
            admission = admit(state, self._policy, now=now)
            if admission.verdict == "call":
                return Admitted(state.epoch, now, troubled=bool(state.recent))
            if admission.verdict == "refuse":
                break
            if await self._swapped(state, admission.state):
                return Admitted(admission.state.epoch, now, probe=admission.state.probes[-1].number)
        retry_at, too_slow = may_start_at(self._state, now=self._now()), self._state.is_slow
        raise CircuitOpen(
            f"the circuit {self._key} is open until {retry_at:%H:%M:%S} UTC" + (_WHY_SLOW if too_slow else ""),
            retry_at=retry_at,
            probing=self._state.half_open,
            too_slow=too_slow,
        )

    async def answered(self, admitted: Admitted, latency: timedelta) -> None:
        """The call brought an answer."""
        await self.ended(admitted, effect_of_answer(latency, self._policy))

    async def ended(self, admitted: Admitted, effect: Effect) -> None:
        """Tell how the call ended. A success costs nothing as long as this process has seen no trouble."""
        calm = not (admitted.troubled or self._state.recent)
        if admitted.probe is None and (effect == "nothing" or (effect == "success" and calm)):
            return
        self._untold.append((admitted, effect))
        async with self._one_at_a_time():
            untold, self._untold = self._untold, []
            for _ in range(_SWAPS if untold else 0):
                state = new = await self._store.load(self._key)
                for one, its_effect in untold:
                    new = after_call(new, self._policy, one, its_effect, now=self._now(), chance=self._chance())
                if new == state or await self._swapped(state, new):
                    self._state = new
                    return

    def _one_at_a_time(self) -> asyncio.Lock:
        """Within this process nobody needs to lose a swap to a neighbour; who comes second is told along."""
        if self._telling is None:
            self._telling = asyncio.Lock()
        return self._telling

    async def _swapped(self, old: BreakerState, new: BreakerState) -> bool:
        if not await self._store.swap(self._key, old, new):
            return False
        self._state = new
        now = self._now()
        if phase(old, now=now) != phase(new, now=now) or (new.half_open and not old.half_open):
            self._on_change(self._key, phase(new, now=now))
        return True
