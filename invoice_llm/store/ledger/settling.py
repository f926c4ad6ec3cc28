"""Settling: what an attempt has cost takes the place of what was held for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from invoice_llm import rate
from invoice_llm.calls import CallEnd, CallIntent, DaySpend, ScopeSpend, StoredAnswer, Usage
from invoice_llm.store.ledger import budget_rows, rate_limits
from invoice_llm.store.ledger.budget_rows import Place, day_place
from invoice_llm.store.sql.compiled import CompiledStatement
from invoice_llm.store.sql.errors import Collision
from invoice_llm.store.sql.schema import answers, calls

_TOKENS = ("input", "cached", "output", "reasoning", "cache_write")
_THIS_CALL = calls.c.hold == bindparam("this_hold")
_END = CompiledStatement(
    update(calls)
    .where(_THIS_CALL, calls.c.status == bindparam("was"))
    .values(
        status=bindparam("ended_as"),
        cost_micros=bindparam("cost"),
        charged_micros=bindparam("charge"),
        latency_ms=bindparam("latency"),
        served_model=bindparam("served"),
        service_tier=bindparam("tier"),
        request_id=bindparam("request"),
        error=bindparam("fault"),
        ended_at=bindparam("at"),
        **{name: bindparam(f"{name}_tokens") for name in _TOKENS},
    )
)
_CALL = select(
    calls.c.status, calls.c.day, calls.c.estimate_micros, calls.c.charged_micros, calls.c.scopes, calls.c.hold
).where(_THIS_CALL)
_KEEP = CompiledStatement(
    insert(answers), ["hold", "key", "model", "body", "usage", "cost_micros", "kept_at", "standing"]
)
_EXPIRED = (
    select(calls.c.hold, calls.c.day, calls.c.estimate_micros, calls.c.scopes)
    .where(calls.c.status == "held", calls.c.expires_at <= bindparam("at"))
    .order_by(calls.c.hold)
)
_EXPIRE = (
    update(calls)
    .where(_THIS_CALL, calls.c.status == "held")
    .values(status="expired", charged_micros=bindparam("charge"), ended_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Settle:
    """Operation that settles one attempt. ``intent`` and ``places`` are set where this process made the reservation."""

    hold: str
    end: CallEnd
    answer: StoredAnswer | None
    intent: CallIntent | None = None
    places: tuple[Place, ...] = ()

    @property
    def charge(self) -> int:
        """Only for a known intent: the cost, or the estimate where the cost is not known."""
        assert self.intent is not None
        return self.intent.estimate_micros if self.end.cost_micros is None else self.end.cost_micros


def settle_many(
    connection: Connection, wanted: Sequence[Settle], *, now: datetime, careful: bool
) -> list[DaySpend | LookupError]:
    """Settle attempts that this process has reserved and nobody has charged meanwhile; others one by one, carefully."""
    known = [one for one in wanted if one.intent is not None]
    if careful or len(known) < len(wanted):
        return [_settle_one(connection, one, now) for one in wanted]
    spends = _charge(connection, known)
    _correct_rates(connection, known)
    if _END.run_all(connection, [_ending(one, one.charge, "held", now) for one in known]) != len(known):
        raise Collision("a hold was settled or had expired before")
    _keep(connection, known, now)
    return [_as_day(spends, one.places) for one in known]


def _charge(connection: Connection, known: Sequence[Settle]) -> dict[Place, ScopeSpend]:
    freed, charged = Counter[Place](), Counter[Place]()
    for one in known:
        assert one.intent is not None
        for place in one.places:
            freed[place] += one.intent.estimate_micros
            charged[place] += one.charge
    return {
        place: budget_rows.spend_held(connection, place, freed=freed[place], charged=charged[place])
        for place in sorted(freed)
    }


def _correct_rates(connection: Connection, known: Sequence[Settle]) -> None:
    """Give back the tokens that were expected and not used; take those that were used on top."""
    used = [(one.intent.rate, one.end.usage) for one in known if one.intent is not None and one.intent.rate]
    limited = [(use, usage) for use, usage in used if use.tokens_per_minute is not None and usage is not None]
    states = rate_limits.lock_rates(connection, {use.key for use, _ in limited})
    for use, usage in limited:
        states[use.key] = rate.corrected(states[use.key], use, tokens=usage.input + usage.output)
    rate_limits.write_rates(connection, states)


def _settle_one(connection: Connection, one: Settle, now: datetime) -> DaySpend | LookupError:
    """Settle one hold, by any process and in any state of the hold: the first settlement counts."""
    row = connection.execute(_CALL, {"this_hold": one.hold}).one_or_none()
    if row is None:
        return LookupError(f"no call was reserved as {one.hold}")
    places = _places(row)
    budget_rows.lock_budgets(connection, places)
    row = connection.execute(_CALL, {"this_hold": one.hold}).one()
    if row.status not in ("held", "expired"):
        return budget_rows.day_spend(connection, row.day)
    charge = row.estimate_micros if one.end.cost_micros is None else one.end.cost_micros
    freed = row.estimate_micros if row.status == "held" else 0
    _END.run(connection, _ending(one, charge, row.status, now))
    _keep(connection, [one], now)
    charged = charge - row.charged_micros
    spends = {place: budget_rows.spend_held(connection, place, freed=freed, charged=charged) for place in places}
    return _as_day(spends, places)


def _places(row: Any) -> tuple[Place, ...]:
    """The budgets that a call was reserved in; the day's first."""
    return (day_place(row.day), *((scope, period) for scope, period in row.scopes or ()))


def _ending(one: Settle, charge: int, was: str, now: datetime) -> dict[str, Any]:
    end = one.end
    return {
        "this_hold": one.hold,
        "was": was,
        "ended_as": end.status,
        "cost": end.cost_micros,
        "charge": charge,
        "latency": round(end.latency.total_seconds() * 1000),
        "served": end.served_model,
        "tier": end.service_tier,
        "request": end.request_id,
        "fault": end.error and end.error[:500],
        "at": now,
        **_tokens(end.usage),
    }


def _tokens(usage: Usage | None) -> dict[str, int | None]:
    """All ``None`` when the usage is not known."""
    return {f"{name}_tokens": getattr(usage, name, None) for name in _TOKENS}


def _keep(connection: Connection, settled: Sequence[Settle], now: datetime) -> None:
    rows = [
        {
            "hold": one.hold,
            "key": one.answer.key,
            "model": one.answer.model,
            "body": one.answer.body.encode("utf-8", "surrogatepass"),
            "usage": one.answer.usage and {name: getattr(one.answer.usage, name) for name in _TOKENS},
            "cost_micros": one.answer.cost_micros,
            "kept_at": now,
            "standing": one.answer.standing,
        }
        for one in settled
        if one.answer is not None
    ]
    if rows:
        _KEEP.run_all(connection, rows)


def _as_day(spends: Mapping[Place, ScopeSpend], places: Sequence[Place]) -> DaySpend:
    day, *narrower = (spends[place] for place in places)
    return DaySpend(
        day=date.fromisoformat(day.period),
        spent_micros=day.spent_micros,
        held_micros=day.held_micros,
        limit_micros=day.limit_micros,
        narrower=tuple(narrower),
    )


def sweep(connection: Connection, now: datetime) -> int:
    """Charge the holds that have expired at their estimate, as nobody knows better. Returns how many."""
    gone = connection.execute(_EXPIRED, {"at": now}).all()
    budget_rows.lock_budgets(connection, {place for row in gone for place in _places(row)})
    freed = Counter[Place]()
    for row in gone:
        values = {"this_hold": row.hold, "charge": row.estimate_micros, "at": now}
        if connection.execute(_EXPIRE, values).rowcount == 1:
            for place in _places(row):
                freed[place] += row.estimate_micros
    for place in sorted(freed):
        budget_rows.spend_held(connection, place, freed=freed[place], charged=freed[place])
    return sum(1 for _ in gone)


def has_expired(connection: Connection, now: datetime) -> bool:
    """Check cheaply for expired holds, so that a sweep is started only if there are any."""
    waiting = select(calls.c.hold).where(calls.c.status == "held", calls.c.expires_at <= now).limit(1)
    return connection.execute(waiting).first() is not None
