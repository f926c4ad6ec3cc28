"""Calls as OpenTelemetry spans and metrics. ``opentelemetry-api`` is optional.

Never any content: no prompt, no answer, no text of a document, no message of an exception.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from invoice_llm.calls import CallEnd, CallIntent
from invoice_llm.llm.telemetry import conventions as names
from invoice_llm.llm.telemetry.exporting import providers
from invoice_llm.llm.telemetry.observing import Ended, known_tags

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter, MeterProvider
    from opentelemetry.trace import Span, TracerProvider

SCOPE: Final = "invoice_llm"
OTHER_ERROR: Final = "_OTHER"
"""The conventions' ``error.type`` where no better one is known."""

_SHARES = tuple(number / 10 for number in range(1, 11))
Attributes = dict[str, str | int | float | list[str]]


def observer_if_configured() -> OpenTelemetryObserver | None:
    """The observer, or ``None`` where OpenTelemetry is not installed, switched off, or has nowhere to send to."""
    try:
        from opentelemetry import metrics, trace
    except ImportError:
        return None
    tracers, meters = providers()
    if tracers is None and meters is None:
        return None
    return OpenTelemetryObserver(tracers or trace.NoOpTracerProvider(), meters or metrics.NoOpMeterProvider())


class OpenTelemetryObserver:
    """One client span an attempt, below whatever span is current, and the metrics of attempts and events."""

    def __init__(self, tracers: TracerProvider, meters: MeterProvider) -> None:
        meter = meters.get_meter(SCOPE)
        self._tracer = tracers.get_tracer(SCOPE)
        self._duration = meter.create_histogram(
            names.OPERATION_DURATION,
            unit="s",
            description="GenAI operation duration.",
            explicit_bucket_boundaries_advisory=names.DURATION_BOUNDARIES,
        )
        self._tokens = meter.create_histogram(
            names.TOKEN_USAGE,
            unit="{token}",
            description="Number of input and output tokens used.",
            explicit_bucket_boundaries_advisory=names.TOKEN_BOUNDARIES,
        )
        self._cost = meter.create_counter(names.COST_MICROS, unit="{micro_usd}", description="Charged to the budget.")
        self._events = {name: _instrument(meter, metric) for name, metric in names.EVENT_METRICS.items()}

    @contextmanager
    def attempt(self, intent: CallIntent) -> Iterator[Ended]:
        from opentelemetry.trace import SpanKind

        told: list[CallEnd] = []
        raised: str | None = None
        started = time.perf_counter()
        with self._tracer.start_as_current_span(
            f"{names.CHAT} {intent.model}",
            kind=SpanKind.CLIENT,
            attributes=_asked(intent),
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield told.append
            except BaseException as error:
                raised = type(error).__name__
                raise
            finally:
                self._close(span, intent, told[-1] if told else None, raised, time.perf_counter() - started)

    def event(self, name: str, value: float = 1.0, **tags: str) -> None:
        if record := self._events.get(name):
            record(value, {f"{SCOPE}.{key}": tag for key, tag in known_tags(name, tags).items()})

    def _close(self, span: Span, intent: CallIntent, end: CallEnd | None, raised: str | None, seconds: float) -> None:
        failure = error_type(end, raised)
        if end is not None:
            span.set_attributes(_answered(end))
            self._count(intent, end)
        if failure is not None:
            from opentelemetry.trace import StatusCode

            span.set_attribute(names.ERROR_TYPE, failure)
            span.set_status(StatusCode.ERROR)
        latency = end.latency.total_seconds() if end else 0.0
        self._duration.record(latency or seconds, _dimensions(intent, end, {names.ERROR_TYPE: failure}))

    def _count(self, intent: CallIntent, end: CallEnd) -> None:
        if end.usage is not None:
            for kind, tokens in (("input", end.usage.input), ("output", end.usage.output)):
                self._tokens.record(tokens, _dimensions(intent, end, {names.TOKEN_TYPE: kind}))
        known = end.cost_micros is not None
        charged = end.cost_micros if end.cost_micros is not None else intent.estimate_micros
        self._cost.add(charged, _dimensions(intent, end, {names.COST_BASIS: "usage" if known else "estimate"}))


def error_type(end: CallEnd | None, raised: str | None) -> str | None:
    """The class of the error that ended an attempt, never its message; ``None`` for one that ended well."""
    if end is not None and end.status == "ok":
        return raised
    stated = end.error if end is not None else None
    return stated if stated and stated.isidentifier() else raised or OTHER_ERROR


def _asked(intent: CallIntent) -> Attributes:
    """Attributes of an attempt, known before it starts."""
    context = intent.context
    return _known(
        {
            **_dimensions(intent, None, {}),
            names.ESTIMATE_MICROS: intent.estimate_micros,
            names.DOCUMENT: context.document,
            names.RUN_ID: context.run_id,
            names.INVOICE_MODEL: context.invoice_model,
            names.PROMPT_VERSION: context.prompt_version,
        }
    )


def _answered(end: CallEnd) -> Attributes:
    """Attributes of an answer."""
    usage = end.usage
    return _known(
        {
            names.OUTCOME: end.status,
            names.RESPONSE_MODEL: end.served_model,
            names.FINISH_REASONS: [end.finish_reason] if end.finish_reason else None,
            names.SERVICE_TIER: end.service_tier,
            names.REQUEST_ID: end.request_id,
            names.COST_MICROS: end.cost_micros,
            names.INPUT_TOKENS: usage.input if usage else None,
            names.OUTPUT_TOKENS: usage.output if usage else None,
            names.CACHE_READ_TOKENS: usage.cached if usage else None,
            names.CACHE_CREATION_TOKENS: usage.cache_write if usage else None,
            names.REASONING_TOKENS: usage.reasoning if usage else None,
        }
    )


def _dimensions(intent: CallIntent, end: CallEnd | None, more: Mapping[str, str | None]) -> Attributes:
    """Dimensions of every metric: few values each, so neither documents nor runs."""
    return _known(
        {
            names.OPERATION_NAME: names.CHAT,
            names.PROVIDER_NAME: names.provider_name(intent.endpoint),
            names.REQUEST_MODEL: intent.model,
            names.RESPONSE_MODEL: end.served_model if end else None,
            names.SERVER_ADDRESS: intent.endpoint,
            names.STEP: intent.context.operation,
            **more,
        }
    )


def _known(attributes: Mapping[str, Any]) -> Attributes:
    return {name: value for name, value in attributes.items() if value is not None}


def _instrument(meter: Meter, metric: names.EventMetric) -> Callable[[float, dict[str, str]], None]:
    """Instrument that records one kind of event."""
    if metric.kind == "count":
        return meter.create_counter(metric.name).add
    if metric.kind == "level":
        return meter.create_gauge(metric.name).set
    seconds = metric.kind == "seconds"
    return meter.create_histogram(
        metric.name,
        unit="s" if seconds else "1",
        explicit_bucket_boundaries_advisory=names.DURATION_BOUNDARIES if seconds else _SHARES,
    ).record
