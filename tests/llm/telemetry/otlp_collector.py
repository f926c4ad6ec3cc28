"""An OTLP collector over HTTP, for tests: what it received, decoded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

Tags = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Collector:
    """``spans`` are (service, name); ``values`` the last value or sum of each metric and its tags."""

    url: str
    spans: list[tuple[str, str]] = field(default_factory=list)
    values: dict[tuple[str, Tags], float] = field(default_factory=dict)

    @property
    def metrics(self) -> set[str]:
        return {name for name, _ in self.values}

    def take(self, path: str, body: bytes) -> None:
        if path == "/v1/traces":
            for of_service in ExportTraceServiceRequest.FromString(body).resource_spans:
                service = {a.key: a.value.string_value for a in of_service.resource.attributes}["service.name"]
                self.spans += [(service, span.name) for scope in of_service.scope_spans for span in scope.spans]
        if path == "/v1/metrics":
            for from_process in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                for scope in from_process.scope_metrics:
                    for metric in scope.metrics:
                        self._take_metric(metric)

    def _take_metric(self, metric: Metric) -> None:
        histograms = [*metric.histogram.data_points, *metric.exponential_histogram.data_points]
        for each in histograms:
            self.values[metric.name, _tags(each.attributes)] = each.sum
        for point in [*metric.sum.data_points, *metric.gauge.data_points]:
            kind = point.WhichOneof("value")
            value = point.as_int if kind == "as_int" else point.as_double
            self.values[metric.name, _tags(point.attributes)] = value


@contextmanager
def collecting() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received = Collector(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield received
        server.shutdown()


def _tags(attributes: object) -> Tags:
    return tuple(sorted((a.key, a.value.string_value) for a in attributes))  # type: ignore[attr-defined]
