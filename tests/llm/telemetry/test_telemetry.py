from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import Histogram, HistogramDataPoint, InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, Tracer

from invoice_llm.calls import CallContext, CallEnd, Usage
from invoice_llm.llm.telemetry.conventions import EVENT_METRICS, provider_name
from invoice_llm.llm.telemetry.observing import EVENTS, CallObserver, Observers
from invoice_llm.llm.telemetry.otel import OpenTelemetryObserver
from tests.llm.telemetry.test_observing import INTENT as PLAIN

TEXT = "ACME GmbH, IBAN DE89370400440532013000"
INTENT = replace(
    PLAIN,
    context=CallContext(
        operation="extract", document="d" * 64, run_id="nightly", invoice_model="vendor_a_v2", prompt_version="p1"
    ),
)
OK = CallEnd(
    status="ok",
    cost_micros=1234,
    usage=Usage(input=1000, output=200, cached=600, reasoning=50, cache_write=7),
    latency=timedelta(milliseconds=250),
    served_model="gpt-6-luna-2026-09-01",
    service_tier="default",
    request_id="req_1",
    finish_reason="stop",
)
BASE = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-6-luna",
    "server.address": "api.openai.com",
    "invoice_llm.operation": "extract",
}
ANSWERED = BASE | {"gen_ai.response.model": "gpt-6-luna-2026-09-01"}


@dataclass(slots=True)
class Scene:
    """An observer over the SDK's providers, and what these collected."""

    observer: OpenTelemetryObserver
    tracer: Tracer
    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader

    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    def span(self) -> ReadableSpan:
        (span,) = self.spans()
        return span

    def metrics(self) -> dict[str, Any]:
        data = self.reader.get_metrics_data()
        assert data is not None
        return {m.name: m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics}

    def points(self, name: str) -> list[HistogramDataPoint | NumberDataPoint]:
        return list(self.metrics()[name].data.data_points)

    def everything(self) -> str:
        return json.dumps([s.to_json() for s in self.spans()]) + repr(self.metrics())


@pytest.fixture
def scene() -> Iterator[Scene]:
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers, meters = TracerProvider(), MeterProvider(metric_readers=[reader])
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    yield Scene(OpenTelemetryObserver(tracers, meters), tracers.get_tracer("the caller"), exporter, reader)
    tracers.shutdown()
    meters.shutdown()


def attributes(found: ReadableSpan | HistogramDataPoint | NumberDataPoint) -> Mapping[str, object]:
    return dict(found.attributes or {})


def fail(observer: CallObserver, told: CallEnd | None, error: Exception) -> None:
    """An attempt that an exception leaves, after its end was told or without."""
    with observer.attempt(INTENT) as ended:
        if told is not None:
            ended(told)
        raise error


def test_a_call_is_a_client_span_with_the_names_of_the_conventions(scene: Scene) -> None:
    with scene.observer.attempt(INTENT) as ended:
        ended(OK)
    span = scene.span()
    assert (span.name, span.kind, span.status.status_code) == ("chat gpt-6-luna", SpanKind.CLIENT, StatusCode.UNSET)
    assert attributes(span) == ANSWERED | {
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 200,
        "gen_ai.usage.cache_read.input_tokens": 600,
        "gen_ai.usage.cache_creation.input_tokens": 7,
        "gen_ai.usage.reasoning.output_tokens": 50,
        "openai.response.service_tier": "default",
        "invoice_llm.document": "d" * 64,
        "invoice_llm.run_id": "nightly",
        "invoice_llm.invoice_model": "vendor_a_v2",
        "invoice_llm.prompt_version": "p1",
        "invoice_llm.request_id": "req_1",
        "invoice_llm.outcome": "ok",
        "invoice_llm.estimate_micros": 900,
        "invoice_llm.cost_micros": 1234,
    }


def test_the_span_hangs_below_the_callers_and_above_what_happens_inside(scene: Scene) -> None:
    async def call(model: str) -> None:
        with scene.observer.attempt(replace(INTENT, model=model)) as ended:
            await asyncio.sleep(0)
            with scene.tracer.start_as_current_span(f"POST for {model}"):
                await asyncio.sleep(0)
            ended(OK)

    async def task() -> None:
        with scene.tracer.start_as_current_span("task extract_data"):
            await asyncio.gather(call("a"), call("b"))

    asyncio.run(task())
    ids = {span.context.span_id: span.name for span in scene.spans() if span.context}
    parents = {span.name: ids[span.parent.span_id] for span in scene.spans() if span.parent}
    assert parents == {
        "chat a": "task extract_data",
        "chat b": "task extract_data",
        "POST for a": "chat a",
        "POST for b": "chat b",
    }


@pytest.mark.parametrize(
    ("end", "error"),
    [
        (CallEnd(status="failed", cost_micros=0, error="RateLimited"), "RateLimited"),
        (CallEnd(status="odd", cost_micros=10, error="AnswerCutOff"), "AnswerCutOff"),
        (CallEnd(status="odd", cost_micros=10, finish_reason="length"), "_OTHER"),
        (CallEnd(status="failed", cost_micros=0, error=f"could not read {TEXT}"), "_OTHER"),
    ],
)
def test_an_attempt_that_failed_carries_the_class_of_its_error(scene: Scene, end: CallEnd, error: str) -> None:
    with scene.observer.attempt(INTENT) as ended:
        ended(end)
    span = scene.span()
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)
    assert attributes(span)["error.type"] == error
    (duration,) = scene.points("gen_ai.client.operation.duration")
    assert attributes(duration) == BASE | {"error.type": error}


@pytest.mark.parametrize("told", [None, OK, replace(OK, status="odd")])
def test_an_exception_that_passes_through_ended_the_attempt(scene: Scene, told: CallEnd | None) -> None:
    with pytest.raises(TimeoutError):
        fail(scene.observer, told, TimeoutError(TEXT))
    span = scene.span()
    assert span.status.status_code is StatusCode.ERROR
    assert attributes(span)["error.type"] == "TimeoutError"
    assert ("invoice_llm.cost_micros" in scene.metrics()) == (told is not None)


def test_a_cancelled_attempt_is_an_error_too(scene: Scene) -> None:
    with pytest.raises(asyncio.CancelledError), scene.observer.attempt(INTENT):
        raise asyncio.CancelledError
    assert attributes(scene.span())["error.type"] == "CancelledError"


def test_no_content_leaves_even_where_exceptions_and_events_hold_some(scene: Scene) -> None:
    observers = Observers(scene.observer)
    with pytest.raises(ValueError):
        fail(observers, CallEnd(status="failed", cost_micros=None, error=TEXT), ValueError(TEXT))
    scene.observer.event("retry", reason="RateLimited", prompt=TEXT)
    observers.event("reask", reason="AnswerOffSchema", answer=TEXT)
    assert scene.span().events == ()
    assert "RateLimited" in scene.everything()
    assert "AnswerOffSchema" in scene.everything()
    assert "ACME" not in scene.everything()


def test_the_duration_has_the_buckets_of_the_conventions(scene: Scene) -> None:
    with scene.observer.attempt(INTENT) as ended:
        ended(OK)
    metric = scene.metrics()["gen_ai.client.operation.duration"]
    (point,) = metric.data.data_points
    boundaries = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
    assert (metric.unit, isinstance(metric.data, Histogram)) == ("s", True)
    assert (point.sum, tuple(point.explicit_bounds), attributes(point)) == (0.25, boundaries, ANSWERED)


def test_tokens_are_told_apart_by_type(scene: Scene) -> None:
    with scene.observer.attempt(INTENT) as ended:
        ended(OK)
    points = {str(attributes(p)["gen_ai.token.type"]): p for p in scene.points("gen_ai.client.token.usage")}
    sums = {kind: point.sum for kind, point in points.items() if isinstance(point, HistogramDataPoint)}
    assert sums == {"input": 1000, "output": 200}
    assert attributes(points["input"]) == ANSWERED | {"gen_ai.token.type": "input"}
    assert scene.metrics()["gen_ai.client.token.usage"].unit == "{token}"


def test_a_cost_that_is_not_known_is_counted_as_the_estimate_and_marked(scene: Scene) -> None:
    for cost in (1000, 34, None):
        with scene.observer.attempt(INTENT) as ended:
            ended(replace(OK, cost_micros=cost))
    values = {
        str(attributes(p)["invoice_llm.cost_basis"]): p.value
        for p in scene.points("invoice_llm.cost_micros")
        if isinstance(p, NumberDataPoint)
    }
    assert values == {"usage": 1034, "estimate": 900}


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_each_event_has_a_metric_with_its_tags(scene: Scene, name: str) -> None:
    tags = dict.fromkeys(EVENTS[name], "x")
    scene.observer.event(name, 0.25, **tags)
    (point,) = scene.points(EVENT_METRICS[name].name)
    assert attributes(point) == {f"invoice_llm.{tag}": "x" for tag in tags}
    assert (point.value if isinstance(point, NumberDataPoint) else point.sum) == 0.25


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("api.openai.com", "openai"),
        ("eu.api.openai.com", "openai"),
        ("ap-team.openai.azure.com", "azure.ai.openai"),
        ("api.mistral.ai", "mistral_ai"),
        ("embedded.invalid", "embedded"),
        ("notapi.mistral.ai", "openai"),
        ("localhost", "openai"),
    ],
)
def test_the_provider_follows_from_the_host(host: str, name: str) -> None:
    assert provider_name(host) == name
