"""Calls as Airflow metrics, to wherever Airflow sends its own: StatsD, Datadog or OpenTelemetry.

The names are ``<prefix>.invoice_llm.*``; what tells them apart is in tags. Plain StatsD has no tags and Airflow leaves
them out there: set ``[metrics] statsd_influxdb_enabled`` or ``statsd_datadog_enabled`` to keep them. Times are in
milliseconds, money in micro-USD.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from airflow.sdk.observability import stats

from invoice_llm.calls import CallEnd, CallIntent, Usage
from invoice_llm.llm.telemetry import conventions as names
from invoice_llm.llm.telemetry.observing import Ended, known_tags

CONFIDENCE_BANDS = 10
LONGEST_TAG = 60
_NOT_IN_A_TAG = re.compile(r"[^A-Za-z0-9_./-]")


class AirflowStats:
    """An observer of calls. Where Airflow has no metrics switched on, it does next to nothing."""

    @contextmanager
    def attempt(self, intent: CallIntent) -> Iterator[Ended]:
        told: list[CallEnd] = []
        started = time.perf_counter()
        raised = True
        try:
            yield told.append
            raised = False
        finally:
            end = told[-1] if told else None
            latency = (end.latency if end else None) or timedelta(seconds=time.perf_counter() - started)
            tags = {"model": statsd_tag(intent.model), "outcome": outcome(end, raised=raised)}
            stats.incr(names.REQUESTS, tags=tags)
            stats.timing(names.LATENCY, latency, tags=tags)
            if end is not None:
                _count(intent, end)

    def event(self, name: str, value: float = 1.0, **tags: str) -> None:
        metric = names.EVENT_METRICS.get(name)
        if metric is None:
            return
        kept = {key: statsd_tag(tag) for key, tag in known_tags(name, tags).items()}
        if metric.kind == "seconds":
            stats.timing(metric.name, timedelta(seconds=value), tags=kept)
        elif metric.kind == "level":
            stats.gauge(metric.name, value, tags=kept)
        elif metric.kind == "share":
            stats.incr(metric.name, tags={"band": band(value)})
        else:
            stats.incr(metric.name, round(value), tags=kept)


def outcome(end: CallEnd | None, *, raised: bool) -> str:
    """``ok``, ``odd`` or ``failed``; an exception after a good answer makes the attempt a failed one."""
    if end is None or (raised and end.status == "ok"):
        return "failed"
    return end.status


def band(share: float) -> str:
    """The tenth in which a share of 1 lies, by its lower bound: StatsD has no histogram but that of times."""
    tenth = min(int(share * CONFIDENCE_BANDS + 1e-9), CONFIDENCE_BANDS - 1)
    return f"{max(tenth, 0) / CONFIDENCE_BANDS:.1f}"


def statsd_tag(tag: str) -> str:
    """A tag as StatsD can carry it: Airflow drops the whole metric for a colon or a space, as in ``ft:gpt-6:acme``."""
    return _NOT_IN_A_TAG.sub("_", tag)[:LONGEST_TAG]


def token_kinds(usage: Usage) -> dict[str, int]:
    """Tokens that add up: those read from the provider's cache apart from the rest of the input."""
    return {"input": usage.input - usage.cached, "cached": usage.cached, "output": usage.output}


def _count(intent: CallIntent, end: CallEnd) -> None:
    """Counts what the attempt used and cost; a cost that is not known is the estimate, as in the budget."""
    cost = intent.estimate_micros if end.cost_micros is None else end.cost_micros
    basis = "estimate" if end.cost_micros is None else "usage"
    model = statsd_tag(intent.model)
    stats.incr(names.COST_MICROS, cost, tags={"model": model, "basis": basis})
    if end.usage is None:
        return
    for kind, tokens in token_kinds(end.usage).items():
        if tokens > 0:
            stats.incr(names.TOKENS, tokens, tags={"model": model, "kind": kind})
