"""One attempt, guarded: breaker, then kept answer, lease, budget and rate limit in one transaction, then the call, then
its raw answer and its cost in one transaction.

The breaker is asked first: a call that it refuses writes nothing. An answer that is kept is found even so.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from invoice_llm.calls import CallEnd, CallIntent, NotYet, StoredAnswer
from invoice_llm.errors import (
    AwaitsBatch,
    BudgetReached,
    CircuitOpen,
    InvoiceLLMError,
    OddAnswer,
    ProviderTooSlow,
    ProviderUnavailable,
    RateLimited,
)
from invoice_llm.llm import wire
from invoice_llm.llm.answer import ODD_ENDS, Completion, plausible, read_body, usage_in
from invoice_llm.llm.cost import Alarm, DailyBudget
from invoice_llm.llm.dialects.dialect import cap_name
from invoice_llm.llm.dialects.known import Turn
from invoice_llm.llm.guard.breaker import Admitted, effect_of
from invoice_llm.llm.guard.circuit import LLMCircuitBreaker
from invoice_llm.llm.guard.endpoints import Endpoints
from invoice_llm.llm.guard.pace import Pace
from invoice_llm.llm.guard.retry import Sleep
from invoice_llm.llm.models.prices import BATCH, cost_micros, worst_case_micros
from invoice_llm.llm.ports import Ledger
from invoice_llm.llm.questions import Question
from invoice_llm.llm.telemetry.metrics import LLMMetrics
from invoice_llm.llm.telemetry.observing import CallObserver

V = TypeVar("V")
LEASE_MARGIN = timedelta(seconds=15)
"""How much longer than the call itself an attempt may take until it is settled."""
_LONGEST_LEASE = timedelta(hours=1)
"""No single call is held for longer: such a question waits for a file."""
_POLL = 0.1, 1.0
"""Seconds between looks at what another process is waiting for, an answer or its probe: at first, and at most."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A body, new or kept, with what it cost."""

    completion: Completion
    body: str
    cost_micros: int
    latency: timedelta
    from_store: bool
    standing: str = ""


@dataclass(frozen=True, slots=True)
class _Started:
    """An attempt that was let through everything."""

    hold: str
    intent: CallIntent
    admitted: Admitted
    turn: Turn


class Attempts:
    """Makes single attempts; for one event loop. ``deadline`` is the longest that a call may take."""

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        ledger: Ledger,
        budget: DailyBudget,
        pace: Pace,
        metrics: LLMMetrics,
        observer: CallObserver,
        deadline: timedelta,
        now: Callable[[], datetime],
        sleep: Sleep,
    ) -> None:
        self._endpoints = endpoints
        self._ledger = ledger
        self._budget = budget
        self._alarm = Alarm(budget, ledger)
        self._pace = pace
        self._metrics = metrics
        self._observer = observer
        self._deadline = deadline
        self._now = now
        self._sleep = sleep

    async def make(self, question: Question) -> Arrived:
        """The answer of this attempt, or the one that is kept. Raises what went wrong."""
        spec = question.spec
        if self._endpoints.may_wait(spec) and (kept := await self._ledger.find_answer(question.key)):
            return self._kept(question, kept)
        async with self._endpoints.turn(spec) as turn, self._pace.slot(self._endpoints.rate_key(spec)):
            started = await self._start(question, turn)
            if isinstance(started, StoredAnswer):
                return self._kept(question, started)
            return await self._call(question, started)

    async def kept_answer(self, question: Question) -> Arrived | None:
        """The answer that is kept, without any attempt."""
        kept = await self._ledger.find_answer(question.key, self.standing(question))
        return None if kept is None else self._kept(question, kept)

    def batch_body(self, question: Question) -> dict[str, Any]:
        """The request as it goes into a batch file."""
        return self._endpoints.in_known_dialect(question.spec, question.request)

    def batch_intent(self, question: Question, *, until: datetime) -> CallIntent:
        """Intent of a request in a batch file: at the price of a batch, held ``until``, outside of rate limits."""
        turn = Turn(question.spec.name, "", question.spec.name)
        day = self._budget.day(self._now())
        worst = worst_case_micros(
            question.spec, input_tokens=question.input_tokens, output_cap=question.cap, day=day, tier=BATCH
        )
        return replace(self._intent(question, turn), estimate_micros=worst, expires_at=until, rate=None)

    def day_limit(self, intent: CallIntent) -> int:
        """Limit in micro-USD of the day that an intent falls on."""
        return self._budget.limit(intent.day)

    def standing(self, question: Question) -> str:
        """See :class:`invoice_llm.calls.CallIntent`."""
        run_id = question.context.run_id
        asked_by = run_id if question.context.force else "any run"
        return f"{asked_by} {self._endpoints.standing(question.spec)}" if run_id else ""

    async def put_aside(self, question: Question) -> None:
        """Keep the answer for the account alone."""
        await asyncio.shield(self._ledger.put_aside(question.key))

    async def _start(self, question: Question, turn: Turn) -> _Started | StoredAnswer:
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

    async def _in_turn(self, question: Question, turn: Turn, refused: NotYet) -> _Started | StoredAnswer | NotYet:
        """Queue behind all others of this process that wait for the rate limit: only the first of them asks again."""
        began = self._now()
        async with self._pace.turn(self._endpoints.rate_key(question.spec)):
            result: _Started | StoredAnswer | NotYet = refused
            while isinstance(result, NotYet) and result.why == "rate":
                wait = result.until - self._now()
                if wait > self._pace.longest_wait:
                    raise RateLimited("the provider asks to wait longer than is worth it now", retry_after=wait)
                await self._sleep(max(wait.total_seconds(), 0.001))
                result = await self._try_to_start(question, turn)
        self._observer.event("limiter_wait_s", (self._now() - began).total_seconds(), model=question.spec.name)
        return result

    async def _try_to_start(self, question: Question, turn: Turn) -> _Started | StoredAnswer | NotYet:
        """Breaker, then ledger. Where the circuit was closed just now both are asked at once, in one transaction."""
        breaker = self._endpoints.breaker(question.spec)
        intent = self._intent(question, turn)
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
    ) -> _Started | StoredAnswer | NotYet:
        """Only both together start the call; what one of them gave is given back if the other one refuses."""
        if isinstance(admitted, Admitted) and isinstance(reserved, str):
            return _Started(reserved, intent, admitted, turn)
        if isinstance(admitted, Admitted):
            await asyncio.shield(breaker.ended(admitted, "nothing"))
        if isinstance(reserved, str):
            end = CallEnd(status="failed", cost_micros=0, error=type(admitted).__name__)
            await asyncio.shield(self._ledger.settle(reserved, end))
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
            return await self._ledger.reserve(intent, limit_micros=self._budget.limit(intent.day))
        except BudgetReached as error:
            self._observer.event("budget_refused", scope=error.scope.partition(":")[0])
            raise

    def _kept(self, question: Question, kept: StoredAnswer) -> Arrived:
        self._observer.event("answer_reused", operation=question.context.operation)
        completion = replace(read_body(kept.body), usage=kept.usage)
        return Arrived(completion, kept.body, kept.cost_micros, timedelta(0), from_store=True, standing=kept.standing)

    async def _call(self, question: Question, started: _Started) -> Arrived:
        spec, intent, departure = question.spec, started.intent, wire.Departure()
        began = time.perf_counter()
        with (
            self._metrics.track_api_call(intent.context.operation) as tracked,
            self._observer.attempt(intent) as told,
        ):
            raw = None
            try:
                raw = await self._endpoints.send(
                    spec, question.request, started.turn, deadline=self._deadline, departure=departure
                )
                latency = timedelta(seconds=time.perf_counter() - began)
                completion = read_body(raw.body)
            except BaseException as error:
                end = _failed(error, timedelta(seconds=time.perf_counter() - began), left=departure.left)
                if raw is not None:
                    end = _billed(end, raw, question, intent)
                told(end)
                await asyncio.shield(self._lost(question, started, error, end))
                raise
            completion = replace(completion, usage=plausible(completion.usage, spec))
            end = _ended(completion, raw, self._cost(question, completion, intent), latency)
            told(end)
            cost = intent.estimate_micros if end.cost_micros is None else end.cost_micros
            tracked.answered(spec.name, completion.usage, cost)
            answer = StoredAnswer(
                key=intent.key,
                model=spec.name,
                body=raw.body,
                usage=completion.usage,
                cost_micros=cost,
                standing=self.standing(question),
            )
            await asyncio.shield(self._brought(question, started, end, answer, raw))
        return Arrived(completion, raw.body, cost, latency, from_store=False, standing=answer.standing)

    async def _brought(
        self, question: Question, started: _Started, end: CallEnd, answer: StoredAnswer, raw: wire.RawAnswer
    ) -> None:
        """Keep the answer before anything else; then tell the guards."""
        await self._settle(started.hold, end, answer)
        await self._endpoints.breaker(question.spec).answered(started.admitted, end.latency)
        key = self._endpoints.rate_key(question.spec)
        if wait := self._pace.answered(key, question, end.usage, raw.headers):
            await self._ledger.hold_back(key, self._now() + wait)

    async def _lost(self, question: Question, started: _Started, error: BaseException, end: CallEnd) -> None:
        """Tell the breaker first, since others are about to call; then settle."""
        await self._endpoints.breaker(question.spec).ended(started.admitted, effect_of(error))
        if isinstance(error, ProviderTooSlow):
            self._pace.too_slow(self._endpoints.rate_key(question.spec), now=self._now())
        if isinstance(error, RateLimited):
            key = self._endpoints.rate_key(question.spec)
            wait = self._pace.refused(key, error.retry_after, now=self._now())
            await self._ledger.hold_back(key, self._now() + wait)
        await self._settle(started.hold, end)

    async def _settle(self, hold: str, end: CallEnd, answer: StoredAnswer | None = None) -> None:
        spend = await self._ledger.settle(hold, end, answer)
        for alert in await self._alarm.look(spend):
            scope = alert.scope.partition(":")[0]
            self._observer.event("budget_alert", fraction=f"{alert.fraction:g}", scope=scope)

    def _intent(self, question: Question, turn: Turn) -> CallIntent:
        """Intent of one attempt. Without an output limit in the dialect, only the model's own one bounds the cost."""
        now, spec = self._now(), question.spec
        day = self._budget.day(now)
        is_capped = cap_name(question.request, turn.dialect) is not None
        return CallIntent(
            key=question.key,
            model=spec.name,
            endpoint=self._endpoints.address(spec),
            context=question.context,
            estimate_micros=worst_case_micros(
                spec,
                input_tokens=question.input_tokens,
                output_cap=question.cap if is_capped else spec.max_output,
                day=day,
            ),
            day=day,
            started_at=now,
            expires_at=now + self._deadline + LEASE_MARGIN,
            limits=self._budget.narrower(question.context, day),
            rate=self._pace.use(self._endpoints.rate_key(spec), question),
            standing=self.standing(question),
        )

    def _cost(self, question: Question, completion: Completion, intent: CallIntent) -> int | None:
        """Cost in micro-USD by the answer's usage and its service tier; unknown where it does not tell its usage."""
        if completion.usage is None:
            return None
        return cost_micros(question.spec, completion.usage, day=intent.day, service_tier=completion.service_tier)


async def _result_of(waiting: Awaitable[V]) -> V | Exception:
    """Await and return the result, or the exception raised."""
    try:
        return await waiting
    except Exception as error:
        return error


def _failed(error: BaseException, latency: timedelta, *, left: bool) -> CallEnd:
    """End of a failed attempt. It costs nothing if nothing was sent or done; unknown if an answer may be lost."""
    unknown = not isinstance(error, InvoiceLLMError) or isinstance(error, OddAnswer)
    unknown = left and (unknown or (isinstance(error, ProviderUnavailable) and error.may_be_billed))
    status: Literal["odd", "failed"] = "odd" if isinstance(error, OddAnswer) else "failed"
    return CallEnd(status=status, cost_micros=None if unknown else 0, latency=latency, error=type(error).__name__)


def _billed(end: CallEnd, raw: wire.RawAnswer, question: Question, intent: CallIntent) -> CallEnd:
    """A body that is no answer may say all the same what it has used."""
    end = replace(end, request_id=raw.request_id)
    usage = plausible(usage_in(raw.body), question.spec)
    if usage is None:
        return end
    return replace(end, usage=usage, cost_micros=cost_micros(question.spec, usage, day=intent.day))


def _ended(completion: Completion, raw: wire.RawAnswer, cost: int | None, latency: timedelta) -> CallEnd:
    """``cost`` is ``None`` where the answer does not tell its usage: the estimate is charged, and seen to be one."""
    odd = completion.finish_reason in ODD_ENDS or completion.refusal
    return CallEnd(
        status="odd" if odd else "ok",
        cost_micros=cost,
        finish_reason=completion.finish_reason,
        usage=completion.usage,
        latency=latency,
        served_model=completion.model,
        service_tier=completion.service_tier,
        request_id=raw.request_id,
    )
