"""Lessons of decided invoices in the store."""

from __future__ import annotations

from invoice_llm.store import DocumentPlace, Store
from invoice_llm.store.runs.lessons import MOST_KEPT, NewLesson

KEYS = {"ee100207415": "vat_id", "kuuselaanepuit": "name"}


def lesson(number: int = 0, supplier: str = "ee100207415", by: str = "person", **keys: str) -> NewLesson:
    return NewLesson(
        supplier_key=supplier, supplier="Kuuselaane Puit", taught_by=by, lesson={"number": number}, keys=keys or KEYS
    )


def test_a_lesson_is_found_by_any_of_its_keys_with_those_that_were_met(store: Store) -> None:
    store.lessons.put(DocumentPlace("monday", 0), lesson())
    (found,) = store.lessons.known_by({"kuuselaanepuit", "somebodyelse"})
    assert (found.lesson, found.keys, found.taught_by) == ({"number": 0}, {"kuuselaanepuit": "name"}, "person")
    assert store.lessons.known_by({"somebodyelse"}) == ()


def test_a_document_has_one_lesson_and_the_latest_counts(store: Store) -> None:
    place = DocumentPlace("monday", 0)
    store.lessons.put(place, lesson(1))
    store.lessons.put(place, lesson(2, othername="name"))
    assert [one.lesson for one in store.lessons.of("ee100207415")] == [{"number": 2}]
    assert store.lessons.known_by({"kuuselaanepuit"}) == ()
    store.lessons.drop(place)
    assert store.lessons.of("ee100207415") == ()


def test_the_latest_lessons_come_first_and_the_oldest_of_too_many_go(store: Store) -> None:
    for number in range(MOST_KEPT + 3):
        store.lessons.put(DocumentPlace("monday", number), lesson(number))
    store.lessons.put(DocumentPlace("tuesday", 0), lesson(99, by="accepted"))
    kept = [one.lesson["number"] for one in store.lessons.of("ee100207415")]
    assert kept == [99, *range(MOST_KEPT + 2, 2, -1)]


def test_a_supplier_is_forgotten_alone(store: Store) -> None:
    store.lessons.put(DocumentPlace("monday", 0), lesson())
    store.lessons.put(DocumentPlace("monday", 1), lesson(supplier="lv1", rigafirma="name"))
    assert store.lessons.counts(["ee100207415", "lv1", "lt1"]) == {"ee100207415": 1, "lv1": 1}
    assert store.lessons.forget("ee100207415") == 1
    assert store.lessons.known_by({"kuuselaanepuit"}) == ()
    assert len(store.lessons.known_by({"rigafirma"})) == 1
