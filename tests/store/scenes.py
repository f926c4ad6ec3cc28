"""A clock that stands still until it is moved, and calls with few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

from invoice_llm.calls import BudgetLimit, CallContext, CallEnd, CallIntent, StoredAnswer, Usage
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.llm.ports import Ledger
from invoice_llm.rate import RateUse

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.date()
SHA_A, SHA_B, SHA_C = "a" * 64, "b" * 64, "c" * 64


def record(outcome: str, **values: Any) -> Record:
    return Record(document="a.pdf", sha256=SHA_A, outcome=Outcome(outcome), **values)


class Clock:
    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


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
    )


def answer(cost: int = 40, *, key: str = "key", body: str = '{"id": 1}', usage: Usage | None = None) -> StoredAnswer:
    return StoredAnswer(key=key, model="small", body=body, usage=usage, cost_micros=cost)


def end(cost: int | None = 40, usage: Usage | None = None) -> CallEnd:
    return CallEnd(status="ok", cost_micros=cost, usage=usage)


async def reserve(ledger: Ledger, wanted: CallIntent, *, limit_micros: int) -> str:
    """A hold, where nothing but the budget can be in its way."""
    hold = await ledger.reserve(wanted, limit_micros=limit_micros)
    assert isinstance(hold, str)
    return hold


def fork_all(work: Callable[..., Any], arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Run ``work`` in one forked process for each tuple, all at once; their results, or the exit code of one killed."""
    context = get_context("fork")
    results = context.Queue()
    start = context.Barrier(len(arguments))

    def child(number: int, values: tuple[Any, ...]) -> None:
        start.wait(timeout=30)
        results.put((number, work(*values)))

    processes = [context.Process(target=child, args=pair) for pair in enumerate(arguments)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    codes: list[Any] = [process.exitcode for process in processes]
    for process in processes:
        process.kill()
    assert all(code is not None and code <= 0 for code in codes), f"a child raised, or hung (None): {codes}"
    for _ in range(codes.count(0)):
        number, result = results.get(timeout=5)
        codes[number] = result
    return codes
