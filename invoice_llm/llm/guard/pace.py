"""Pace of this process: its concurrency, its place in the fleet's rate limits, its queue."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from invoice_llm.calls import CallEnd
from invoice_llm.llm.guard.concurrency import SHRINK_TOO_SLOW, AdaptiveConcurrency, Throughput
from invoice_llm.llm.guard.provider_limits import ExpectedTokens, ProviderLimits, read_limits
from invoice_llm.llm.models.catalog import CatalogModel
from invoice_llm.llm.questions import Question
from invoice_llm.llm.telemetry.observing import CallObserver
from invoice_llm.rate import RateUse

UNASKED_WAIT = timedelta(seconds=1)
"""After a 429 that does not say how long to wait."""


class Pace:
    """For one event loop; ``key`` is a rate key, endpoint and model. Waits longer than ``longest_wait`` are refused.

    A model on own hardware may work off one call after the other, and tells nobody so: it gets one call at first, then
    as many as it has shown to answer within the ``deadline``, unless its entry says how many it takes.
    """

    def __init__(
        self, concurrency: int, observer: CallObserver, *, longest_wait: timedelta, deadline: timedelta
    ) -> None:
        self.longest_wait = longest_wait
        self._deadline = deadline
        self._most = concurrency
        self._observer = observer
        self._widths: dict[str, AdaptiveConcurrency] = {}
        self._speeds: dict[str, Throughput] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._told: dict[str, ProviderLimits] = {}
        self._expected = ExpectedTokens()

    def slot(self, key: str, spec: CatalogModel) -> AbstractAsyncContextManager[None]:
        """One of the calls that may be under way."""
        if key not in self._widths:
            careful = spec.is_own and spec.concurrency is None
            most = min(self._most, spec.concurrency or self._most)
            self._widths[key] = AdaptiveConcurrency(most, careful=careful)
        return self._widths[key].slot()

    def turn(self, key: str) -> asyncio.Lock:
        """The queue of those that wait for the rate limit."""
        return self._turns.setdefault(key, asyncio.Lock())

    def use(self, key: str, question: Question) -> RateUse:
        """Expected use of the limits by one call: those of the catalog, else those that the provider named."""
        spec, told = question.spec, self._told.get(key, ProviderLimits())
        return RateUse(
            key=key,
            tokens=self._expected.expect(
                question.context.operation, input_tokens=question.input_tokens, output_cap=question.cap
            ),
            requests_per_minute=spec.requests_per_minute or told.requests_per_minute,
            tokens_per_minute=spec.tokens_per_minute or told.tokens_per_minute,
            under_way=spec.concurrency,
        )

    def answered(
        self, key: str, question: Question, end: CallEnd, headers: Mapping[str, str], *, now: datetime
    ) -> timedelta | None:
        """Learn from an answer; returns how long everyone has to wait, if the provider has nothing left."""
        speed = self._speeds.setdefault(key, Throughput())
        speed.answered(end.latency, now=now)
        self._widths[key].good(speed.fitting(question.spec.deadline(self._deadline)))
        if end.usage is not None:
            self._expected.learn(
                question.context.operation, end.usage, input_tokens=question.input_tokens, output_cap=question.cap
            )
        limits = read_limits(headers)
        if limits.requests_per_minute or limits.tokens_per_minute:
            self._told[key] = limits
        return limits.wait

    def refused(self, key: str, asked: timedelta | None, *, now: datetime) -> timedelta:
        """The provider said that it is too much; returns how long everyone has to wait."""
        width = self._widths[key]
        width.refused(now=now)
        self._observer.event("concurrency", float(width.limit), key=key)
        return asked if asked is not None else UNASKED_WAIT

    def too_slow(self, key: str, *, now: datetime) -> None:
        """An answer was not there in time: fewer calls under way leave the model more time for each."""
        width = self._widths[key]
        width.refused(now=now, shrink=SHRINK_TOO_SLOW)
        self._observer.event("concurrency", float(width.limit), key=key)
