"""Destinations of spans and metrics: the providers of the process, or our own.

No global provider is ever set here: that is for whoever owns the process (Airflow with ``[traces] otel_on`` and
``[metrics] otel_on``, or ``opentelemetry-instrument``). Where nobody did and the usual ``OTEL_*`` variables name an
exporter, a provider of our own is used, for our spans and metrics alone. Needs ``opentelemetry-api``, and for a
provider of our own ``opentelemetry-sdk`` and the exporter.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.trace import TracerProvider

log = logging.getLogger(__name__)

P = TypeVar("P")
EXIT_TIMEOUT_S: Final = 3.0
_PROTOCOLS = {"grpc": "otlp_proto_grpc", "http/protobuf": "otlp_proto_http"}


def providers() -> tuple[TracerProvider | None, MeterProvider | None]:
    """For spans and for metrics; ``None`` for what has nowhere to go."""
    from opentelemetry import metrics, trace

    if os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return None, None
    tracers = _set_by_the_process(trace.get_tracer_provider()) or _own_tracers()
    meters = _set_by_the_process(metrics.get_meter_provider()) or _own_meters()
    return tracers, meters


def exporter_names(env: Mapping[str, str], signal: str) -> tuple[str, ...]:
    """Exporters that the environment asks for, by entry point; ``signal`` is ``TRACES`` or ``METRICS``.

    As OpenTelemetry's own configuration reads it, but that nothing is exported unless a variable says so.
    """
    endpoints = ("OTEL_EXPORTER_OTLP_ENDPOINT", f"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")
    default = "otlp" if any(env.get(name) for name in endpoints) else "none"
    asked = [name.strip() for name in (env.get(f"OTEL_{signal}_EXPORTER") or default).split(",")]
    protocol = env.get(f"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL") or env.get("OTEL_EXPORTER_OTLP_PROTOCOL") or "grpc"
    otlp = _PROTOCOLS.get(protocol.strip(), protocol.strip())
    return tuple(otlp if name == "otlp" else name for name in asked if name not in ("", "none"))


def _set_by_the_process(provider: P) -> P | None:
    """The provider, unless it is one of those that come with the API and do nothing."""
    return None if type(provider).__module__.startswith(("opentelemetry.trace", "opentelemetry.metrics")) else provider


@cache
def _own_tracers() -> TracerProvider | None:
    """One a process.

    Every call is a span unless ``OTEL_TRACES_SAMPLER`` says otherwise. The SDK's default would follow the span around
    us: with its own tracing off, Airflow puts one around each task that is marked as not to be kept.
    """
    exporters = _load("TRACES")
    if not exporters:
        return None
    from opentelemetry.sdk.trace import TracerProvider as OwnTracers
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ALWAYS_ON

    sampler = None if os.environ.get("OTEL_TRACES_SAMPLER") else ALWAYS_ON
    provider = OwnTracers(sampler=sampler, resource=_resource(), shutdown_on_exit=False)
    for exporter in exporters:
        provider.add_span_processor(BatchSpanProcessor(exporter))
    _at_exit(provider.shutdown)
    return provider


@cache
def _own_meters() -> MeterProvider | None:
    """One a process."""
    exporters = _load("METRICS")
    if not exporters:
        return None
    from opentelemetry.sdk.metrics import MeterProvider as OwnMeters
    from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader

    readers = [each if isinstance(each, MetricReader) else PeriodicExportingMetricReader(each) for each in exporters]
    provider = OwnMeters(resource=_resource(), metric_readers=readers, shutdown_on_exit=False)
    _at_exit(provider.shutdown)
    return provider


def _at_exit(close: Callable[[], None]) -> None:
    """Send what is left when the process ends, in at most ``EXIT_TIMEOUT_S``: the SDK itself tries a collector that is
    away for half a minute. The thread starts now, since none can be started then."""
    leaving = threading.Event()

    def when_leaving() -> None:
        leaving.wait()
        with suppress(Exception):
            close()

    def leave() -> None:
        leaving.set()
        closing.join(EXIT_TIMEOUT_S)

    closing = threading.Thread(target=when_leaving, name="invoice-llm-exporting", daemon=True)
    closing.start()
    atexit.register(leave)


def _load(signal: str) -> list[Any]:
    """The exporters that are asked for and installed, with the SDK; for the others, a line in the log."""
    from importlib.metadata import entry_points

    loaded = []
    for name in exporter_names(os.environ, signal):
        found = list(entry_points(group=f"opentelemetry_{signal.lower()}_exporter", name=name))
        try:
            loaded += [each.load()() for each in found[:1]]
        except Exception as error:
            log.warning("The exporter %r of %s could not be set up: %s", name, signal.lower(), type(error).__name__)
        if not found:
            log.warning("No exporter %r of %s is installed", name, signal.lower())
    return loaded


def _resource() -> Resource:
    """The resource that reports. Each process counts from zero, so each is an instance of its own."""
    from opentelemetry.sdk.resources import Resource

    given = Resource.create().attributes
    own: dict[str, str] = {}
    if "service.instance.id" not in given:
        own["service.instance.id"] = str(uuid.uuid4())
    if str(given.get("service.name", "unknown_service")).startswith("unknown_service"):
        own["service.name"] = "invoice-llm"
    return Resource.create(own)
