"""Finding documents and the queue, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import literal, tuple_

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.schema import Party
from invoice_llm.review import Change, Edits, ReviewDecisions
from invoice_llm.store import DocumentPlace, QueueFilters, QueueOrder, Search, Store
from invoice_llm.store.runs import listing
from invoice_llm.store.runs.trials import TRIALS
from invoice_llm.store.sql import schema
from tests.clock import TODAY, Clock
from tests.review.stored_night import ANN, NIGHT, Scene, invoice


@pytest.fixture
def scene(store: Store, clock: Clock, tmp_path: Path) -> Scene:
    return Scene(store, ReviewDecisions(store, today=lambda: TODAY, now=clock), tmp_path)


def found(scene: Scene, **search: Any) -> list[int]:
    return [row.position for row in scene.store.documents.search(Search(**search)).rows]


def queue(scene: Scene, sort: QueueOrder, **filters: Any) -> list[int]:
    return [row.position for row in scene.store.waiting.page(sort, QueueFilters(**filters)).rows]


def test_documents_are_found_by_what_they_say(scene: Scene, clock: Clock) -> None:
    scene.add(invoice("RE-2026/07", gross="50.00"), name="post/März.pdf")
    clock.advance(minutes=1)
    scene.add(invoice("X-1", seller=Party(name="Café du Nord"), issue_date=date(2026, 10, 1)), Outcome.ACCEPTED)
    clock.advance(minutes=1)
    scene.add(None, Outcome.FAILED, reasons=("INTERNAL_ERROR",), name="letter.pdf")
    assert found(scene) == [2, 1, 0]
    assert found(scene, number="re 2026") == [0]
    assert found(scene, number="2026") == []
    assert found(scene, text="cafe NORD") == [1]
    assert found(scene, text="marz") == found(scene, text="202607 BÄCKER") == [0]
    assert found(scene, text="letter.pdf") == found(scene, outcome="failed") == [2]
    assert found(scene, text="nothing of the kind") == []
    assert found(scene, supplier_key="cafedunord") == [1]
    assert found(scene, amount_from=Decimal(50), amount_to=Decimal("118.99")) == [0]
    assert found(scene, issued_from=date(2026, 10, 1), issued_to=date(2026, 10, 1)) == [1]
    assert found(scene, run_id="other") == []


@pytest.mark.parametrize("text", ["%", "_", "'", "\\", "\x00", "\ud800", "100%", "a' OR 1=1 --"])
def test_signs_of_sql_are_only_signs(scene: Scene, text: str) -> None:
    scene.add(invoice())
    found(scene, text=text, number=text, supplier_key=text, run_id=text)
    queue(scene, QueueOrder.DUE, text=text, reason=text, supplier_key=text, run_id=text)


@pytest.mark.parametrize("text", [None, "re", "pdf BÄCK"])
def test_pages_hold_every_document_once_also_where_all_were_finished_at_the_same_moment(
    scene: Scene, text: str | None
) -> None:
    for number in range(7):
        scene.add(invoice(f"RE-{number}"))
    seen: list[int] = []
    after = None
    for _ in range(4):
        page = scene.store.documents.search(Search(text=text), after=after, limit=2)
        seen += [row.position for row in page.rows]
        after = page.next
        assert page.total == 7
    assert (seen, after) == ([6, 5, 4, 3, 2, 1, 0], None)
    assert [record.document for record in scene.store.documents.records(Search(), most=3)] == [
        "6.pdf",
        "5.pdf",
        "4.pdf",
    ]


@pytest.mark.parametrize("latest", [0, 3, 6, 100])
def test_however_the_index_is_read_a_page_and_its_number_are_the_same(scene: Scene, clock: Clock, latest: int) -> None:
    for number in range(7):
        scene.add(invoice(f"RE-{number}"), name="odd.pdf" if number % 2 else "even.pdf")
        clock.advance(seconds=number % 3)
    with scene.store._database.read() as connection:
        for name in ("odd", "even", "either"):
            wanted = schema.found.c.name == f"{name}.pdf"
            total, keys = listing.read_common(connection, wanted, None, 10)
            assert listing.read_scarce(connection, wanted, None, 10, latest=latest) == (total, keys)
            for at in keys:
                after = tuple_(*(literal(value, of.type) for value, of in zip(at, listing.LISTED_BY, strict=True)))
                here = listing.read_common(connection, wanted, after, 2)
                assert listing.read_scarce(connection, wanted, after, 2, latest=latest) == here


@pytest.mark.parametrize("cursor", ["", "x", "W10", "WzEsMl0", "eyJhIjoxfQ", "é", "A" * 5000])
def test_a_cursor_that_no_page_gave_out_is_refused(scene: Scene, cursor: str) -> None:
    with pytest.raises(ValueError, match="no place in a list"):
        scene.store.documents.search(Search(), after=cursor)
    with pytest.raises(ValueError, match="no place in a list"):
        scene.store.waiting.page(QueueOrder.AMOUNT, after=cursor)


def test_the_queue_is_sorted_by_what_matters_and_what_is_unknown_has_its_place(scene: Scene, clock: Clock) -> None:
    values: list[tuple[str | None, date | None, float | None]] = [
        ("10.00", date(2026, 12, 1), 0.9),
        (None, None, None),
        ("99.00", date(2026, 11, 24), 0.2),
        ("-5.00", date(2027, 1, 1), 0.5),
    ]
    for total, due, confidence in values:
        scene.add(invoice(total_gross=None if total is None else Decimal(total), due_date=due), confidence=confidence)
        clock.advance(minutes=1)
    assert queue(scene, QueueOrder.AMOUNT) == [2, 0, 3, 1]
    assert queue(scene, QueueOrder.DUE) == [2, 0, 3, 1]
    assert queue(scene, QueueOrder.DOUBT) == [1, 2, 3, 0]
    assert queue(scene, QueueOrder.AGE) == [0, 1, 2, 3]


@pytest.mark.parametrize("sort", list(QueueOrder))
def test_neighbours_follow_the_pages_in_every_order(scene: Scene, sort: QueueOrder) -> None:
    for number in range(5):
        total = None if number == 3 else Decimal(number % 2)
        scene.add(invoice(f"RE-{number}", total_gross=total, due_date=None if number == 2 else date(2026, 12, 1)))
    waiting = scene.store.waiting
    order, after = [], None
    for _ in range(3):
        page = waiting.page(sort, limit=2, after=after)
        order += [row.place for row in page.rows]
        after = page.next
    assert (len(set(order)), after) == (5, None)
    for index, place in enumerate(order):
        around = waiting.around(place, sort)
        assert (around.number, around.total) == (index + 1, 5)
        assert around.previous == (order[index - 1] if index else None)
        assert around.next == (order[index + 1] if index < 4 else None)


def test_what_was_just_decided_still_knows_what_comes_next(scene: Scene) -> None:
    places = [scene.add(invoice(f"RE-{n}", due_date=date(2026, 12, 1 + n))) for n in range(3)]
    scene.decisions.accept(places[1], 0, ANN)
    around = scene.store.waiting.around(places[1], QueueOrder.DUE)
    assert (around.number, around.total, around.previous, around.next) == (None, 2, places[0], places[2])
    nowhere = scene.store.waiting.around(DocumentPlace(NIGHT, 99), QueueOrder.DUE)
    assert (nowhere.number, nowhere.previous, nowhere.next) == (None, None, None)


def test_the_queue_is_narrowed_by_what_it_offers(scene: Scene) -> None:
    scene.add(invoice("RE-1"), reasons=("SUM_MISMATCH", "WEAK_LABEL"))
    scene.add(invoice("RE-2"), reasons=("AMBIGUOUS_DATE",))
    scene.add(invoice("X-1", seller=Party(name="Café du Nord")), reasons=("AMBIGUOUS_DATE",))
    choices = scene.store.waiting.choices()
    assert [(one.name, one.count) for one in choices.reasons] == [("AMBIGUOUS_DATE", 2), ("SUM_MISMATCH", 1)]
    assert [(one.key, one.name, one.count) for one in choices.suppliers] == [
        ("de136695976", "Bäcker & Sohn GmbH", 2),
        ("cafedunord", "Café du Nord", 1),
    ]
    assert [(one.name, one.count) for one in choices.runs] == [(NIGHT, 3)]
    assert queue(scene, QueueOrder.DUE, reason="AMBIGUOUS_DATE", supplier_key="cafedunord") == [2]
    assert queue(scene, QueueOrder.DUE, text="baecker") == []
    assert queue(scene, QueueOrder.DUE, text="bäcker") == [0, 1]
    narrowed = scene.store.waiting.choices(QueueFilters(supplier_key="cafedunord"))
    assert [one.name for one in narrowed.reasons] == ["AMBIGUOUS_DATE"]


def test_trials_are_never_in_the_queue_nor_listed_unless_asked_for(scene: Scene) -> None:
    scene.store.runs.begin("extract__1", inbox=TRIALS, params={})
    place = scene.add(invoice(), run_id="extract__1")
    assert found(scene) == queue(scene, QueueOrder.DUE) == []
    assert found(scene, trials=True) == [place.position]
    document = scene.store.documents.get(*place)
    assert document is not None
    assert document.trial
    assert scene.store.waiting.page(QueueOrder.DUE).total == 0


def test_a_history_tells_every_step_call_and_decision_and_where_else_the_file_was(scene: Scene, clock: Clock) -> None:
    place = scene.add(invoice(gross="190.00"))
    scene.store.runs.put_step(NIGHT, place.position, "extracted", {"confidence": 0.5})
    clock.advance(hours=1)
    scene.decisions.correct(place, 0, ANN, Edits({"total_gross": Change("119.00")}))
    history = scene.store.histories.of(*place)
    assert [(step.step, step.payload) for step in history.steps] == [("extracted", {"confidence": 0.5})]
    assert [(one.who, one.action) for one in history.decisions] == [("ann", "correct")]
    assert (history.calls, history.others) == ((), ())
    with pytest.raises(LookupError):
        scene.store.histories.of(NIGHT, 99)


def test_a_value_longer_than_an_index_takes_is_kept_and_found_by_its_beginning(scene: Scene) -> None:
    place = scene.add(invoice("N" * 5000, vat_id=None, seller=Party(name="漢" * 5000)))
    document = scene.store.documents.get(*place)
    assert document is not None
    assert document.record is not None
    assert document.record.invoice is not None
    assert len(document.record.invoice.seller.name or "") == 5000
    assert found(scene, number="n" * 80) == [place.position]


def test_a_total_that_no_column_holds_does_no_harm(scene: Scene) -> None:
    place = scene.add(invoice(total_gross=Decimal("99999999999999.00")))
    assert scene.store.documents.get(*place).row.total_micros is None  # type: ignore[union-attr]
    assert queue(scene, QueueOrder.AMOUNT) == [place.position]


def test_due_soon_counts_in_the_payers_days(scene: Scene) -> None:
    for days in (-1, 0, 2, 3):
        scene.add(invoice(f"RE-{days}", due_date=TODAY + timedelta(days=days)))
    waiting = scene.store.overviews.read(ZoneInfo("Europe/Berlin"), budget_micros=1).waiting
    assert (waiting.count, waiting.overdue, waiting.due_soon) == (4, 1, 3)
    assert waiting.sums == {"EUR": 4 * 119_000_000}
