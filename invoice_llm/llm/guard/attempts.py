"""One attempt, guarded: it is started by breaker and ledger (:mod:`starting`), then the call, then its raw answer and
its cost in one transaction.

The breaker is asked first: a call that it refuses writes nothing. An answer that is kept is found even so.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from invoice_llm.calls import CallEnd, CallIntent, StoredAnswer
from invoice_llm.errors import (
    InvoiceLLMError,
    OddAnswer,
    ProviderTooSlow,
    ProviderUnavailable,
    RateLimited,
    WebPageInstead,
)
from invoice_llm.llm import wire
from invoice_llm.llm.answer import ODD_ENDS, Completion, read_body, usage_in
from invoice_llm.llm.cost import Alarm, DailyBudget
from invoice_llm.llm.guard.breaker import effect_of
from invoice_llm.llm.guard.endpoints import Endpoints
from invoice_llm.llm.guard.intents import Intents
from invoice_llm.llm.guard.pace import Pace
from invoice_llm.llm.guard.retry import Sleep
from invoice_llm.llm.guard.starting import AttemptStarter, StartedAttempt
from invoice_llm.llm.models.prices import cost_micros
from invoice_llm.llm.ports import Ledger
from invoice_llm.llm.questions import Question
from invoice_llm.llm.telemetry.metrics import LLMMetrics
from invoice_llm.llm.telemetry.observing import CallObserver
from invoice_llm.llm.usages import plausible


@dataclass(frozen=True, slots=True)
class Arrived:
    """A body, new or kept, with what it cost."""

    completion: Completion
    body: str
    cost_micros: int
    latency: timedelta
    from_store: bool
    standing: str = ""


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
        self.intents = Intents(endpoints, budget=budget, pace=pace, deadline=deadline, now=now)
        self._starter = AttemptStarter(
            endpoints, self.intents, ledger=ledger, pace=pace, observer=observer, now=now, sleep=sleep
        )
        self._ledger = ledger
        self._alarm = Alarm(budget, ledger)
        self._pace = pace
        self._metrics = metrics
        self._observer = observer
        self._deadline = deadline
        self._now = now

    async def make(self, question: Question) -> Arrived:
        """The answer of this attempt, or the one that is kept. Raises what went wrong."""
        spec = question.spec
        if self._endpoints.may_wait(spec) and (kept := await self._ledger.find_answer(question.key)):
            return self._kept(question, kept)
        async with self._endpoints.turn(spec) as turn, self._pace.slot(self._endpoints.rate_key(spec), spec):
            started = await self._starter.start(question, turn)
            if isinstance(started, StoredAnswer):
                return self._kept(question, started)
            return await self._call(question, started)

    async def kept_answer(self, question: Question) -> Arrived | None:
        """The answer that is kept, without any attempt."""
        kept = await self._ledger.find_answer(question.key, self.intents.standing(question))
        return None if kept is None else self._kept(question, kept)

    def batch_body(self, question: Question) -> dict[str, Any]:
        """The request as it goes into a batch file."""
        return self._endpoints.in_known_dialect(question.spec, question.request)

    async def put_aside(self, question: Question) -> None:
        """Keep the answer for the account alone."""
        await asyncio.shield(self._ledger.put_aside(question.key))

    def _kept(self, question: Question, kept: StoredAnswer) -> Arrived:
        self._observer.event("answer_reused", operation=question.context.operation)
        completion = replace(read_body(kept.body), usage=kept.usage)
        return Arrived(completion, kept.body, kept.cost_micros, timedelta(0), from_store=True, standing=kept.standing)

    async def _call(self, question: Question, started: StartedAttempt) -> Arrived:
        spec, intent, departure = question.spec, started.intent, wire.Departure()
        began = time.perf_counter()
        with (
            self._metrics.track_api_call(intent.context.operation) as tracked,
            self._observer.attempt(intent) as told,
        ):
            raw = None
            try:
                raw = await self._endpoints.send(
                    spec, question.request, started.turn, deadline=spec.deadline(self._deadline), departure=departure
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
                standing=self.intents.standing(question),
            )
            await asyncio.shield(self._brought(question, started, end, answer, raw))
        return Arrived(completion, raw.body, cost, latency, from_store=False, standing=answer.standing)

    async def _brought(
        self, question: Question, started: StartedAttempt, end: CallEnd, answer: StoredAnswer, raw: wire.RawAnswer
    ) -> None:
        """Keep the answer before anything else; then tell the guards."""
        await self._settle(started.hold, end, answer)
        latency = timedelta(0) if self._endpoints.is_here(question.spec) else end.latency
        await self._endpoints.breaker(question.spec).answered(started.admitted, latency)
        key = self._endpoints.rate_key(question.spec)
        if wait := self._pace.answered(key, question, end, raw.headers, now=self._now()):
            await self._ledger.hold_back(key, self._now() + wait)

    async def _lost(self, question: Question, started: StartedAttempt, error: BaseException, end: CallEnd) -> None:
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

    def _cost(self, question: Question, completion: Completion, intent: CallIntent) -> int | None:
        """Cost in micro-USD by the answer's usage and its service tier; unknown where it does not tell its usage."""
        if completion.usage is None:
            return None
        return cost_micros(question.spec, completion.usage, day=intent.day, service_tier=completion.service_tier)


def _failed(error: BaseException, latency: timedelta, *, left: bool) -> CallEnd:
    """End of a failed attempt. It costs nothing if nothing was sent or done; unknown if an answer may be lost."""
    odd = isinstance(error, OddAnswer) and not isinstance(error, WebPageInstead)
    unknown = odd or not isinstance(error, InvoiceLLMError)
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
