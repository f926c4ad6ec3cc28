"""The report of what was spent on what."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from invoice_llm.calls import CallContext, CallEnd, Operation, Usage
from invoice_llm.store import DocumentSpend, Store
from invoice_llm.store.queries.spending import Spending
from invoice_llm.store.sql.database import Database
from tests.clock import TODAY, Clock
from tests.store.calls import SHA_A, SHA_B, intent, reserve

LIMIT = 100_000_000


def call(
    store: Store,
    operation: Operation,
    *,
    cost: int | None,
    status: str = "ok",
    model: str = "small",
    run_id: str | None = "monday",
    document: str = SHA_A,
    invoice_model: str | None = None,
    usage: Usage | None = None,
    error: str | None = None,
    day: date = TODAY,
) -> None:
    context = CallContext(operation=operation, document=document, run_id=run_id, invoice_model=invoice_model)
    ended = CallEnd(status=status, cost_micros=cost, usage=usage, error=error)  # type: ignore[arg-type]

    async def scene() -> None:
        hold = await reserve(store.ledger, intent(500, model=model, context=context, day=day), limit_micros=LIMIT)
        await store.ledger.settle(hold, ended)

    asyncio.run(scene())


def monday(store: Store) -> None:
    """Three calls for one document, one of them failed, and one call for another in another run."""
    call(store, "detect", cost=100, usage=Usage(input=10, output=1))
    call(store, "extract", cost=None, status="failed", invoice_model="vendor_a_v2", error="ProviderUnavailable")
    call(
        store,
        "extract",
        cost=250,
        model="large",
        invoice_model="vendor_a_v2",
        usage=Usage(input=90, cached=60, output=9),
    )
    call(store, "extract", cost=7, run_id="tuesday", document=SHA_B, usage=Usage(input=5, output=5))


def entry(calls: int, tokens: tuple[int, int, int], cost: str) -> dict[str, object]:
    return {"calls": calls, "input": tokens[0], "cached": tokens[1], "output": tokens[2], "cost_usd": cost}


def failed(calls: int, cost: str, **errors: tuple[int, str]) -> dict[str, object]:
    named = {name: {"calls": many, "cost_usd": money} for name, (many, money) in errors.items()}
    return {**entry(calls, (0, 0, 0), cost), "errors": named}


def test_the_report_adds_up_by_model_operation_invoice_model_and_run(store: Store) -> None:
    monday(store)
    assert store.spending.report(TODAY, LIMIT) == {
        "day": "2026-11-23",
        "budget_usd": "100.000000",
        "spent_usd": "0.000857",
        "held_usd": "0.000000",
        "calls": 4,
        "input": 105,
        "cached": 60,
        "output": 15,
        "cached_share": 0.5714,
        "not_sent": 0,
        "documents": 2,
        "cost_per_document_usd": "0.000428",
        "by_model": {
            "large": entry(1, (90, 60, 9), "0.000250"),
            "small": entry(3, (15, 0, 6), "0.000607"),
        },
        "by_operation": {
            "detect": entry(1, (10, 0, 1), "0.000100"),
            "extract": entry(3, (95, 60, 14), "0.000757"),
        },
        "by_invoice_model": {
            "none": entry(2, (15, 0, 6), "0.000107"),
            "vendor_a_v2": entry(2, (90, 60, 9), "0.000750"),
        },
        "by_run": {
            "monday": entry(3, (100, 60, 10), "0.000850"),
            "tuesday": entry(1, (5, 0, 5), "0.000007"),
        },
        "by_day": {"2026-11-23": entry(4, (105, 60, 15), "0.000857")},
        "failed": failed(1, "0.000500", ProviderUnavailable=(1, "0.000500")),
    }


def test_the_report_equals_the_budget(store: Store) -> None:
    monday(store)
    asyncio.run(store.ledger.reserve(intent(500), limit_micros=LIMIT))
    report = store.spending.report(TODAY, LIMIT)
    day = asyncio.run(store.ledger.spend(TODAY))
    assert (report["spent_usd"], report["held_usd"]) == ("0.000857", "0.000500")
    assert (day.spent_micros, day.held_micros) == (857, 500)


def test_a_day_without_calls_has_a_report(store: Store) -> None:
    report = store.spending.report(TODAY, 0)
    assert (report["calls"], report["spent_usd"], report["by_model"]) == (0, "0.000000", {})


def test_a_hold_that_expired_is_in_the_report_as_spent_on_a_failure(store: Store, clock: Clock) -> None:
    asyncio.run(store.ledger.reserve(intent(500), limit_micros=LIMIT))
    clock.advance(minutes=5)
    report = store.spending.report(TODAY, LIMIT)
    assert (report["spent_usd"], report["held_usd"]) == ("0.000500", "0.000000")
    assert report["failed"] == failed(1, "0.000500", expired=(1, "0.000500"))


def test_a_document_is_charged_with_its_calls_in_one_run(store: Store) -> None:
    monday(store)
    assert store.spending.document("monday", SHA_A) == DocumentSpend(
        calls=3, input=100, cached=60, output=10, cost_micros=850, models=("large", "small")
    )
    assert store.spending.document("tuesday", SHA_A) == DocumentSpend(
        calls=0, input=0, cached=0, output=0, cost_micros=0, models=()
    )


def test_a_run_is_charged_with_the_calls_of_all_its_documents(store: Store) -> None:
    monday(store)
    assert store.spending.run("tuesday") == DocumentSpend(
        calls=1, input=5, cached=0, output=5, cost_micros=7, models=("small",)
    )


def test_an_error_text_of_any_kind_is_kept_and_cut(store: Store) -> None:
    async def scene() -> None:
        hold = await reserve(store.ledger, intent(), limit_micros=LIMIT)
        await store.ledger.settle(hold, CallEnd(status="odd", cost_micros=1, error="\x00\udcff" + "x" * 5000))

    asyncio.run(scene())
    (name,) = store.spending.report(TODAY, LIMIT)["failed"]["errors"]
    assert name.endswith("x")
    assert len(name) == 500


def test_an_attempt_that_was_not_sent_is_no_call(store: Store) -> None:
    call(store, "extract", cost=100, usage=Usage(input=10, output=1))
    for reason in ("CircuitOpen", "cancelled before the call"):
        call(store, "extract", cost=0, status="failed", error=reason, model="large", document=SHA_B)
    call(store, "extract", cost=0, status="failed", error="CredentialsRejected")
    report = store.spending.report(TODAY, LIMIT)
    assert (report["calls"], report["not_sent"], report["documents"]) == (2, 2, 1)
    assert list(report["by_model"]) == ["small"]
    assert report["failed"] == failed(1, "0.000000", CredentialsRejected=(1, "0.000000"))
    assert store.spending.document("monday", SHA_B).calls == 0
    assert store.spending.run("monday").models == ("small",)


def test_an_odd_answer_is_paid_for_and_named_by_how_it_ended_where_no_error_was_noted(store: Store) -> None:
    call(store, "extract", cost=30, status="odd", usage=Usage(input=10, output=1))
    call(store, "extract", cost=40, status="odd", error="AnswerUnreadable")
    failures = store.spending.report(TODAY, LIMIT)["failed"]
    assert failures["cost_usd"] == "0.000070"
    assert failures["errors"] == {
        "AnswerUnreadable": {"calls": 1, "cost_usd": "0.000040"},
        "odd": {"calls": 1, "cost_usd": "0.000030"},
    }


def test_a_period_has_an_object_for_each_of_its_days_and_their_totals(store: Store) -> None:
    before, after = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    call(store, "extract", cost=1, day=before - timedelta(days=1))
    call(store, "extract", cost=20, day=before, usage=Usage(input=10, output=1))
    call(store, "extract", cost=40, day=after, usage=Usage(input=30, cached=20, output=1))
    call(store, "extract", cost=60, day=after, document=SHA_B)
    call(store, "extract", cost=5, day=after + timedelta(days=1))
    report = store.spending.period(before, after, LIMIT)
    assert (report["from"], report["to"], report["daily_budget_usd"]) == ("2026-11-22", "2026-11-24", "100.000000")
    assert [day["day"] for day in report["days"]] == ["2026-11-22", "2026-11-23", "2026-11-24"]
    assert [day["spent_usd"] for day in report["days"]] == ["0.000020", "0.000000", "0.000100"]
    assert [day["documents"] for day in report["days"]] == [1, 0, 2]
    assert report["days"][2] == store.spending.report(after, LIMIT)
    assert (report["spent_usd"], report["calls"], report["documents"]) == ("0.000120", 3, 2)
    assert (report["cost_per_document_usd"], report["cached_share"]) == ("0.000060", 0.5)
    assert list(report["by_day"]) == ["2026-11-22", "2026-11-24"]


def test_a_period_that_ends_before_it_begins_or_never_ends_is_an_error(store: Store) -> None:
    with pytest.raises(ValueError, match="2026-11-23 is after the last, 2026-11-22"):
        store.spending.period(TODAY, TODAY - timedelta(days=1), LIMIT)
    with pytest.raises(ValueError, match="days are too many"):
        store.spending.period(date.min, date.max, LIMIT)


def test_a_run_is_reported_over_all_its_days(store: Store) -> None:
    monday(store)
    call(store, "validate", cost=3, day=TODAY + timedelta(days=1))
    report = store.spending.run_report("monday")
    assert (report["run"], report["spent_usd"], report["calls"], report["documents"]) == ("monday", "0.000853", 4, 1)
    assert list(report["by_day"]) == ["2026-11-23", "2026-11-24"]
    assert list(report["by_run"]) == ["monday"]


def test_a_run_without_calls_is_known_and_another_is_not(store: Store) -> None:
    store.runs.begin("quiet", inbox="inbox", params={})
    assert store.spending.run_report("quiet")["calls"] == 0
    with pytest.raises(LookupError, match="no run 'nonsense'"):
        store.spending.run_report("nonsense")


def test_every_report_finds_its_calls_by_an_index(store: Store, url: str, clock: Clock) -> None:
    monday(store)
    database = Database(url)
    spending = Spending(database, clock)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if "sum(" in statement or "count(" in statement:
            asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    spending.report(TODAY, LIMIT)
    spending.period(TODAY, TODAY, LIMIT)
    spending.run_report("monday")
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(asked) == 8
    explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
    with database.transaction(write=True) as connection:
        if explain == "EXPLAIN ":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, values in asked:
            plan = str(connection.exec_driver_sql(explain + statement, values).all())
            assert "invoice_llm_calls_day_ix" in plan or "invoice_llm_calls_run_id_document_ix" in plan
    database.close()


def test_the_spend_of_many_files_is_that_of_each_and_one_without_a_call_is_left_out(store: Store) -> None:
    monday(store)
    call(store, "extract", cost=3, document=SHA_B, usage=Usage(input=1, output=1))
    of_each = {document: store.spending.document("monday", document) for document in (SHA_A, SHA_B)}
    assert store.spending.documents("monday", [SHA_A, SHA_B, "0" * 64]) == of_each
