"""The figures of the overview, the run page and the suppliers, on both databases."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from invoice_llm.calls import BreakerState, CallContext, CallEnd
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Tokens
from invoice_llm.invoice.schema import Party
from invoice_llm.review import Change, Edits, Person, ReviewDecisions
from invoice_llm.store import FoundDocument, Store
from invoice_llm.store.runs.trials import TRIALS
from tests.clock import NOON, TODAY, Clock
from tests.review.stored_night import ANN, NIGHT, Scene, invoice
from tests.store.calls import answer, intent, reserve

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def scene(store: Store, clock: Clock, tmp_path: Path) -> Scene:
    return Scene(store, ReviewDecisions(store, today=lambda: TODAY, now=clock), tmp_path)


def mixed(scene: Scene) -> None:
    """Six documents: two accepted alone (one from XML), one waiting, one accepted by a person, a copy, a failure."""
    scene.add(invoice("RE-1"), Outcome.ACCEPTED, llm_model=None, invoice_model=None)
    scene.add(invoice("RE-2"), Outcome.ACCEPTED, cost_usd=Decimal("0.0003"))
    scene.add(invoice("RE-3", gross="190.00"), cost_usd=Decimal("0.0003"))
    reviewed = scene.add(invoice("RE-4"), llm_model="embedded")
    scene.add(invoice("RE-1"), Outcome.DUPLICATE, reasons=("DUPLICATE_INVOICE",))
    scene.add(None, Outcome.FAILED, reasons=("INTERNAL_ERROR",))
    scene.decisions.accept(reviewed, 0, Person(who="ann", seconds=21))


def test_the_last_night_in_figures(scene: Scene) -> None:
    mixed(scene)
    overview = scene.store.overviews.read(BERLIN, budget_micros=10**6, alerts=(0.5, 0.8), local_models=("embedded",))
    last = overview.last_run
    assert last is not None
    assert (last.run_id, last.documents, last.unfinished, last.cost_micros) == (NIGHT, 6, 0, 600)
    assert last.outcomes == {"accepted": 3, "review": 1, "duplicate": 1, "failed": 1}
    figures = overview.last_night
    assert (figures.invoices, figures.alone, figures.without_call) == (4, 2, 2)
    assert (figures.share_alone, figures.share_without_call, figures.cost_per_invoice_micros) == (0.5, 0.5, 150)
    settled = [(one.by, one.documents, one.cost_micros, one.median_seconds) for one in figures.settled]
    assert settled == [("xml", 1, 0, None), ("small", 1, 300, None), ("person", 1, 0, 21)]
    *earlier, tonight = overview.nights
    assert (tonight.day, tonight.by_person, tonight.outcomes["accepted"]) == (TODAY, 1, 3)
    assert [night.outcomes for night in earlier] == [{}] * 29
    assert (overview.waiting.count, overview.waiting.sums) == (1, {"EUR": 190_000_000})
    assert [(one.name, one.count) for one in overview.waiting.reasons] == [("SUM_MISMATCH", 1)]


def test_an_empty_store_has_an_overview(scene: Scene) -> None:
    overview = scene.store.overviews.read(BERLIN, budget_micros=10**6)
    assert overview.last_night.share_alone is overview.last_night.cost_per_invoice_micros is None
    assert (overview.waiting.count, overview.month.documents, overview.spend.spent_micros) == (0, 0, 0)
    assert len(overview.nights) == len(overview.spend.days) == 30


def test_weeks_are_held_against_each_other_in_the_readers_days(scene: Scene, clock: Clock) -> None:
    for days, outcome in ((1, Outcome.ACCEPTED), (8, Outcome.REVIEW), (40, Outcome.ACCEPTED)):
        clock.at = NOON - timedelta(days=days)
        run_id = f"night-{days}"
        scene.store.runs.begin(run_id, inbox="inbox", params={})
        scene.add(invoice(f"RE-{days}"), outcome, run_id=run_id)
    clock.at = NOON.replace(hour=23, minute=30) - timedelta(days=2)
    scene.store.runs.begin("late", inbox="inbox", params={})
    scene.add(invoice("RE-L"), Outcome.ACCEPTED, run_id="late")
    clock.at = NOON
    overview = scene.store.overviews.read(BERLIN, budget_micros=1)
    assert (overview.week.share_alone, overview.week_before.share_alone) == (1.0, 0.0)
    assert overview.month.documents == 3
    assert {n.day: n.outcomes for n in overview.nights if n.outcomes} == {
        date(2026, 11, 15): {"review": 1},
        date(2026, 11, 22): {"accepted": 2},
    }, "23:30 UTC is half past midnight in Berlin"


def test_spend_breakers_and_pauses_are_those_of_now(scene: Scene, clock: Clock) -> None:
    store = scene.store

    async def work() -> None:
        hold = await reserve(store.ledger, intent(100, context=CallContext(operation="extract")), limit_micros=1000)
        await store.ledger.settle(hold, CallEnd(status="ok", cost_micros=40), answer(40))
        await reserve(store.ledger, intent(100), limit_micros=1000)
        await store.ledger.hold_back("openai small", NOON + timedelta(minutes=3))
        await store.ledger.hold_back("openai large", NOON - timedelta(minutes=3))
        down = BreakerState(epoch=1, open_until=NOON + timedelta(minutes=1), times_opened=2, consecutive_failures=5)
        await store.breakers.swap("openai", BreakerState(), down)

    asyncio.run(work())
    overview = store.overviews.read(BERLIN, budget_micros=1000, alerts=(0.5, 0.8))
    spend = overview.spend
    assert (spend.day, spend.spent_micros, spend.held_micros, spend.limit_micros) == (TODAY, 40, 100, 1000)
    assert (spend.alert_micros, spend.days[-1]) == ((500, 800), (TODAY, 40))
    (circuit,) = overview.breakers
    assert (circuit.key, circuit.state, circuit.consecutive_failures) == ("openai", "open", 5)
    assert [(pause.key, pause.blocked_until) for pause in overview.rates] == [
        ("openai small", NOON + timedelta(minutes=3))
    ]
    clock.advance(minutes=2)
    assert store.overviews.read(BERLIN, budget_micros=1000).breakers[0].state == "half_open"


def test_a_trial_is_in_no_figure(scene: Scene) -> None:
    scene.store.runs.begin("extract__1", inbox=TRIALS, params={})
    scene.add(invoice(), run_id="extract__1")
    overview = scene.store.overviews.read(BERLIN, budget_micros=1)
    assert overview.last_run is not None
    assert (overview.last_run.run_id, overview.month.documents, overview.waiting.count) == (NIGHT, 0, 0)
    assert [run.run_id for run in scene.store.nights.latest()] == [NIGHT]
    assert scene.store.suppliers.page(TODAY, BERLIN).rows == ()


def test_the_page_of_a_run(scene: Scene) -> None:
    mixed(scene)
    page = scene.store.nights.of(NIGHT)
    assert (page.run.documents, page.figures.invoices, page.params, page.summary) == (6, 4, {}, None)
    assert [(chunk.number, chunk.documents, chunk.outcomes["accepted"]) for chunk in page.chunks] == [(0, 6, 3)]
    assert {outcome: [(one.name, one.count) for one in some] for outcome, some in page.reasons.items()} == {
        "review": [("SUM_MISMATCH", 1)],
        "duplicate": [("DUPLICATE_INVOICE", 1)],
        "failed": [("INTERNAL_ERROR", 1)],
    }
    assert [row.outcome for row in page.trouble] == ["failed"]
    assert page.budget is None
    with pytest.raises(LookupError):
        scene.store.nights.of("nowhere")


def test_a_document_that_is_still_being_read_is_not_accounted_for(scene: Scene) -> None:
    scene.store.runs.add_found(NIGHT, [FoundDocument(0, "a.pdf", "a" * 64, 1, 0)])
    (run,) = scene.store.nights.latest()
    assert (run.documents, run.unfinished, run.outcomes) == (1, 1, {})


def test_suppliers_show_volume_cost_and_what_reviewers_had_to_correct(scene: Scene, clock: Clock) -> None:
    scene.add(invoice("RE-1"), Outcome.ACCEPTED, cost_usd=Decimal("0.0003"))
    wrong = scene.add(invoice("RE-2", gross="190.00"), cost_usd=Decimal("0.0005"))
    scene.add(invoice("X-1", seller=Party(name="Café du Nord")), tokens=Tokens())
    scene.decisions.correct(wrong, 0, ANN, Edits({"total_gross": Change("119.00")}))
    bakery, cafe = scene.store.suppliers.page(TODAY, BERLIN).rows
    assert (bakery.key, bakery.name, bakery.invoice_model) == ("de136695976", "Bäcker & Sohn GmbH", "bakery_v1")
    now = bakery.now
    assert (now.documents, now.alone, now.reviewed, now.cost_micros, now.corrected) == (2, 1, 1, 800, 1)
    assert now.accuracy == pytest.approx(1 - 1 / now.shown)
    assert now.shown > 15
    assert (cafe.name, cafe.now.accuracy, cafe.drift) == ("Café du Nord", None, None)
    (model,) = scene.store.suppliers.models(TODAY, BERLIN)
    assert (model.key, model.invoice_model, model.now.documents, model.now.corrected) == (None, "bakery_v1", 3, 1)
    assert scene.store.suppliers.page(TODAY, BERLIN, invoice_model="other").rows == ()
    page = scene.store.suppliers.page(TODAY, BERLIN, limit=1)
    in_one_pass = scene.store.suppliers.page_and_models(TODAY, BERLIN, limit=1)
    assert in_one_pass == (page, scene.store.suppliers.models(TODAY, BERLIN))
    assert (len(page.rows), page.total) == (1, 2)
    rest = scene.store.suppliers.page(TODAY, BERLIN, limit=1, after=page.next)
    assert (*page.rows, *rest.rows) == (bakery, cafe)
    assert rest.next is None
    with pytest.raises(ValueError, match="no place in a list"):
        scene.store.suppliers.page(TODAY, BERLIN, after="x")


def test_drift_is_this_month_less_the_last(scene: Scene, clock: Clock) -> None:
    for at, corrected in ((NOON - timedelta(days=30), 0), (NOON, 1)):
        clock.at = at
        place = scene.add(invoice(f"RE-{corrected}", gross="190.00" if corrected else "119.00"))
        scene.decisions.correct(place, 0, ANN, Edits({"total_gross": Change("119.00")}))
    (row,) = scene.store.suppliers.page(TODAY, BERLIN).rows
    assert (row.before.accuracy, row.before.documents, row.now.documents) == (1.0, 1, 1)
    assert row.drift is not None
    assert row.drift == pytest.approx(-1 / row.now.shown)


def test_a_decision_that_was_taken_back_says_nothing_about_accuracy(scene: Scene) -> None:
    place = scene.add(invoice(gross="190.00"))
    scene.decisions.correct(place, 0, ANN, Edits({"total_gross": Change("119.00")}))
    scene.decisions.undo(place, 1, ANN)
    (row,) = scene.store.suppliers.page(TODAY, BERLIN).rows
    assert (row.now.accuracy, row.now.reviewed) == (None, 0)
