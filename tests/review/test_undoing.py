"""Taking decisions back, on both databases."""

from __future__ import annotations

import pytest

from invoice_llm.errors import AlreadyAccepted, NotDecidable
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.review import Change, Edits
from tests.review.stored_night import ANN, BOB, Scene, invoice

RIGHT = {"total_gross": Change("119.00", page=1, bbox=(0.5, 0.8, 0.6, 0.82), quote="119,00")}


def test_undo_restores_the_record_its_identity_and_its_place_in_the_queue(scene: Scene) -> None:
    place = scene.add(invoice(gross="190.00"))
    scene.end()
    before = scene.written()
    scene.decisions.correct(place, 0, ANN, Edits(RIGHT))
    undone = scene.decisions.undo(place, 1, BOB)
    assert (undone.outcome, undone.version) == (Outcome.REVIEW, 2)
    assert scene.written() == [{**before[0], "version": 2}]
    assert scene.owner(invoice()) is None
    assert [kept.action for kept in scene.store.decisions.of(place)] == ["correct", "undo"]
    with pytest.raises(NotDecidable, match="nothing to take back"):
        scene.decisions.undo(place, 2, BOB)


def test_undo_takes_back_one_decision_after_the_other(scene: Scene) -> None:
    place = scene.add(invoice())
    scene.decisions.accept(place, 0, ANN)
    scene.decisions.reject(place, 1, ANN)
    assert scene.decisions.undo(place, 2, ANN).outcome is Outcome.ACCEPTED
    assert scene.owner(invoice()) == "0.pdf"
    assert scene.decisions.undo(place, 3, ANN).outcome is Outcome.REVIEW
    assert scene.owner(invoice()) is None


def test_undoing_a_refusal_is_refused_when_another_took_the_identity_meanwhile(scene: Scene) -> None:
    accepted, copy = scene.add(invoice(), Outcome.ACCEPTED), scene.add(invoice())
    scene.decisions.reject(accepted, 0, ANN)
    scene.decisions.accept(copy, 0, ANN)
    with pytest.raises(AlreadyAccepted):
        scene.decisions.undo(accepted, 1, ANN)
    assert scene.store.documents.get(*accepted).row.outcome == "rejected"  # type: ignore[union-attr]
