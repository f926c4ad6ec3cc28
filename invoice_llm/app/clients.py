"""One client over the embedded reader and the configured endpoint, with its policies and its budget.

The model's SDK takes seconds to import and is left to those who make calls: the pages and the review do without.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from invoice_llm.app.storage import ready_store, today
from invoice_llm.label_reader.endpoint.transport import EmbeddedTransport
from invoice_llm.label_reader.readings import LabelReadings
from invoice_llm.label_reader.revision import revision
from invoice_llm.llm.cost import DailyBudget, OnAlert, log_alert
from invoice_llm.llm.guard.breaker import BreakerPolicy
from invoice_llm.llm.guard.retry import RetryPolicy
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.models.tokens import TokenCounter
from invoice_llm.llm.telemetry.observing import CallObserver, Observers, no_observers
from invoice_llm.llm.telemetry.otel import observer_if_configured
from invoice_llm.pipeline.believing import SAMPLE
from invoice_llm.settings import Settings
from invoice_llm.store import Store

if TYPE_CHECKING:
    from invoice_llm.llm.client import ResilientLLMClient
    from invoice_llm.llm.wire import Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """Options besides the settings: who watches the calls, and the policies, which benchmarks and tests make faster."""

    retry: RetryPolicy | None = None
    breaker: BreakerPolicy | None = None
    observer: CallObserver = no_observers
    on_alert: OnAlert = log_alert


@asynccontextmanager
async def open_client(settings: Settings) -> AsyncIterator[ResilientLLMClient]:
    """A client as a run has it, on the same ledger, for calls that belong to no run; a failed attempt is the last."""
    catalog = Catalog.load(settings.models_file)
    with ready_store(settings) as store:
        async with client_of(
            settings, catalog, store, Tuning(retry=RetryPolicy(attempts=1)), LabelReadings()
        ) as client:
            yield client


@asynccontextmanager
async def client_of(
    settings: Settings, catalog: Catalog, store: Store, tuning: Tuning, readings: LabelReadings
) -> AsyncIterator[ResilientLLMClient]:
    """One client over the embedded reader's endpoint and, with a key, the configured one; closed with its loop."""
    from invoice_llm.llm.client import ResilientLLMClient
    from invoice_llm.llm.wire import connect

    async with AsyncExitStack() as stack:
        endpoints = {"embedded": await stack.enter_async_context(_embedded(settings, readings))}
        if settings.openai_api_key is not None and settings.has_endpoint:
            endpoints["openai"] = await stack.enter_async_context(
                connect(
                    base_url=settings.openai_base_url,
                    api_key=settings.openai_api_key,
                    concurrency=settings.concurrency,
                    timeout_s=catalog.longest_deadline(settings.request_timeout).total_seconds(),
                )
            )
        yield ResilientLLMClient(
            endpoints,
            catalog=catalog,
            ledger=store.ledger,
            breakers=store.breakers,
            dialects=store.dialects,
            budget=_budget(settings, store, tuning),
            retry=tuning.retry,
            breaker_policy=tuning.breaker or _breaker(settings, catalog),
            observer=Observers(tuning.observer, observer_if_configured()),
            concurrency=settings.concurrency,
            deadline=settings.request_timeout,
            counter=TokenCounter(settings.tokenizer_dir),
            revisions={"embedded": revision()},
        )


def _breaker(settings: Settings, catalog: Catalog) -> BreakerPolicy:
    """A probe that is lost with its worker is replaced once it can no longer be on its way."""
    return BreakerPolicy(
        failures_to_open=settings.breaker_failures,
        open_for=timedelta(seconds=settings.breaker_open_s),
        probe_lease=3 * catalog.longest_deadline(settings.request_timeout),
        slow_after=max(2 * settings.request_timeout, timedelta(seconds=60)),
    )


def _budget(settings: Settings, store: Store, tuning: Tuning) -> DailyBudget:
    """Daily budget including raises made before this task started; a later raise starts a run for what was deferred."""
    return DailyBudget(
        limit_micros=settings.daily_budget_micros,
        run_limit_micros=settings.run_budget_micros,
        invoice_model_limits=settings.invoice_model_budgets_micros | {SAMPLE: sample_micros(settings)},
        raised=store.raises.since(today(settings)),
        alert_fractions=settings.budget_alert_fraction,
        zone=settings.zone,
        on_alert=tuning.on_alert,
    )


def sample_micros(settings: Settings) -> int:
    """Most that a day's reading of pages whose data are known may cost."""
    return int(settings.daily_budget_micros * settings.hybrid_sample_fraction)


def _embedded(settings: Settings, readings: LabelReadings) -> Endpoint:
    from invoice_llm.llm.wire import connect

    return connect(
        base_url="http://embedded.invalid/v1",
        api_key="none",
        concurrency=settings.concurrency,
        timeout_s=settings.request_timeout_s,
        transport=EmbeddedTransport(readings.of),
    )
