"""Decisions that later invoices are read with, and suppliers that a page bears the signs of, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from invoice_llm.invoice.outcome import Outcome
from invoice_llm.reading.sheet import text_page
from invoice_llm.review import ReviewDecisions
from invoice_llm.review.supplier_memory import forget_supplier, suppliers_on, teaching_decision
from invoice_llm.store import DocumentPlace, Store
from tests.clock import TODAY, Clock
from tests.review.stored_night import ANN, Scene, invoice


@pytest.fixture
def scene(store: Store, clock: Clock, tmp_path: Path) -> Scene:
    return Scene(store, ReviewDecisions(store, today=lambda: TODAY, now=clock), tmp_path)


def decided_and_next(scene: Scene, clock: Clock) -> tuple[DocumentPlace, DocumentPlace]:
    """An invoice that a person accepted, and one of the same supplier that was read a day later."""
    first = scene.add(invoice("RE-1"))
    scene.decisions.accept(first, 0, ANN)
    clock.at += timedelta(days=1)
    return first, scene.add(invoice("RE-2"))


def decision_behind(scene: Scene, place: DocumentPlace) -> object:
    document = scene.store.documents.get(*place)
    assert document is not None
    return teaching_decision(scene.store, document.row)


def test_an_invoice_names_the_decision_that_it_was_read_with(scene: Scene, clock: Clock) -> None:
    first, following = decided_and_next(scene, clock)
    assert decision_behind(scene, following) == scene.store.decisions.last(first)
    assert decision_behind(scene, first) is None, "nothing was known when it was read"


def test_what_was_accepted_alone_or_is_forgotten_taught_nothing(scene: Scene, clock: Clock) -> None:
    _, following = decided_and_next(scene, clock)
    document = scene.store.documents.get(*following)
    assert document is not None
    assert document.row.supplier_key is not None
    forget_supplier(scene.store, document.row.supplier_key)
    assert decision_behind(scene, following) is None
    alone = scene.add(invoice("RE-3"), Outcome.ACCEPTED)
    assert decision_behind(scene, alone) is None


def test_a_known_supplier_is_found_by_what_its_page_bears(scene: Scene, clock: Clock) -> None:
    decided_and_next(scene, clock)
    seller = invoice("RE-1").seller
    page = text_page(f"Rechnung\nUnleserlich\nUSt-IdNr. {seller.vat_id}\nSumme 12,00")
    assert suppliers_on(scene.store, [page]) == {seller.name: "vat_id"}
    assert suppliers_on(scene.store, [text_page(f"{seller.name}\nSumme 12,00")]) == {seller.name: "name"}
    assert suppliers_on(scene.store, [text_page("Somebody else\nTotal 12.00")]) == {}
