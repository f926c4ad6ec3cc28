"""Reserving: many attempts in one transaction, each decided in turn.

Invariants, for every budget and whatever is killed when:

- ``held`` is the sum of the estimates of the calls in status ``held`` that were reserved in it;
- ``spent`` is the sum of ``charged_micros`` of all others;
- a reservation never lets ``spent + held`` pass the limit;
- of one key at most one call is in status ``held``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, literal_column, select, union_all

from invoice_llm import rate
from invoice_llm.calls import CallIntent, NotYet, StoredAnswer
from invoice_llm.errors import BudgetReached
from invoice_llm.rate import RateState, RateUse
from invoice_llm.store.ledger import budget_rows, rate_limits
from invoice_llm.store.ledger.budget_rows import Place, day_place
from invoice_llm.store.ledger.kept_answers import find_kept, of_use
from invoice_llm.store.ledger.settling import sweep
from invoice_llm.store.sql.columns import UtcTime
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.schema import answers, calls

_COLUMNS = (
    *("hold", "key", "day", "run_id", "document", "operation", "invoice_model", "prompt_version", "model", "endpoint"),
    *("status", "estimate_micros", "scopes", "charged_micros", "started_at", "expires_at"),
)
_RECORD = CompiledStatement(insert(calls), _COLUMNS)
_KEYS: Any = bindparam("keys", expanding=True)
_LEASES = select(calls.c.key, calls.c.expires_at).where(calls.c.key.in_(_KEYS), calls.c.status == "held")
_THIS_KEY: Any = bindparam("this_key")
_KNOWN = CompiledStatement(
    union_all(
        select(literal_column("1")).where(answers.c.key == _THIS_KEY),
        select(literal_column("1")).where(calls.c.key == _THIS_KEY, calls.c.status == literal_column("'held'")),
    )
)
_UNDER_WAY = CompiledStatement(
    select(literal_column("count(*)")).where(
        calls.c.status == literal_column("'held'"),
        calls.c.expires_at > bindparam("now", type_=UtcTime()),
        calls.c.expires_at <= bindparam("until", type_=UtcTime()),
        calls.c.endpoint == bindparam("endpoint"),
        calls.c.model == bindparam("model"),
    )
)
"""Calls to one model; those in batch files are held for longer than any call takes."""
Reservation = str | StoredAnswer | NotYet | BudgetReached


@dataclass(frozen=True, slots=True)
class Reserve:
    """One attempt that wants to start. ``limit_micros`` is the day's."""

    hold: str
    intent: CallIntent
    limit_micros: int

    @property
    def limits(self) -> dict[Place, int]:
        """Every budget that it falls under."""
        day = {day_place(self.intent.day): self.limit_micros}
        return day | {(limit.scope, limit.period): limit.limit_micros for limit in self.intent.limits}


def reserve_many(connection: Connection, wanted: Sequence[Reserve], *, now: datetime) -> list[Reservation]:
    """Decide about each in turn, and write what was decided."""
    batch = _Batch(connection, wanted, now)
    decided = [batch.decide(one) for one in wanted]
    batch.write()
    return decided


class _Batch:
    """Batch of reservations in one transaction: locked budgets and rates, kept answers, calls admitted so far."""

    def __init__(self, connection: Connection, wanted: Sequence[Reserve], now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._places = {place for one in wanted for place in one.limits}
        self._limits: dict[Place, int] = {}
        self._budgets = budget_rows.lock_budgets(connection, self._places)
        self._swept = False
        keys = [key for key in {one.intent.key for one in wanted} if _is_known(connection, key)]
        self._kept = find_kept(connection, keys) if keys else {}
        self._leases = _leases(connection, keys) if keys else {}
        if any(end <= now for end in self._leases.values()):
            self._sweep()
            self._leases = {key: end for key, end in self._leases.items() if end > now}
        self._rates = _rates(connection, [one.intent.rate for one in wanted if one.intent.rate], now)
        self._paced: set[str] = set()
        self._under_way: Counter[str] = Counter()
        self._admitted: list[Reserve] = []

    def decide(self, one: Reserve) -> Reservation:
        key = one.intent.key
        if kept := of_use(self._kept, key, one.intent.standing):
            return kept
        if key in self._leases:
            return NotYet("elsewhere", self._leases[key])
        if full := self._full(one):
            return _refusal(one, full)
        if until := self._too_many(one.intent) or self._too_fast(one.intent.rate):
            return NotYet("rate", until)
        self._admit(one)
        return one.hold

    def write(self) -> None:
        for place, budget in self._budgets.items():
            if budget.added:
                budget_rows.hold(self._connection, place, budget.added, self._limits[place])
            elif place in self._limits and budget.limit != self._limits[place]:
                budget_rows.note_limit(self._connection, place, self._limits[place])
        rate_limits.write_rates(self._connection, {key: self._rates[key] for key in self._paced})
        if self._admitted:
            _RECORD.run_all(self._connection, [_attempt(one) for one in self._admitted])

    def _full(self, one: Reserve) -> Place | None:
        """The budget that has no room, after holds that have expired were charged."""
        more = one.intent.estimate_micros
        self._limits.update(one.limits)
        for place, limit in one.limits.items():
            if not self._budgets[place].has_room(more, limit) and not self._swept:
                self._sweep()
            if not self._budgets[place].has_room(more, limit):
                return place
        return None

    def _sweep(self) -> None:
        sweep(self._connection, self._now)
        self._swept = True
        for place, fresh in budget_rows.lock_budgets(self._connection, self._places).items():
            fresh.added = self._budgets[place].added
            self._budgets[place] = fresh

    def _too_many(self, intent: CallIntent) -> datetime | None:
        """When to look again, where as many calls are under way as the model takes. Reservations of one day wait for
        each other at its budget's row, so that no two take the last place."""
        use = intent.rate
        if use is None or use.under_way is None:
            return None
        if use.key not in self._under_way:
            ends = {"now": self._now, "until": intent.expires_at + rate.MINUTE}
            place = {"endpoint": intent.endpoint, "model": intent.model}
            self._under_way[use.key] = _UNDER_WAY.rows(self._connection, ends | place)[0][0]
        return self._now + rate.LOOK_AGAIN if self._under_way[use.key] >= use.under_way else None

    def _too_fast(self, use: RateUse | None) -> datetime | None:
        if use is None:
            return None
        state = rate.admit_call(self._rates[use.key], use, now=self._now)
        if isinstance(state, datetime):
            return state
        if _is_limited(use):
            self._rates[use.key] = state
            self._paced.add(use.key)
        return None

    def _admit(self, one: Reserve) -> None:
        for place in one.limits:
            self._budgets[place].added += one.intent.estimate_micros
        self._leases[one.intent.key] = one.intent.expires_at
        if one.intent.rate is not None and one.intent.rate.under_way is not None:
            self._under_way[one.intent.rate.key] += 1
        self._admitted.append(one)


def _is_known(connection: Connection, key: str) -> bool:
    """Check for a stored answer or an open hold under this key; hardly ever true."""
    return bool(_KNOWN.rows(connection, {"this_key": key}))


def _leases(connection: Connection, keys: Sequence[str]) -> dict[str, datetime]:
    return {row.key: row.expires_at for row in connection.execute(_LEASES, {"keys": keys})}


def _rates(connection: Connection, uses: Sequence[RateUse], now: datetime) -> dict[str, RateState]:
    limited = {use.key for use in uses if _is_limited(use)}
    free = {use.key for use in uses} - limited
    return rate_limits.lock_rates(connection, limited) | {
        key: rate_limits.read_rate(connection, key, now=now) for key in free
    }


def _is_limited(use: RateUse) -> bool:
    return use.requests_per_minute is not None or use.tokens_per_minute is not None


def _refusal(one: Reserve, place: Place) -> BudgetReached:
    scope, period = place
    return BudgetReached(
        f"a call of up to {one.intent.estimate_micros / 1e6:.6f} USD would pass the limit of "
        f"{one.limits[place] / 1e6:.2f} USD for {scope} {period}".rstrip(),
        scope=scope,
    )


def _attempt(one: Reserve) -> dict[str, Any]:
    intent, context = one.intent, one.intent.context
    return {
        "hold": one.hold,
        "key": intent.key,
        "day": intent.day,
        "run_id": context.run_id,
        "document": context.document,
        "operation": context.operation,
        "invoice_model": context.invoice_model,
        "prompt_version": context.prompt_version,
        "model": intent.model,
        "endpoint": intent.endpoint,
        "status": "held",
        "estimate_micros": intent.estimate_micros,
        "scopes": [list(place) for place in list(one.limits)[1:]] or None,
        "charged_micros": 0,
        "started_at": intent.started_at,
        "expires_at": intent.expires_at,
    }


def held_in(reserves: Sequence[Reserve]) -> Counter[Place]:
    """Micro-USD that these reservations hold in each budget."""
    held: Counter[Place] = Counter()
    for one in reserves:
        for place in one.limits:
            held[place] += one.intent.estimate_micros
    return held
