"""The ledger's transactions: each function is one step inside a transaction that the caller opened.

Invariants, for every day and whatever is killed when:

- ``budget.held`` is the sum of the estimates of the calls in status ``held``;
- ``budget.spent`` is the sum of ``charged_micros`` of all others;
- ``reserve`` never lets ``spent + held`` pass the limit.

Order of locks in Postgres: calls by their hold, then the budget by day; so no two transactions wait for each other.
A reservation sweeps only while it has no lock, or the lock of a day that it has just opened and nobody else knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from invoice_llm.calls import CallEnd, CallIntent, DaySpend, Usage
from invoice_llm.store.dialect import insert_new
from invoice_llm.store.schema import answers, budget, calls

SCOPE = "all"
"""The whole day's budget. Narrower scopes (a run, an invoice model) are further rows of the same table."""

_THIS_DAY = (budget.c.scope == SCOPE) & (budget.c.day == bindparam("on_day"))
_RESERVE = (
    update(budget)
    .where(_THIS_DAY, budget.c.spent_micros + budget.c.held_micros + bindparam("estimate") <= bindparam("at_most"))
    .values(held_micros=budget.c.held_micros + bindparam("estimate"), limit_micros=bindparam("at_most"))
)
_NOTE_LIMIT = update(budget).where(_THIS_DAY).values(limit_micros=bindparam("at_most"))
_CHARGE = (
    update(budget)
    .where(_THIS_DAY)
    .values(
        held_micros=budget.c.held_micros - bindparam("freed"),
        spent_micros=budget.c.spent_micros + bindparam("charged"),
    )
    .returning(budget.c.spent_micros, budget.c.held_micros, budget.c.limit_micros)
)
_RECORD = insert(calls)
_THIS_CALL = calls.c.hold == bindparam("this_hold")
_TOKENS = ("input", "cached", "output", "reasoning", "cache_write")
_END = (
    update(calls)
    .where(_THIS_CALL)
    .values(
        status=bindparam("ended_as"),
        cost_micros=func.coalesce(bindparam("cost"), calls.c.cost_micros),
        charged_micros=func.coalesce(bindparam("cost"), calls.c.cost_micros, calls.c.estimate_micros),
        latency_ms=bindparam("latency"),
        served_model=bindparam("served"),
        service_tier=bindparam("tier"),
        request_id=bindparam("request"),
        error=bindparam("fault"),
        ended_at=bindparam("at"),
        **{name: func.coalesce(bindparam(f"{name}_tokens"), calls.c[name]) for name in _TOKENS},
    )
)
_END_HELD = _END.where(calls.c.status == "held").returning(calls.c.day, calls.c.estimate_micros, calls.c.charged_micros)
_END_EXPIRED = _END.returning(calls.c.charged_micros)
_LOCK_CALL = (
    select(calls.c.status, calls.c.day, calls.c.estimate_micros, calls.c.charged_micros)
    .where(_THIS_CALL)
    .with_for_update()
)
_NOTE_COST = (
    update(calls)
    .where(_THIS_CALL, calls.c.status == "held")
    .values(cost_micros=bindparam("cost"), **{name: bindparam(f"{name}_tokens") for name in _TOKENS})
)
_EXPIRED = (
    select(calls.c.hold, calls.c.day, calls.c.estimate_micros, calls.c.cost_micros)
    .where(calls.c.status == "held", calls.c.expires_at <= bindparam("at"))
    .order_by(calls.c.hold)
    .with_for_update()
)
_NEWEST_ANSWER = (
    select(answers).where(answers.c.key == bindparam("this_key")).order_by(answers.c.kept_at.desc()).limit(1)
)
_DAY = select(budget.c.spent_micros, budget.c.held_micros, budget.c.limit_micros).where(_THIS_DAY)


def reserve(connection: Connection, hold: str, intent: CallIntent, *, limit_micros: int, now: datetime) -> bool:
    """Hold the estimate and record the attempt; ``False`` if it does not fit, and then nothing is held."""
    wanted = {"on_day": intent.day, "estimate": intent.estimate_micros, "at_most": limit_micros}
    if not _fits(connection, wanted, now):
        connection.execute(_NOTE_LIMIT, {"on_day": intent.day, "at_most": limit_micros})
        return False
    connection.execute(_RECORD, _attempt(hold, intent))
    return True


def _fits(connection: Connection, wanted: Mapping[str, Any], now: datetime) -> bool:
    """The second try counts: until then the day had no row, or holds that a sweep turns into less."""
    if connection.execute(_RESERVE, wanted).rowcount == 1:
        return True
    row = {"scope": SCOPE, "day": wanted["on_day"], "limit_micros": 0, "spent_micros": 0, "held_micros": 0}
    insert_new(connection, budget, row)
    sweep(connection, now)
    return connection.execute(_RESERVE, wanted).rowcount == 1


def _attempt(hold: str, intent: CallIntent) -> dict[str, Any]:
    context = intent.context
    return {
        "hold": hold,
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
        "charged_micros": 0,
        "started_at": intent.started_at,
        "expires_at": intent.expires_at,
    }


def settle(connection: Connection, hold: str, end: CallEnd, *, now: datetime) -> DaySpend:
    """Replace the hold, or the charge of a hold that expired, by what the attempt cost. The first settlement counts."""
    ending = {"this_hold": hold, **_ending(end, now)}
    row = connection.execute(_END_HELD, ending).one_or_none()
    if row is None:
        return _settle_late(connection, hold, ending)
    return _charge(connection, row.day, freed=row.estimate_micros, charged=row.charged_micros)


def _settle_late(connection: Connection, hold: str, ending: Mapping[str, Any]) -> DaySpend:
    row = connection.execute(_LOCK_CALL, {"this_hold": hold}).one_or_none()
    if row is None:
        raise LookupError(f"no call was reserved as {hold}")
    if row.status != "expired":
        return day_spend(connection, row.day)
    charge = connection.execute(_END_EXPIRED, ending).scalar_one()
    return _charge(connection, row.day, freed=0, charged=charge - row.charged_micros)


def _ending(end: CallEnd, now: datetime) -> dict[str, Any]:
    return {
        "ended_as": end.status,
        "cost": end.cost_micros,
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


def sweep(connection: Connection, now: datetime) -> int:
    """Charge the holds that expired: at their cost if an answer was kept, else at the estimate. Returns how many."""
    gone = connection.execute(_EXPIRED, {"at": now}).all()
    freed, charged = Counter[date](), Counter[date]()
    for row in gone:
        charge = row.estimate_micros if row.cost_micros is None else row.cost_micros
        freed[row.day] += row.estimate_micros
        charged[row.day] += charge
        values = {"status": "expired", "charged_micros": charge, "ended_at": now}
        connection.execute(update(calls).where(calls.c.hold == row.hold).values(values))
    for day in sorted(freed):
        _charge(connection, day, freed=freed[day], charged=charged[day])
    return len(gone)


def has_expired(connection: Connection, now: datetime) -> bool:
    """Whether a sweep would find anything."""
    waiting = select(calls.c.hold).where(calls.c.status == "held", calls.c.expires_at <= now).limit(1)
    return connection.execute(waiting).first() is not None


def note_cost(connection: Connection, hold: str, cost_micros: int, usage: Usage | None) -> None:
    """Write the cost beside a hold whose answer has arrived, so that it is charged right even if nobody settles it."""
    connection.execute(_NOTE_COST, {"this_hold": hold, "cost": cost_micros, **_tokens(usage)})


def _charge(connection: Connection, day: date, *, freed: int, charged: int) -> DaySpend:
    row = connection.execute(_CHARGE, {"on_day": day, "freed": freed, "charged": charged}).one()
    return DaySpend(day=day, spent_micros=row[0], held_micros=row[1], limit_micros=row[2])


def day_spend(connection: Connection, day: date) -> DaySpend:
    """The day as it stands; all zero before its first reservation."""
    row = connection.execute(_DAY, {"on_day": day}).one_or_none()
    spent, held, limit = (0, 0, 0) if row is None else row
    return DaySpend(day=day, spent_micros=spent, held_micros=held, limit_micros=limit)


def find_answer_row(connection: Connection, key: str) -> Any:
    """The row of the newest answer kept under ``key``, or ``None``."""
    return connection.execute(_NEWEST_ANSWER, {"this_key": key}).one_or_none()
