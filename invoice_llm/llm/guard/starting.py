"""Start of one attempt: breaker, then kept answer, lease, budget and rate limit in one transaction.

What was taken for an attempt that is cancelled before it left is given back: it never costs anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from invoice_llm.calls import CallEnd, CallIntent, NotYet, StoredAnswer
from invoice_llm.errors import AwaitsBatch, BudgetReached, CircuitOpen, RateLimited
from invoice_llm.llm.dialects.known import Turn
from invoice_llm.llm.guard.breaker import Admitted
from invoice_llm.llm.guard.circuit import LLMCircuitBreaker
from invoice_llm.llm.guard.endpoints import Endpoints
from invoice_llm.llm.guard.intents import Intents
from invoice_llm.llm.guard.pace import Pace
from invoice_llm.llm.guard.retry import Sleep
from invoice_llm.llm.ports import Ledger
from invoice_llm.llm.questions import Question
from invoice_llm.llm.telemetry.observing import CallObserver

V = TypeVar("V")
_LONGEST_LEASE = timedelta(hours=1)
"""No single call is held for longer: such a question waits for a file."""
_POLL = 0.1, 1.0
"""Seconds between looks at what another process is waiting for, an answer or its probe: at first, and at most."""


@dataclass(frozen=True, slots=True)
class StartedAttempt:
    """An attempt that was let through everything."""

    hold: str
    intent: CallIntent
    admitted: Admitted
    turn: Turn


class AttemptStarter:
    """Lets single attempts start; for one event loop."""

    def __init__(
        self,
        endpoints: Endpoints,
        intents: Intents,
        *,
        ledger: Ledger,
        pace: Pace,
        observer: CallObserver,
        now: Callable[[], datetime],
        sleep: Sleep,
    ) -> None:
        self._endpoints = endpoints
        self._intents = intents
        self._ledger = ledger
        self._pace = pace
        self._observer = observer
        self._now = now
        self._sleep = sleep

    async def start(self, question: Question, turn: Turn) -> StartedAttempt | StoredAnswer:
        """Wait until the attempt may start, or somebody else has brought the answer."""
        poll, longest = _POLL
        while True:
            result = await self._try_to_start(question, turn)
            if not isinstance(result, NotYet):
                return result
            if result.why == "rate":
                result = await self._in_turn(question, turn, result)
                if not isinstance(result, NotYet):
                    return result
            elif result.until - self._now() > _LONGEST_LEASE:
                raise AwaitsBatch("the question stands in a batch file that has not ended")
            else:
                await self._sleep(min(poll, max((result.until - self._now()).total_seconds(), 0.01)))
                poll = min(2 * poll, longest)

    async def _in_turn(self, question: Question, turn: Turn, refused: NotYet) -> StartedAttempt | StoredAnswer | NotYet:
        """Queue behind all others of this process that wait for the rate limit: only the first of them asks again."""
        began = self._now()
        async with self._pace.turn(self._endpoints.rate_key(question.spec)):
            result: StartedAttempt | StoredAnswer | NotYet = refused
            while isinstance(result, NotYet) and result.why == "rate":
                wait = result.until - self._now()
                if wait > self._pace.longest_wait:
                    raise RateLimited("the provider asks to wait longer than is worth it now", retry_after=wait)
                await self._sleep(max(wait.total_seconds(), 0.001))
                result = await self._try_to_start(question, turn)
        self._observer.event("limiter_wait_s", (self._now() - began).total_seconds(), model=question.spec.name)
        return result

    async def _try_to_start(self, question: Question, turn: Turn) -> StartedAttempt | StoredAnswer | NotYet:
        """One try, which goes on to its end where the caller is cancelled: what it took then is given back."""
        trying = asyncio.ensure_future(self._asked(question, turn))
        try:
            return await asyncio.shield(trying)
        except asyncio.CancelledError:
            await asyncio.shield(self._given_back(trying, self._endpoints.breaker(question.spec)))
            raise

    async def _given_back(
        self, trying: asyncio.Future[StartedAttempt | StoredAnswer | NotYet], breaker: LLMCircuitBreaker
    ) -> None:
        """Wait for a try that nobody waits for any more, and undo it: its call never left."""
        result = await _result_of(trying)
        if isinstance(result, StartedAttempt):
            await breaker.ended(result.admitted, "nothing")
            end = CallEnd(status="failed", cost_micros=0, error=asyncio.CancelledError.__name__)
            await self._ledger.settle(result.hold, end)

    async def _asked(self, question: Question, turn: Turn) -> StartedAttempt | StoredAnswer | NotYet:
        """Breaker, then ledger. Where the circuit was closed just now both are asked at once, in one transaction."""
        breaker = self._endpoints.breaker(question.spec)
        intent = self._intents.of_call(question, turn)
        if breaker.seems_closed:
            admitted, reserved = await asyncio.gather(breaker.admit(), self._reserve(intent), return_exceptions=True)
        else:
            admitted = await _result_of(breaker.admit())
            if isinstance(admitted, CircuitOpen):
                reserved = await self._ledger.find_answer(intent.key, intent.standing) or admitted
            else:
                reserved = await _result_of(self._reserve(intent))
        return await self._decided(turn, intent, admitted, reserved, breaker=breaker)

    async def _decided(
        self,
        turn: Turn,
        intent: CallIntent,
        admitted: Admitted | BaseException,
        reserved: str | StoredAnswer | NotYet | BaseException,
        *,
        breaker: LLMCircuitBreaker,
    ) -> StartedAttempt | StoredAnswer | NotYet:
        """Only both together start the call; what one of them gave is given back if the other one refuses."""
        if isinstance(admitted, Admitted) and isinstance(reserved, str):
            return StartedAttempt(reserved, intent, admitted, turn)
        if isinstance(admitted, Admitted):
            await breaker.ended(admitted, "nothing")
        if isinstance(reserved, str):
            end = CallEnd(status="failed", cost_micros=0, error=type(admitted).__name__)
            await self._ledger.settle(reserved, end)
        if isinstance(reserved, StoredAnswer):
            return reserved
        if isinstance(admitted, CircuitOpen) and admitted.probing:
            return NotYet("probes", admitted.retry_at)
        if isinstance(admitted, BaseException):
            raise admitted
        if isinstance(reserved, BaseException):
            raise reserved
        assert isinstance(reserved, NotYet)
        return reserved

    async def _reserve(self, intent: CallIntent) -> str | StoredAnswer | NotYet:
        try:
            return await self._ledger.reserve(intent, limit_micros=self._intents.day_limit(intent))
        except BudgetReached as error:
            self._observer.event("budget_refused", scope=error.scope.partition(":")[0])
            raise


async def _result_of(waiting: Awaitable[V]) -> V | Exception:
    """Await and return the result, or the exception raised."""
    try:
        return await waiting
    except Exception as error:
        return error
