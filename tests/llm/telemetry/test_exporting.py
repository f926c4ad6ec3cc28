"""What leaves a process: each test runs one of its own, since OpenTelemetry's providers belong to the process."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from invoice_llm.llm.telemetry.exporting import exporter_names
from tests.llm.telemetry.otlp_collector import Collector, collecting
from tests.processes import printed_by

ONE_CALL = """
from tests.llm.telemetry.test_observing import INTENT, OK
from invoice_llm.llm.telemetry.otel import observer_if_configured
observer = observer_if_configured()
with observer.attempt(INTENT) as ended:
    ended(OK)
"""
GLOBALS = """
from opentelemetry import metrics, trace
print(type(trace.get_tracer_provider()).__name__, type(metrics.get_meter_provider()).__name__)
"""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as received:
        yield received


def run(code: str, **env: str) -> list[str]:
    """The lines that a process of its own prints."""
    return printed_by(code, env=env).splitlines()


def over_http(endpoint: str) -> dict[str, str]:
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}


def test_what_a_process_observed_has_left_it_when_it_ends(collector: Collector) -> None:
    run(ONE_CALL, **over_http(collector.url))
    assert collector.spans == [("invoice-llm", "chat gpt-6-luna")]
    assert collector.metrics == {"gen_ai.client.operation.duration", "invoice_llm.cost_micros"}


def test_the_service_has_the_name_it_is_given(collector: Collector) -> None:
    run(ONE_CALL, **over_http(collector.url), OTEL_SERVICE_NAME="accounts-payable")
    assert collector.spans == [("accounts-payable", "chat gpt-6-luna")]


BELOW_A_SPAN_NOT_KEPT = """
from opentelemetry import context, trace
around = trace.SpanContext(trace_id=1, span_id=2, is_remote=True, trace_flags=trace.TraceFlags(0))
context.attach(trace.set_span_in_context(trace.NonRecordingSpan(around)))
"""


@pytest.mark.parametrize(("sampler", "spans"), [({}, 1), ({"OTEL_TRACES_SAMPLER": "parentbased_always_on"}, 0)])
def test_a_call_is_kept_below_a_span_that_is_not_unless_a_sampler_is_named(
    collector: Collector, sampler: dict[str, str], spans: int
) -> None:
    run(BELOW_A_SPAN_NOT_KEPT + ONE_CALL, **over_http(collector.url), **sampler)
    assert len(collector.spans) == spans


def test_no_global_provider_is_set(collector: Collector) -> None:
    assert run(GLOBALS) == run(ONE_CALL + GLOBALS, **over_http(collector.url))


def test_a_collector_that_never_answers_holds_no_process_up() -> None:
    """The exporter is told to wait for an hour; a process that waited with it would not end."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = over_http(f"http://127.0.0.1:{silent.getsockname()[1]}")
        run(ONE_CALL, **endpoint, OTEL_METRICS_EXPORTER="none", OTEL_EXPORTER_OTLP_TIMEOUT="3600")
        asked, _ = silent.accept()
        with asked:
            assert asked.recv(4) == b"POST"


def test_what_the_process_has_set_up_is_used_instead_of_our_own(collector: Collector) -> None:
    set_up = """
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)
"""
    printed = run(set_up + ONE_CALL + "print(len(exporter.get_finished_spans()))", **over_http(collector.url))
    assert (printed, collector.spans) == (["1"], [])


IS_NONE = """
from invoice_llm.llm.telemetry.otel import observer_if_configured
print(observer_if_configured() is None)
"""


def test_without_opentelemetry_there_is_no_observer() -> None:
    absent = "import sys\nsys.modules['opentelemetry'] = None\n"
    assert run(absent + IS_NONE, **over_http("http://127.0.0.1:1")) == ["True"]


@pytest.mark.parametrize(
    "env",
    [
        {},
        over_http("http://127.0.0.1:1") | {"OTEL_SDK_DISABLED": "true"},
        over_http("http://127.0.0.1:1") | {"OTEL_TRACES_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "none"},
        {"OTEL_TRACES_EXPORTER": "not-installed"},
    ],
)
def test_with_nowhere_to_send_to_there_is_no_observer(env: dict[str, str]) -> None:
    assert run(IS_NONE, **env) == ["True"]


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({}, ()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4317"}, ("otlp_proto_grpc",)),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4317"}, ("otlp_proto_grpc",)),
        ({"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://c:4317"}, ()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4317", "OTEL_TRACES_EXPORTER": "none"}, ()),
        ({"OTEL_TRACES_EXPORTER": "console, otlp_proto_http"}, ("console", "otlp_proto_http")),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, ("otlp_proto_http",)),
    ],
)
def test_the_environment_says_where_spans_go(env: dict[str, str], names: tuple[str, ...]) -> None:
    assert exporter_names(env, "TRACES") == names
