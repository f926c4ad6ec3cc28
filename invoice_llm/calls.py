"""Values that describe calls to a model, shared by ``llm`` and ``store``, which do not know each other.

Money here is integer micro-USD. Times are aware ``datetime`` in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from invoice_llm.rate import RateUse

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
    """Purpose of a call. ``document`` is a sha256; ``None`` for a call that belongs to no document. ``force``: the run
    reads again what was read, so that answers of no use are asked for anew."""

    operation: Operation
    document: str | None = None
    run_id: str | None = None
    invoice_model: str | None = None
    prompt_version: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLimit:
    """A limit besides the day's: for one DAG run, or for one invoice model and day.

    ``period`` is the ISO date for a scope that begins anew each day, and empty for one that does not.
    """

    scope: str
    period: str
    limit_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallIntent:
    """One attempt about to be made: ``key`` is the answer's identity (document, operation, prompt hash, model).

    While an attempt is held, no other attempt with the same key starts; ``expires_at`` ends that right. ``standing``
    is the model's entry, the dialect and a run with force, empty outside of runs: who asks again in the very same
    standing would get the same answer again, however useless it is.
    """

    key: str
    model: str
    endpoint: str
    context: CallContext
    estimate_micros: int
    day: date
    started_at: datetime
    expires_at: datetime
    limits: tuple[BudgetLimit, ...] = ()
    rate: RateUse | None = None
    standing: str = ""


@dataclass(frozen=True, slots=True)
class NotYet:
    """The attempt may not start now; ask again at ``until``, or a little earlier.

    ``elsewhere``: another process is asking the very same question. ``rate``: the fleet's rate limit, or a wait that
    the provider asked for. ``probes``: others find out right now whether the service works again.
    """

    why: Literal["elsewhere", "rate", "probes"]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """An answer that arrived: ``body`` is the raw JSON as received, ``cost_micros`` what it cost when it was bought, in
    ``standing`` (see :class:`CallIntent`)."""

    key: str
    model: str
    body: str
    usage: Usage | None
    cost_micros: int
    standing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnd:
    """End of an attempt. ``cost_micros`` is ``None`` when it is not known: the estimate is then charged."""

    status: Literal["ok", "odd", "failed"]
    cost_micros: int | None
    finish_reason: str | None = None
    usage: Usage | None = None
    latency: timedelta = timedelta(0)
    served_model: str | None = None
    service_tier: str | None = None
    request_id: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeSpend:
    """The state of one budget besides the day's."""

    scope: str
    period: str
    spent_micros: int
    held_micros: int
    limit_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpend:
    """The state of one day's budget; ``limit_micros`` is what the last reservation was checked against.

    ``narrower`` are the states of the other limits that the settled call fell under.
    """

    day: date
    spent_micros: int
    held_micros: int
    limit_micros: int
    narrower: tuple[ScopeSpend, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DialectState:
    """Knowledge about the requests that one endpoint takes for one model.

    ``entry`` is the hash of the model's catalog entry at that time: another entry makes all of it void. ``dialect`` is
    canonical text, empty where no request was taken yet. ``gone`` is the endpoint's word for not having the model.
    """

    entry: str
    dialect: str
    probed_at: datetime
    gone: str | None = None


BatchState = Literal["uploading", "creating", "sent", "ended"]
"""``uploading``: nothing is billed yet. ``creating``: the endpoint may have it. ``ended``: all requests are settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFile:
    """One file of requests to one model. ``key`` finds it again at the endpoint; ``remote`` is the endpoint's own id.
    ``scope`` says whose it is: a run, or a chunk of one. Until ``claimed_until`` its maker is at work on it."""

    key: str
    scope: str
    model: str
    state: BatchState
    made_at: datetime
    claimed_until: datetime
    remote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """One request of a file, with the hold on the budget that it has."""

    custom_id: str
    key: str
    hold: str
    standing: str


@dataclass(frozen=True, slots=True)
class Probe:
    """One call that finds out whether the service works again; its right to do so ends with ``lease_ends``."""

    number: int
    lease_ends: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """Counts of calls in one slice of the breaker's window; ``start`` in epoch seconds."""

    start: int
    calls: int
    failures: int
    slow: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerState:
    """Stored state of the breaker of one endpoint and model family.

    ``open_until`` is ``None`` while closed. ``epoch`` grows whenever the circuit opens, lets its first probe out, or
    closes; results admitted in an earlier epoch are ignored. ``failing_since`` is when the present run of
    ``consecutive_failures`` began: no call that has started since then has succeeded. ``suspicion`` grows with each of
    them and shrinks with each success of a call that had started before. ``down_since`` is when the first call of the
    run had started; ``late`` counts those of the run that were no refusal to answer, but not there in time or none.
    ``half_open`` from the first probe of an epoch on, with the probes that are out and how many came back well.
    ``recent`` is empty while nothing goes wrong.
    """

    epoch: int = 0
    consecutive_failures: int = 0
    failing_since: datetime | None = None
    down_since: datetime | None = None
    suspicion: int = 0
    late: int = 0
    open_until: datetime | None = None
    times_opened: int = 0
    half_open: bool = False
    probes: tuple[Probe, ...] = ()
    probes_sent: int = 0
    probes_passed: int = 0
    recent: tuple[Bucket, ...] = ()

    @property
    def is_slow(self) -> bool:
        """True where nothing else is known against the service than answers that came too late or were none."""
        return 0 < self.late == self.consecutive_failures
