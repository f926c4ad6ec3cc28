"""Counts of ended runs are what their documents are, whatever happens to those afterwards, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.schema import Party
from invoice_llm.review import Change, Edits, ReviewDecisions
from invoice_llm.store import DocumentPlace, FoundDocument, Store
from invoice_llm.store.sql.schema import run_tallies, runs, supplier_tallies
from tests.clock import NOON, TODAY, Clock
from tests.review.stored_night import ANN, NIGHT, Scene, invoice

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def scene(store: Store, clock: Clock, tmp_path: Path) -> Scene:
    return Scene(store, ReviewDecisions(store, today=lambda: TODAY, now=clock), tmp_path)


@pytest.fixture
def waiting(scene: Scene) -> DocumentPlace:
    """One of four documents of a run that has ended."""
    scene.add(invoice("RE-1"), Outcome.ACCEPTED)
    scene.add(invoice("X-1", seller=Party(name="Café du Nord")), Outcome.ACCEPTED, llm_model=None)
    scene.add(None, Outcome.FAILED, reasons=("INTERNAL_ERROR",))
    place = scene.add(invoice("RE-2", gross="190.00"))
    scene.store.runs.end(NIGHT, {"documents": 4})
    return place


def figures(store: Store) -> Any:
    """What the overview, the list of runs, the run's page and the suppliers say of it."""
    overview = store.overviews.read(BERLIN, budget_micros=1)
    (row,) = store.nights.latest()
    suppliers, models = store.suppliers.page_and_models(TODAY, BERLIN)
    return overview.last_night, overview.nights[-1], row, store.nights.of(NIGHT).figures, suppliers, models


def as_they_are(store: Store) -> Any:
    """The same, counted anew as if the run went on; its end is then what it was."""
    with store._database.write() as connection:
        (ended,) = connection.execute(select(runs.c.ended_at)).scalars()
        connection.execute(runs.update().values(tallied=0, ended_at=None))
    night, day, row, of_run, suppliers, models = figures(store)
    with store._database.write() as connection:
        connection.execute(runs.update().values(ended_at=ended))
    return night, day, replace(row, ended_at=ended), of_run, suppliers, models


def is_counted(store: Store) -> bool:
    with store._database.read() as connection:
        return bool(connection.execute(select(runs.c.tallied)).scalar_one())


def test_a_run_that_has_ended_is_counted_by_the_first_who_looks(scene: Scene, waiting: DocumentPlace) -> None:
    assert not is_counted(scene.store)
    seen = figures(scene.store)
    assert is_counted(scene.store)
    assert seen == figures(scene.store) == as_they_are(scene.store)
    assert seen[0].outcomes == {"accepted": 2, "failed": 1, "review": 1}


def test_a_run_that_goes_on_is_never_counted(scene: Scene) -> None:
    scene.add(invoice("RE-1"), Outcome.ACCEPTED)
    assert figures(scene.store)[0].outcomes == {"accepted": 1}
    scene.add(invoice("RE-2"))
    assert figures(scene.store)[0].outcomes == {"accepted": 1, "review": 1}
    assert not is_counted(scene.store)


@pytest.mark.parametrize("change", ["correct", "reject", "undo", "read again", "found"])
def test_counts_hold_after_whatever_happens_to_a_document(
    scene: Scene, waiting: DocumentPlace, clock: Clock, change: str
) -> None:
    before = figures(scene.store)
    clock.advance(minutes=5)
    if change == "correct":
        scene.decisions.correct(waiting, 0, ANN, Edits({"total_gross": Change("119.00")}))
    elif change == "found":
        scene.store.runs.add_found(NIGHT, [FoundDocument(99, "late.pdf", "f" * 64, 1, 0)])
    elif change == "read again":
        document = scene.store.documents.get(*waiting)
        assert document is not None
        assert document.record is not None
        again = document.record.model_copy(update={"outcome": Outcome.REJECTED})
        scene.store.runs.finish(waiting.run_id, waiting.position, again)
    else:
        scene.decisions.reject(waiting, 0, ANN)
    if change == "undo":
        figures(scene.store)
        scene.decisions.undo(waiting, 1, ANN)
    after = figures(scene.store)
    assert (after[:4] == before[:4]) == (change == "undo")
    assert after == as_they_are(scene.store)


def test_documents_of_a_run_over_the_end_of_a_month_are_of_their_own_months(scene: Scene, clock: Clock) -> None:
    clock.at = NOON - timedelta(days=31)
    scene.add(invoice("RE-1"), Outcome.ACCEPTED)
    clock.at = NOON
    scene.add(invoice("RE-2"), Outcome.ACCEPTED)
    scene.store.runs.end(NIGHT, {})
    (row,) = figures(scene.store)[4].rows
    assert is_counted(scene.store)
    assert (row.before.documents, row.now.documents) == (1, 1)


def test_counts_go_with_their_run(scene: Scene, waiting: DocumentPlace) -> None:
    from invoice_llm.store.purging.rows import count_of_runs, remove_run

    figures(scene.store)
    with scene.store._database.write() as connection:
        counted = count_of_runs(connection, [NIGHT])
        assert counted[run_tallies.name] == 3 + 1
        assert counted[supplier_tallies.name] == 2
        remove_run(connection, NIGHT)
        assert set(count_of_runs(connection, [NIGHT]).values()) == {0}
