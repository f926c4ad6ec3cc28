"""The report of what was spent on what."""

from __future__ import annotations

import asyncio

from invoice_llm.calls import CallContext, CallEnd, Operation, Usage
from invoice_llm.store import DocumentSpend, Store
from tests.store.scenes import SHA_A, SHA_B, TODAY, Clock, intent, reserve

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
) -> None:
    context = CallContext(operation=operation, document=document, run_id=run_id, invoice_model=invoice_model)
    ended = CallEnd(status=status, cost_micros=cost, usage=usage)  # type: ignore[arg-type]

    async def scene() -> None:
        hold = await reserve(store.ledger, intent(500, model=model, context=context), limit_micros=LIMIT)
        await store.ledger.settle(hold, ended)

    asyncio.run(scene())


def monday(store: Store) -> None:
    """Three calls for one document, one of them failed, and one call for another in another run."""
    call(store, "detect", cost=100, usage=Usage(input=10, output=1))
    call(store, "extract", cost=None, status="failed", invoice_model="vendor_a_v2")
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
        "failed": entry(1, (0, 0, 0), "0.000500"),
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
    assert report["failed"] == entry(1, (0, 0, 0), "0.000500")


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
    assert store.spending.report(TODAY, LIMIT)["failed"] == entry(1, (0, 0, 0), "0.000001")
