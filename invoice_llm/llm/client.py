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
from invoice_llm.errors import AnswerCutOff, AnswerOffSchema
from invoice_llm.llm import wire
from invoice_llm.llm.answer import text_of, value_of
from invoice_llm.llm.cost import MICROS, DailyBudget
from invoice_llm.llm.guard.attempts import Arrived, Attempts
from invoice_llm.llm.guard.breaker import BreakerPolicy
from invoice_llm.llm.guard.endpoints import Endpoints
from invoice_llm.llm.guard.pace import Pace
from invoice_llm.llm.guard.retry import RetryPolicy, Sleep
from invoice_llm.llm.logprobs import Sureness, sureness
from invoice_llm.llm.memory import MemoryBreakerStore, MemoryLedger
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.models.tokens import TokenCounter
from invoice_llm.llm.ports import BreakerStore, Ledger
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
    call may take. For one event loop.
    """

    def __init__(
        self,
        endpoints: Mapping[str, wire.Endpoint] | wire.Endpoint,
        *,
        catalog: Catalog | None = None,
        ledger: Ledger | None = None,
        breakers: BreakerStore | None = None,
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
        named = {"openai": endpoints} if isinstance(endpoints, wire.Endpoint) else endpoints
        self._attempts = Attempts(
            Endpoints(named, breakers or MemoryBreakerStore(), breaker_policy or BreakerPolicy(), observer, now),
            ledger=ledger or MemoryLedger(now=now),
            budget=budget or DailyBudget(limit_micros=100 * MICROS),
            pace=Pace(concurrency, observer, longest_wait=self._retry.longest_asked),
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
        arrived = await self._arrive(self._questions.ask(spec, messages, CallContext(operation="other")))
        return text_of(arrived.completion)

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
        of no use either, ``TransientError`` when the attempts are used up, ``PermanentError`` for what no retry cures.
        """
        question = self._questions.ask(
            self._catalog[model],
            messages,
            context,
            max_output_tokens=max_output_tokens,
            answer=(schema_name, answer),
        )
        arrived = await self._arrive(question)
        try:
            value = value_of(arrived.completion, answer)
        except (AnswerCutOff, AnswerOffSchema) as error:
            log.warning("%s: %s; asking once more", context.operation, error)
            self._observer.event("reask", reason=type(error).__name__)
            arrived = await self._arrive(self._questions.again(question, error))
            value = value_of(arrived.completion, answer)
        return Answer(
            value=value,
            raw=arrived.completion.content or "",
            usage=arrived.completion.usage,
            cost_micros=arrived.cost_micros,
            model=model,
            latency=arrived.latency,
            from_store=arrived.from_store,
            sureness=sureness(arrived.completion.content or "", arrived.completion.tokens),
        )

    async def _arrive(self, question: Question) -> Arrived:
        """The body for this question: the one that is kept, or a new one by as many attempts as the policy allows."""
        async for attempt in self._retry.loop(self._sleep, self._noted):
            with attempt:
                arrived = await self._attempts.make(question)
        return arrived

    def _noted(self, error: BaseException) -> None:
        self._observer.event("retry", reason=type(error).__name__)
