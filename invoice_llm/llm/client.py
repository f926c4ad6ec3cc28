"""Asks models for structured answers, guarded: ``retry( breaker -> kept answer, lease, budget, rate limit -> call ->
keep and settle )``, each attempt on its own.

The answer's key (document, operation, the whole request) is looked up before any call, and the raw answer is stored
under it before anyone looks into it. So an answer that was paid for is never asked for again, and an odd one leads to
the same re-ask with the same key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from invoice_llm.calls import CallContext, Usage
from invoice_llm.errors import AnswerCutOff, AnswerOffSchema, ContentFiltered, OddAnswer
from invoice_llm.llm import wire
from invoice_llm.llm.answer import plain_text_of, value_of
from invoice_llm.llm.batch.night import BatchNight, NightPlan
from invoice_llm.llm.batch.ports import BatchStore
from invoice_llm.llm.cost import MICROS, DailyBudget
from invoice_llm.llm.dialects.known import Dialects
from invoice_llm.llm.guard.attempts import Arrived, Attempts
from invoice_llm.llm.guard.breaker import BreakerPolicy
from invoice_llm.llm.guard.endpoints import Endpoints
from invoice_llm.llm.guard.intents import LEASE_MARGIN
from invoice_llm.llm.guard.pace import Pace
from invoice_llm.llm.guard.retry import RetryPolicy, Sleep
from invoice_llm.llm.logprobs import Sureness, sureness
from invoice_llm.llm.memory import MemoryBreakerStore, MemoryDialectStore, MemoryLedger
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.models.tokens import TokenCounter
from invoice_llm.llm.ports import BreakerStore, DialectStore, Ledger
from invoice_llm.llm.questions import Question, Questions
from invoice_llm.llm.telemetry.metrics import LLMMetrics
from invoice_llm.llm.telemetry.observing import CallObserver, no_observers

log = logging.getLogger(__name__)
T = TypeVar("T", bound=BaseModel)
V = TypeVar("V")


class PromptLike(Protocol):
    """Anything that knows its own messages."""

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[V]):
    """A checked answer. ``from_store`` when it was paid for earlier; ``cost_micros`` is then what it cost that time.
    ``sureness`` is by the path of each value, empty for a model that does not tell."""

    value: V
    raw: str
    usage: Usage | None
    cost_micros: int
    model: str
    latency: timedelta
    from_store: bool
    sureness: Mapping[str, Sureness] = field(default_factory=dict)


class ResilientLLMClient:
    """Asks models for structured answers under a budget, a breaker, a rate limit and a retry policy.

    Without a ledger and a breaker store it keeps both in this process; given shared ones it keeps the promises of
    :class:`invoice_llm.llm.ports.Ledger` over every process that shares them. ``revisions`` are by endpoint: answers
    of an endpoint that has changed under the same model name are asked for anew. ``deadline`` is the longest that one
    call may take, unless the model's entry says otherwise. For one event loop.
    """

    def __init__(
        self,
        endpoints: Mapping[str, wire.Endpoint] | wire.Endpoint,
        *,
        catalog: Catalog | None = None,
        ledger: Ledger | None = None,
        breakers: BreakerStore | None = None,
        dialects: DialectStore | None = None,
        budget: DailyBudget | None = None,
        retry: RetryPolicy | None = None,
        breaker_policy: BreakerPolicy | None = None,
        counter: TokenCounter | None = None,
        metrics: LLMMetrics | None = None,
        observer: CallObserver = no_observers,
        default_model: str = "gpt-6-luna",
        revisions: Mapping[str, str] | None = None,
        concurrency: int = 1_000,
        deadline: timedelta = timedelta(seconds=30),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._catalog = catalog or Catalog.load()
        self._retry = retry or RetryPolicy()
        self._observer = observer
        self._default_model = default_model
        self._sleep = sleep
        self.metrics = metrics or LLMMetrics()
        self._questions = Questions(counter or TokenCounter(), revisions or {})
        lease = self._catalog.longest_deadline(deadline) + LEASE_MARGIN
        known = Dialects(dialects or MemoryDialectStore(now=now), lease=lease, now=now, sleep=sleep)
        self._endpoints = Endpoints(
            {"openai": endpoints} if isinstance(endpoints, wire.Endpoint) else endpoints,
            breakers=breakers or MemoryBreakerStore(),
            policy=breaker_policy or BreakerPolicy(),
            observer=observer,
            now=now,
            dialects=known,
        )
        self._now = now
        self._night: BatchNight | None = None
        self._ledger = ledger or MemoryLedger(now=now)
        self._attempts = Attempts(
            self._endpoints,
            ledger=self._ledger,
            budget=budget or DailyBudget(limit_micros=100 * MICROS),
            pace=Pace(concurrency, observer, longest_wait=self._retry.longest_asked, deadline=deadline),
            metrics=self.metrics,
            observer=observer,
            deadline=deadline,
            now=now,
            sleep=sleep,
        )

    async def call_with_retry(self, prompt: str | PromptLike, *, model: str | None = None) -> str:
        """The plain text answer to one prompt, with the same guards. Raises the errors of :mod:`invoice_llm.errors`."""
        messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt.messages
        spec = self._catalog[model or self._default_model]
        question = self._questions.ask(spec, messages, CallContext(operation="other"))
        _, text = await self._looked_into(question, lambda arrived: plain_text_of(arrived.completion))
        return text

    async def takes_batches(self, model: str) -> bool:
        """False where no endpoint works off batch files of this model."""
        spec = self._catalog[model]
        return spec.endpoint != "embedded" and await wire.takes_batches(self._endpoints.connection(spec))

    def by_night(self, night: BatchNight) -> None:
        """From now on, put questions into batch files."""
        self._night = night

    def night(self, plan: NightPlan, store: BatchStore) -> BatchNight:
        """Batch files on this client's endpoints and budget."""
        return BatchNight(
            plan,
            store,
            ledger=self._ledger,
            attempts=self._attempts,
            endpoint=lambda model: self._endpoints.connection(self._catalog[model]),
            spec=self._catalog.__getitem__,
            now=self._now,
        )

    async def serves(self, model: str) -> bool:
        """False where no endpoint answers for this model, as far as is known."""
        return await self._endpoints.serves(self._catalog[model])

    async def ask(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        answer: type[T],
        schema_name: str,
        model: str,
        context: CallContext,
        max_output_tokens: int | None = None,
    ) -> Answer[T]:
        """An answer of the class ``answer``; one that is cut off or off schema is asked for once more.

        Raises ``BudgetReached`` or ``CircuitOpen`` when no call may start now, ``OddAnswer`` when the second answer is
        of no use either, ``RequestRejected`` when the endpoint takes the request in no form, ``TransientError`` when
        the attempts are used up, any other ``PermanentError`` for what no retry cures.
        """
        question = self._questions.ask(
            self._catalog[model],
            messages,
            context,
            max_output_tokens=max_output_tokens,
            answer=(schema_name, answer),
        )

        def read(arrived: Arrived) -> tuple[T, str]:
            return value_of(arrived.completion, answer)

        try:
            arrived, (value, text) = await self._looked_into(question, read)
        except (AnswerCutOff, AnswerOffSchema) as error:
            log.warning("%s: %s; asking once more", context.operation, error)
            self._observer.event("reask", reason=type(error).__name__)
            arrived, (value, text) = await self._looked_into(self._questions.again(question, error), read)
        return Answer(
            value=value,
            raw=text,
            usage=arrived.completion.usage,
            cost_micros=arrived.cost_micros,
            model=model,
            latency=arrived.latency,
            from_store=arrived.from_store,
            sureness=sureness(text, arrived.completion.tokens),
        )

    async def _looked_into(self, question: Question, read: Callable[[Arrived], V]) -> tuple[Arrived, V]:
        """The answer and what ``read`` makes of it. One of no use is put aside; where it was kept before the
        dialect or the model's entry changed, or this run has force, the question is asked anew."""
        arrived = await self._arrive(question)
        try:
            return arrived, read(arrived)
        except (OddAnswer, ContentFiltered):
            await self._attempts.put_aside(question)
            if not arrived.from_store or arrived.standing == (self._attempts.intents.standing(question) or None):
                raise
        arrived = await self._arrive(question)
        try:
            return arrived, read(arrived)
        except (OddAnswer, ContentFiltered):
            await self._attempts.put_aside(question)
            raise

    async def _arrive(self, question: Question) -> Arrived:
        """The body for this question: the one that is kept, or a new one by as many attempts as the policy allows."""
        if self._night is not None and self._night.takes(question):
            return await self._night.arrive(question)
        async for attempt in self._retry.loop(self._sleep, self._noted):
            with attempt:
                arrived = await self._attempts.make(question)
        return arrived

    def _noted(self, error: BaseException) -> None:
        self._observer.event("retry", reason=type(error).__name__)
