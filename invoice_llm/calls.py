"""What is known about calls to a model: plain values that ``llm`` and ``store`` share without knowing each other.

Money here is integer micro-USD. Times are aware ``datetime`` in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

Operation = Literal["detect", "extract", "validate", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one answer. ``cached`` is a part of ``input``, ``reasoning`` a part of ``output``."""

    input: int
    output: int
    cached: int = 0
    reasoning: int = 0
    cache_write: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContext:
    """What a call is for. ``document`` is a sha256; ``None`` for a call that belongs to no document."""

    operation: Operation
    document: str | None = None
    run_id: str | None = None
    invoice_model: str | None = None
    prompt_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallIntent:
    """One attempt about to be made: ``key`` is the answer's identity (document, operation, prompt hash, model)."""

    key: str
    model: str
    endpoint: str
    context: CallContext
    estimate_micros: int
    day: date
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer that arrived: ``body`` is the raw JSON as received, ``cost_micros`` what it cost when it was bought."""

    key: str
    model: str
    body: str
    usage: Usage | None
    cost_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnd:
    """How an attempt ended. ``cost_micros`` is ``None`` when it is not known: the estimate is then charged."""

    status: Literal["ok", "odd", "failed"]
    cost_micros: int | None
    usage: Usage | None = None
    latency: timedelta = timedelta(0)
    served_model: str | None = None
    service_tier: str | None = None
    request_id: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpend:
    """The state of one day's budget; ``limit_micros`` is what the last reservation was checked against."""

    day: date
    spent_micros: int
    held_micros: int
    limit_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerState:
    """What is kept for one endpoint and model family.

    ``retry_at`` is ``None`` while closed; otherwise no call may start before it: the end of the open period or, once a
    probe is out (``probing``), the end of the probe's lease. ``epoch`` grows with each change of phase; results
    admitted in an earlier epoch are ignored. ``recent`` are (bucket start in epoch seconds, calls, failures).
    """

    epoch: int = 0
    consecutive_failures: int = 0
    retry_at: datetime | None = None
    probing: bool = False
    times_opened: int = 0
    recent: tuple[tuple[int, int, int], ...] = field(default=())
