"""Calls as Airflow metrics: a process that sets metrics up as Airflow's task runner does, and a real receiver."""

from __future__ import annotations

import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from invoice_llm.calls import CallEnd, Usage
from invoice_llm_airflow.alerting.stats import band, outcome, token_kinds
from tests.airflow.homes import airflow_env
from tests.llm.telemetry.otlp_collector import Collector, collecting
from tests.repository import ROOT

SOME_CALLS = """
from dataclasses import replace
from datetime import timedelta
from airflow.sdk.configuration import conf
from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics import stats_utils
from invoice_llm.calls import CallEnd, Usage
from invoice_llm.llm.telemetry.observing import Observers
from invoice_llm_airflow.alerting.stats import AirflowStats
from tests.llm.telemetry.test_observing import INTENT

stats.initialize(
    factory=stats_utils.get_stats_factory(), export_legacy_names=conf.getboolean("metrics", "legacy_names_on")
)
observers = Observers(AirflowStats())
good = CallEnd(
    status="ok", cost_micros=1234, usage=Usage(input=1000, output=200, cached=600), latency=timedelta(milliseconds=250)
)
with observers.attempt(INTENT) as ended:
    ended(good)
with observers.attempt(INTENT) as ended:
    ended(replace(good, status="failed", cost_micros=None, usage=None, error="ProviderUnavailable"))
observers.event("retry", reason="ProviderUnavailable")
observers.event("breaker", to="open")
observers.event("budget_alert", fraction="0.8", scope="day")
observers.event("budget_refused")
observers.event("limiter_wait_s", 1.5, model="gpt-6-luna")
observers.event("confidence", 0.83)
observers.event("concurrency", 12, key="api.openai.com gpt-6-luna")
observers.event("param_healed", model="ft:gpt-6:acme corp,x=y")
"""
PREFIX = "airflow.invoice_llm."
SENT = {
    "requests,model=gpt-6-luna,outcome=ok": 1,
    "requests,model=gpt-6-luna,outcome=failed": 1,
    "latency,model=gpt-6-luna,outcome=ok": 250,
    "latency,model=gpt-6-luna,outcome=failed": 250,
    "cost_micros,basis=usage,model=gpt-6-luna": 1234,
    "cost_micros,basis=estimate,model=gpt-6-luna": 900,
    "tokens,kind=input,model=gpt-6-luna": 400,
    "tokens,kind=cached,model=gpt-6-luna": 600,
    "tokens,kind=output,model=gpt-6-luna": 200,
    "retries,reason=ProviderUnavailable": 1,
    "breaker.transitions,to=open": 1,
    "budget.alerts,fraction=0.8,scope=day": 1,
    "budget.refused": 1,
    "limiter.wait,model=gpt-6-luna": 1500,
    "confidence,band=0.8": 1,
    "concurrency,key=api.openai.com_gpt-6-luna": 12,
    "params_healed,model=ft_gpt-6_acme_corp_x_y": 1,
}


def run(home: Path, **env: str) -> None:
    """The calls in a process of its own; nothing went wrong with the observer."""
    done = subprocess.run(
        [sys.executable, "-c", SOME_CALLS],
        cwd=ROOT,
        env=airflow_env(home, home) | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "not told of calls" not in done.stdout + done.stderr


def ours(collector: Collector) -> dict[str, float]:
    """Metrics of ours as they are written in ``SENT``."""
    named = {(name.removeprefix(PREFIX), tags): v for (name, tags), v in collector.values.items() if PREFIX in name}
    return {",".join([name, *(f"{key}={tag}" for key, tag in tags)]): v for (name, tags), v in named.items()}


def test_calls_arrive_where_airflow_sends_its_metrics_by_opentelemetry(tmp_path: Path) -> None:
    with collecting() as collector:
        run(
            tmp_path,
            AIRFLOW__METRICS__OTEL_ON="True",
            OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
            OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf",
        )
        assert ours(collector) == SENT


def received_by_statsd(home: Path, **env: str) -> dict[str, float]:
    """What a StatsD server got over UDP, tags sorted."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        port = str(server.getsockname()[1])
        run(home, AIRFLOW__METRICS__STATSD_HOST="127.0.0.1", AIRFLOW__METRICS__STATSD_PORT=port, **env)
        server.setblocking(False)
        lines: list[str] = []
        while True:
            try:
                lines += server.recv(65535).decode().splitlines()
            except BlockingIOError:
                return dict(statsd_line(line) for line in lines if line.startswith(PREFIX))


def statsd_line(line: str) -> tuple[str, float]:
    """``airflow.invoice_llm.name,tag=x:1|c`` of StatsD with tags, or ``...name:1|c|#tag:x`` of Datadog."""
    figure, _, tags = line.removeprefix(PREFIX).partition("|#")
    name, value = figure.split("|")[0].rsplit(":", 1)
    name, *influx = name.split(",")
    marked = influx or [tag.replace(":", "=", 1) for tag in tags.split(",") if tag]
    return ",".join([name, *sorted(marked)]), float(value)


@pytest.mark.skipif(find_spec("statsd") is None, reason="Airflow's StatsD client is not installed")
def test_calls_arrive_at_a_statsd_server(tmp_path: Path) -> None:
    env = {"AIRFLOW__METRICS__STATSD_ON": "True", "AIRFLOW__METRICS__STATSD_INFLUXDB_ENABLED": "True"}
    assert received_by_statsd(tmp_path, **env) == SENT


@pytest.mark.skipif(find_spec("datadog") is None, reason="Airflow's Datadog client is not installed")
def test_calls_arrive_at_a_datadog_agent(tmp_path: Path) -> None:
    assert received_by_statsd(tmp_path, AIRFLOW__METRICS__STATSD_DATADOG_ENABLED="True") == SENT


@pytest.mark.parametrize(
    ("share", "name"), [(0.0, "0.0"), (0.0999, "0.0"), (0.3, "0.3"), (0.7, "0.7"), (0.83, "0.8"), (1.0, "0.9")]
)
def test_confidence_is_counted_by_tenths(share: float, name: str) -> None:
    assert band(share) == name


def test_an_exception_after_a_good_answer_makes_a_failed_attempt() -> None:
    good = CallEnd(status="ok", cost_micros=1)
    odd = CallEnd(status="odd", cost_micros=1)
    assert [outcome(good, raised=False), outcome(good, raised=True), outcome(odd, raised=True)] == [
        "ok",
        "failed",
        "odd",
    ]
    assert outcome(None, raised=True) == "failed"


def test_tokens_by_kind_add_up_to_all_tokens() -> None:
    usage = Usage(input=1000, output=200, cached=600, reasoning=50)
    assert sum(token_kinds(usage).values()) == usage.input + usage.output
