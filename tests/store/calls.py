"""Calls to a model as the ledger knows them, from their intent to their end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from invoice_llm.calls import BudgetLimit, CallContext, CallEnd, CallIntent, StoredAnswer, Usage
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.llm.ports import Ledger
from invoice_llm.rate import RateUse
from tests.clock import NOON, TODAY

SHA_A, SHA_B, SHA_C = "a" * 64, "b" * 64, "c" * 64


def record(outcome: str, **values: Any) -> Record:
    return Record(document="a.pdf", sha256=SHA_A, outcome=Outcome(outcome), **values)


def intent(
    estimate: int = 100,
    *,
    key: str | None = None,
    day: date = TODAY,
    at: datetime = NOON,
    model: str = "small",
    context: CallContext | None = None,
    limits: tuple[BudgetLimit, ...] = (),
    rate: RateUse | None = None,
    standing: str = "",
) -> CallIntent:
    """A call that expires after five minutes; a question of its own, if no key is given."""
    return CallIntent(
        key=key or uuid4().hex,
        model=model,
        endpoint="openai",
        context=context or CallContext(operation="extract", document=SHA_A, run_id="monday"),
        estimate_micros=estimate,
        day=day,
        started_at=at,
        expires_at=at + timedelta(minutes=5),
        limits=limits,
        rate=rate,
        standing=standing,
    )


def answer(
    cost: int = 40, *, key: str = "key", body: str = '{"id": 1}', usage: Usage | None = None, standing: str = ""
) -> StoredAnswer:
    return StoredAnswer(key=key, model="small", body=body, usage=usage, cost_micros=cost, standing=standing)


def end(cost: int | None = 40, usage: Usage | None = None) -> CallEnd:
    return CallEnd(status="ok", cost_micros=cost, usage=usage)


async def reserve(ledger: Ledger, wanted: CallIntent, *, limit_micros: int) -> str:
    """A hold, where nothing but the budget can be in its way."""
    hold = await ledger.reserve(wanted, limit_micros=limit_micros)
    assert isinstance(hold, str)
    return hold
