"""The promises of a chaos run can be broken: each by evidence that is wrong in one point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks.chaos.evidence import Call, Evidence, RunLeft
from benchmarks.chaos.promises import hold_against
from invoice_llm.calls import DaySpend
from tests.faults.account import Entry

SEEN = {"reasons": ["SEEN_BEFORE"], "detail": None, "outcome": "duplicate", "document": "CH-1.pdf", "invoice": None}


def record(outcome: str = "accepted", *, reasons: tuple[str, ...] = (), total: str = "12.00") -> dict[str, Any]:
    invoice = {"invoice_number": "CH-1", "total_gross": total}
    return {
        "document": "CH-1.pdf",
        "outcome": outcome,
        "reasons": list(reasons),
        "detail": None,
        "invoice": invoice,
    }


def run(run_id: str, *records: dict[str, Any]) -> RunLeft:
    return RunLeft(run_id, tuple((one["document"], one["outcome"], one) for one in records), records)


def entry(number: int = 1, **changes: Any) -> Entry:
    given: dict[str, Any] = {
        "request_id": f"r{number}",
        "digest": f"d{number}",
        "billed": True,
        "delivered": True,
        "cost_micros": 100,
        "arrived": float(number),
        **changes,
    }
    return Entry(number=number, model="m", fault=None, arrived_at="", **given)


ANSWERED = Call("r1", "ok", estimate=300, cost=100, charged=100, error=None)
LOST = Call(None, "failed", estimate=300, cost=None, charged=300, error="ProviderUnavailable")
GOOD = Evidence(
    totals={"CH-1": Decimal("12.00")},
    runs=[run("one", record("failed", reasons=("PROVIDER_FAILED",))), run("two", record()), run("three", SEEN)],
    calls=[ANSWERED, LOST],
    entries=[entry(), entry(2, delivered=False)],
    day=DaySpend(day=date(2026, 11, 23), spent_micros=400, held_micros=0, limit_micros=1000),
    limit=1000,
    is_limited=False,
)


def broken(**changes: Any) -> list[str]:
    return [promise.name for promise in hold_against(replace(GOOD, **changes)) if promise.broken]


def test_good_evidence_keeps_every_promise() -> None:
    assert broken() == []


def test_a_document_that_a_run_does_not_have_breaks_one() -> None:
    assert "every run gives every document one outcome and one record" in broken(runs=[run("one")])


def test_a_document_without_an_outcome_breaks_one() -> None:
    empty = RunLeft("one", (("CH-1.pdf", None, None),), ())
    assert "every run gives every document one outcome and one record" in broken(runs=[empty])


def test_a_line_too_many_or_with_another_outcome_breaks_one() -> None:
    twice = RunLeft("one", (("CH-1.pdf", "accepted", record()),), (record(), record()))
    other = RunLeft("one", (("CH-1.pdf", "accepted", record()),), (record("review"),))
    name = "every document is written once a run, with that outcome"
    assert broken(runs=[twice]) == broken(runs=[other]) == [name]


def test_a_second_decision_breaks_one() -> None:
    assert broken(runs=[run("one", record()), run("two", record())]) == ["no document is decided twice"]


def test_a_document_left_over_breaks_one_unless_a_budget_was_set() -> None:
    left = run("one", record("deferred", reasons=("BUDGET_REACHED",)))
    down = run("one", record("deferred", reasons=("BREAKER_OPEN",)))
    assert broken(runs=[left]) == ["no document is left over"]
    assert broken(runs=[left], is_limited=True) == []
    assert broken(runs=[down], is_limited=True) == ["no document is left over"]


def test_a_good_invoice_that_is_rejected_breaks_one() -> None:
    assert broken(runs=[run("one", record("rejected"))]) == ["no good invoice is rejected or taken for a copy"]


def test_a_wrong_total_that_is_accepted_breaks_one() -> None:
    assert broken(runs=[run("one", record(total="12.01"))]) == ["what is accepted is right"]


def test_a_micro_dollar_of_difference_breaks_one() -> None:
    name = "ledger and bill agree on every answer that arrived"
    assert broken(calls=[replace(ANSWERED, cost=101), LOST]) == [name]
    assert broken(entries=[entry(2, delivered=False)]) == [name]
    assert broken(calls=[ANSWERED, replace(ANSWERED, charged=0), LOST]) == [name]


def test_a_kept_answer_that_is_bought_again_breaks_one() -> None:
    again = [entry(), entry(2, digest="d1")]
    assert broken(entries=again) == ["no answer that was kept is bought again"]
    assert broken(entries=[entry(), entry(0, digest="d1", delivered=False)]) == []


def test_a_lost_answer_that_no_attempt_knows_of_breaks_one() -> None:
    assert broken(calls=[replace(ANSWERED, charged=400)]) == [
        "each bill for a lost answer has an attempt of unknown cost"
    ]


def test_a_bill_beyond_what_was_charged_breaks_one() -> None:
    assert broken(entries=[entry(), entry(2, delivered=False, cost_micros=301)]) == [
        "what was charged or is held covers the bill"
    ]


def test_a_day_that_is_not_the_sum_of_its_calls_breaks_one() -> None:
    name = "the ledger's day is the sum of its calls"
    assert broken(day=replace(GOOD.day, spent_micros=401)) == [name]
    assert broken(day=replace(GOOD.day, held_micros=1)) == [name]


def test_a_bill_or_a_charge_beyond_the_budget_breaks_one() -> None:
    name = "the bill stays within the budget"
    assert broken(limit=399) == [name]
    assert name in broken(entries=[entry(cost_micros=1001)])
