"""One call, guarded: ``retry( budget -> breaker -> call -> store answer -> settle )``, each attempt on its own.

The answer's key (document, operation, the whole request) is looked up before any call, and the raw answer is stored
under it before anyone looks into it. So an answer that was paid for is never asked for again, and an odd one leads to
the same re-ask with the same key.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from invoice_llm.calls import CallContext, CallEnd, CallIntent, StoredAnswer, Usage
from invoice_llm.errors import (
    AnswerCutOff,
    AnswerOffSchema,
    InvoiceLLMError,
    OddAnswer,
    ProviderUnavailable,
    RequestRejected,
)
from invoice_llm.llm import wire
from invoice_llm.llm.answer import Completion, read_body, text_of, value_of
from invoice_llm.llm.breaker import BreakerPolicy, LLMCircuitBreaker, effect_of
from invoice_llm.llm.catalog import Catalog, CatalogModel
from invoice_llm.llm.cost import MICROS, DailyBudget
from invoice_llm.llm.memory import MemoryBreakerStore, MemoryLedger
from invoice_llm.llm.metrics import LLMMetrics
from invoice_llm.llm.ports import BreakerStore, Ledger
from invoice_llm.llm.prices import cost_micros, worst_case_micros
from invoice_llm.llm.retry import RetryPolicy, Sleep
from invoice_llm.llm.schema import response_format
from invoice_llm.llm.tokens import TokenCounter

log = logging.getLogger(__name__)
T = TypeVar("T", bound=BaseModel)
V = TypeVar("V")
Request = dict[str, Any]

DEFAULT_OUTPUT_CAP = 4_096
PER_MESSAGE_TOKENS = 8
"""What roles and separators of one message add, at most."""


class PromptLike(Protocol):
    """Anything that knows its own messages."""

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[V]):
    """A checked answer. ``from_store`` when it was paid for earlier; ``cost_micros`` is then what it cost that time."""

    value: V
    raw: str
    usage: Usage | None
    cost_micros: int
    model: str
    latency: timedelta
    from_store: bool


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A body, new or kept, with what it cost."""

    completion: Completion
    body: str
    cost_micros: int
    latency: timedelta
    from_store: bool


class ResilientLLMClient:
    """Asks models for structured answers under a budget, a breaker and a retry policy.

    Without a ledger and a breaker store it keeps both in this process; given shared ones it keeps the promises of
    :class:`invoice_llm.llm.ports.Ledger` over every process that shares them. ``revisions`` are by endpoint: answers
    of an endpoint that has changed under the same model name are asked for anew.
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
        default_model: str = "gpt-6-luna",
        revisions: Mapping[str, str] | None = None,
        hold_for: timedelta = timedelta(minutes=15),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._endpoints = {"openai": endpoints} if isinstance(endpoints, wire.Endpoint) else dict(endpoints)
        self._catalog = catalog or Catalog.load()
        self._ledger: Ledger = ledger or MemoryLedger(now=now)
        self._breaker_store: BreakerStore = breakers or MemoryBreakerStore()
        self._budget = budget or DailyBudget(limit_micros=100 * MICROS)
        self._retry = retry or RetryPolicy()
        self._breaker_policy = breaker_policy or BreakerPolicy()
        self._counter = counter or TokenCounter()
        self.metrics = metrics or LLMMetrics()
        self._default_model = default_model
        self._revisions = dict(revisions or {})
        self._hold_for = hold_for
        self._now = now
        self._sleep = sleep
        self._breakers: dict[str, LLMCircuitBreaker] = {}
        self._refused_params: dict[str, list[RequestRejected]] = {}

    async def call_with_retry(self, prompt: str | PromptLike, *, model: str | None = None) -> str:
        """The plain text answer to one prompt, with the same guards. Raises the errors of :mod:`invoice_llm.errors`."""
        messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt.messages
        spec = self._catalog[model or self._default_model]
        request = wire.build_request(spec, messages, max_output_tokens=_cap(spec, None))
        arrived = await self._arrive(spec, request, CallContext(operation="other"))
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
        spec = self._catalog[model]
        request = wire.build_request(
            spec,
            messages,
            max_output_tokens=_cap(spec, max_output_tokens),
            response_format=response_format(schema_name, answer),
            cache_key=context.prompt_version,
        )
        arrived = await self._arrive(spec, request, context)
        try:
            value = value_of(arrived.completion, answer)
        except (AnswerCutOff, AnswerOffSchema) as error:
            log.warning("%s: %s; asking once more", context.operation, error)
            arrived = await self._arrive(spec, _re_ask(spec, request, error), context)
            value = value_of(arrived.completion, answer)
        return Answer(
            value=value,
            raw=arrived.completion.content or "",
            usage=arrived.completion.usage,
            cost_micros=arrived.cost_micros,
            model=model,
            latency=arrived.latency,
            from_store=arrived.from_store,
        )

    async def _arrive(self, spec: CatalogModel, request: Request, context: CallContext) -> _Arrived:
        """The body for this request: the one that is kept, or a new one by as many attempts as the policy allows."""
        key = answer_key(request, context, revision=self._revisions.get(spec.endpoint))
        kept = await self._ledger.find_answer(key)
        if kept is not None:
            return _Arrived(read_body(kept.body), kept.body, kept.cost_micros, timedelta(0), from_store=True)
        async for attempt in self._retry.loop(self._sleep):
            with attempt:
                arrived = await self._attempt(spec, request, context, key)
        return arrived

    async def _attempt(self, spec: CatalogModel, request: Request, context: CallContext, key: str) -> _Arrived:
        intent = self._intent(spec, request, context, key)
        hold = await self._ledger.reserve(intent, limit_micros=self._budget.limit_micros)
        started = time.perf_counter()
        with self.metrics.track_api_call(context.operation) as tracked:
            try:
                raw = await self._protected(spec, request)
                completion = await self._keep(spec, raw, hold, intent)
            except BaseException as error:
                latency = timedelta(seconds=time.perf_counter() - started)
                await self._settle(hold, _failed(error, latency))
                raise
            latency = timedelta(seconds=time.perf_counter() - started)
            cost = self._cost(spec, completion, intent)
            tracked.answered(spec.name, completion.usage, cost)
            await self._settle(hold, _ended(completion, raw, cost, latency))
        return _Arrived(completion, raw.body, cost, latency, from_store=False)

    async def _protected(self, spec: CatalogModel, request: Request) -> wire.RawAnswer:
        breaker = self._breaker(spec)
        admitted = await breaker.admit()
        try:
            raw = await self._send(spec, request)
        except BaseException as error:
            await asyncio.shield(breaker.ended(admitted, effect_of(error)))
            raise
        await breaker.ended(admitted, "success")
        return raw

    async def _send(self, spec: CatalogModel, request: Request) -> wire.RawAnswer:
        """One request; a parameter that the model turns out not to take is left out from then on."""
        endpoint = self._endpoint(spec)
        for refused in self._refused_params.get(spec.name, []):
            request = wire.without_refused_param(request, refused) or request
        try:
            return await wire.send(endpoint, request)
        except RequestRejected as error:
            healed = wire.without_refused_param(request, error)
            if healed is None:
                raise
            log.warning("%s does not take %s; it is left out from now on", spec.name, error.param)
            self._refused_params.setdefault(spec.name, []).append(error)
            return await wire.send(endpoint, healed)

    async def _keep(self, spec: CatalogModel, raw: wire.RawAnswer, hold: str, intent: CallIntent) -> Completion:
        """Store the answer. A body that is no chat completion is no answer and is not stored."""
        completion = read_body(raw.body)
        cost = self._cost(spec, completion, intent)
        answer = StoredAnswer(key=intent.key, model=spec.name, body=raw.body, usage=completion.usage, cost_micros=cost)
        await asyncio.shield(self._ledger.keep_answer(hold, answer))
        return completion

    async def _settle(self, hold: str, end: CallEnd) -> None:
        """Replace the hold by the cost, also when the task is being cancelled, and raise the alert that is due."""
        spend = await asyncio.shield(self._ledger.settle(hold, end))
        alert = self._budget.alert(spend)
        if alert and await self._ledger.raise_alert(alert.day, alert.fraction):
            self._budget.on_alert(alert)

    def _intent(self, spec: CatalogModel, request: Request, context: CallContext, key: str) -> CallIntent:
        now = self._now()
        day = self._budget.day(now)
        cap = request[spec.capabilities.max_tokens_param]
        return CallIntent(
            key=key,
            model=spec.name,
            endpoint=self._address(spec),
            context=context,
            estimate_micros=worst_case_micros(spec, input_tokens=self._count(spec, request), output_cap=cap, day=day),
            day=day,
            started_at=now,
            expires_at=now + self._hold_for,
        )

    def _count(self, spec: CatalogModel, request: Request) -> int:
        """Input tokens at most: every message, and the schema, which providers bill as well."""
        texts = [str(message.get("content", "")) for message in request["messages"]]
        if "response_format" in request:
            texts.append(json.dumps(request["response_format"]))
        counted = sum(self._counter.count(text, spec.name).tokens for text in texts)
        return counted + PER_MESSAGE_TOKENS * (len(texts) + 1)

    def _cost(self, spec: CatalogModel, completion: Completion, intent: CallIntent) -> int:
        """By the answer's usage and the tier it was served at; the estimate where it does not tell its usage."""
        if completion.usage is None:
            return intent.estimate_micros
        return cost_micros(spec, completion.usage, day=intent.day, service_tier=completion.service_tier)

    def _breaker(self, spec: CatalogModel) -> LLMCircuitBreaker:
        key = f"{self._address(spec)} {spec.family}"
        if key not in self._breakers:
            self._breakers[key] = LLMCircuitBreaker(
                store=self._breaker_store, key=key, policy=self._breaker_policy, now=self._now
            )
        return self._breakers[key]

    def _endpoint(self, spec: CatalogModel) -> wire.Endpoint:
        try:
            return self._endpoints[spec.endpoint]
        except KeyError:
            raise RequestRejected(f"{spec.name} needs the endpoint {spec.endpoint!r}; set OPENAI_API_KEY") from None

    def _address(self, spec: CatalogModel) -> str:
        """The host that answers, without any credentials."""
        with suppress(RequestRejected):
            return self._endpoint(spec).base_url.host
        return spec.endpoint


def answer_key(request: Mapping[str, Any], context: CallContext, *, revision: str | None = None) -> str:
    """The identity of an answer: the document, the operation, everything that was sent, and the endpoint's revision."""
    identity = {"document": context.document, "operation": context.operation, "request": request, "revision": revision}
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _cap(spec: CatalogModel, wanted: int | None) -> int:
    return min(wanted or DEFAULT_OUTPUT_CAP, spec.max_output)


def _re_ask(spec: CatalogModel, request: Request, error: OddAnswer) -> Request:
    """The second request: more room for an answer that was cut off, the complaint for one that was off schema."""
    name = spec.capabilities.max_tokens_param
    if isinstance(error, AnswerCutOff):
        return {**request, name: min(request[name] * 2, spec.max_output)}
    complaint = {
        "role": "user",
        "content": f"Your answer was not usable: {error}. Answer again, whole, as the schema says.",
    }
    return {**request, "messages": [*request["messages"], complaint]}


def _failed(error: BaseException, latency: timedelta) -> CallEnd:
    """What a failed attempt costs: nothing where nothing was done, unknown where an answer may have been lost."""
    unknown = not isinstance(error, InvoiceLLMError) or isinstance(error, OddAnswer)
    unknown = unknown or (isinstance(error, ProviderUnavailable) and error.may_be_billed)
    status: Literal["odd", "failed"] = "odd" if isinstance(error, OddAnswer) else "failed"
    return CallEnd(status=status, cost_micros=None if unknown else 0, latency=latency, error=type(error).__name__)


def _ended(completion: Completion, raw: wire.RawAnswer, cost: int, latency: timedelta) -> CallEnd:
    odd = completion.finish_reason not in ("stop", None) or completion.refusal
    return CallEnd(
        status="odd" if odd else "ok",
        cost_micros=cost,
        usage=completion.usage,
        latency=latency,
        served_model=completion.model,
        service_tier=completion.service_tier,
        request_id=raw.request_id,
    )
