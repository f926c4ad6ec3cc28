"""What it cost and what people had to do, by month, on both databases; and the queue narrowed to what somebody asks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.schema import Party
from invoice_llm.review import Change, Edits, Person, ReviewDecisions
from invoice_llm.store import Store
from invoice_llm.store.queries.review_queue import QueueFilters, QueueOrder
from invoice_llm.store.runs.documents import Search
from tests.clock import NOON, TODAY, Clock
from tests.review.stored_night import ANN, Scene, invoice

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def scene(store: Store, clock: Clock, tmp_path: Path) -> Scene:
    return Scene(store, ReviewDecisions(store, today=lambda: TODAY, now=clock), tmp_path)


def waiting(scene: Scene, **filters: object) -> list[str | None]:
    found = scene.store.waiting.page(QueueOrder.AMOUNT, QueueFilters(**filters))  # type: ignore[arg-type]
    return [row.number for row in found.rows]


def test_a_month_says_what_reading_cost_and_what_people_would_have_spent_on_the_rest(scene: Scene) -> None:
    scene.add(invoice("RE-1"), Outcome.ACCEPTED, cost_usd=Decimal("0.0003"))
    scene.add(invoice("RE-2"), Outcome.ACCEPTED, cost_usd=Decimal("0.0002"))
    first, second = scene.add(invoice("RE-3")), scene.add(invoice("RE-4", gross="190.00"))
    scene.decisions.accept(first, 0, Person(who="ann", seconds=10))
    edits = Edits({"total_gross": Change("119.00"), "buyer.name": Change("Nordlicht SE")})
    scene.decisions.correct(second, 0, Person(who="bob", seconds=30), edits)
    (month,) = scene.store.costs.months(TODAY, BERLIN)
    assert (month.month, month.invoices, month.alone, month.cost_micros) == (TODAY.replace(day=1), 4, 2, 500)
    assert (month.share_alone, month.decisions, month.seconds_each, month.saved_seconds) == (0.5, 2, 20, 40)
    assert month.corrected == 2
    assert scene.store.costs.corrections(TODAY, BERLIN) == {"total_gross": 1, "buyer.name": 1}


def test_months_without_documents_before_the_first_one_are_left_out(scene: Scene) -> None:
    assert scene.store.costs.months(TODAY, BERLIN) == ()
    scene.add(invoice("RE-1"), Outcome.ACCEPTED)
    later = (TODAY + timedelta(days=70)).replace(day=1)
    assert [one.invoices for one in scene.store.costs.months(later, BERLIN)][-1] == 1
    assert scene.store.costs.models(TODAY) == ()


def test_a_day_of_work_counts_the_decisions_that_still_hold(scene: Scene) -> None:
    one, two = scene.add(invoice("RE-1")), scene.add(invoice("RE-2"))
    scene.decisions.accept(one, 0, Person(who="ann", seconds=10))
    scene.decisions.accept(two, 0, Person(who="ann", seconds=30))
    scene.decisions.undo(two, 1, ANN)
    done = scene.store.decisions.made_by("ann", NOON - timedelta(days=1))
    assert (done.decisions, done.seconds) == (1, 10)
    assert scene.store.decisions.made_by("bob", NOON - timedelta(days=1)).decisions == 0
    last = scene.store.decisions.last(two)
    assert last is not None
    assert (last.who, last.action, last.version) == ("ann", "undo", 1)


def test_the_queue_is_narrowed_by_due_day_amount_currency_and_whether_the_supplier_is_new(scene: Scene) -> None:
    known, other = Party(name="Known Ltd", vat_id="GB1"), Party(name="New Ltd", vat_id="GB2")
    scene.add(invoice("RE-0", seller=known), Outcome.ACCEPTED)
    scene.add(invoice("RE-1", seller=known, due_date=date(2026, 11, 20)))
    scene.add(invoice("RE-2", seller=other, due_date=date(2026, 11, 24), gross="500.00", currency="USD"))
    assert waiting(scene) == ["RE-2", "RE-1"]
    assert waiting(scene, due_to=date(2026, 11, 22)) == ["RE-1"]
    assert waiting(scene, due_from=date(2026, 11, 23), due_to=date(2026, 11, 25)) == ["RE-2"]
    assert waiting(scene, amount_from=Decimal(200)) == ["RE-2"]
    assert waiting(scene, amount_to=Decimal("119.00")) == ["RE-1"]
    assert waiting(scene, currency="USD") == ["RE-2"]
    assert waiting(scene, new_supplier=True) == ["RE-2"]
    assert [(one.name, one.count) for one in scene.store.waiting.choices().currencies] == [("EUR", 1), ("USD", 1)]


def test_the_queue_is_narrowed_by_a_reason_that_is_not_the_first_one(scene: Scene) -> None:
    scene.add(invoice("RE-1"), reasons=("SUM_MISMATCH", "ACCOUNT_CHANGED"))
    scene.add(invoice("RE-2"), reasons=("SUM_MISMATCH",))
    scene.add(invoice("RE-3"), reasons=("ACCOUNT_CHANGED",))
    assert set(waiting(scene, any_reason="ACCOUNT_CHANGED")) == {"RE-1", "RE-3"}
    assert waiting(scene, reason="ACCOUNT_CHANGED") == ["RE-3"]
    assert waiting(scene, any_reason="ACCOUNT") == []


def test_files_that_were_read_before_are_in_no_chart_and_in_a_list_only_where_they_are_asked_for(scene: Scene) -> None:
    scene.add(invoice("RE-1"), Outcome.ACCEPTED)
    scene.add(None, Outcome.DUPLICATE, reasons=("SEEN_BEFORE",))
    scene.add(invoice("RE-1"), Outcome.DUPLICATE, reasons=("DUPLICATE_INVOICE",))
    overview = scene.store.overviews.read(BERLIN, budget_micros=10**6)
    assert overview.nights[-1].outcomes == {"accepted": 1, "duplicate": 1}
    assert overview.last_run is not None
    assert overview.last_run.documents == 3
    assert scene.store.documents.search(Search()).total == 3
    assert scene.store.documents.search(Search(seen_before=False)).total == 2
