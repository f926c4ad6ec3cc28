"""What a decision does, on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.errors import BadValues, ChecksFail, DecidedMeanwhile, NotDecidable
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.review import Change, Edits, LineEdit, Person, ReviewDecisions
from invoice_llm.store import DocumentPlace, open_store
from invoice_llm.store.runs.trials import TRIALS
from tests.clock import NOON, TODAY, Clock
from tests.processes import fork_all
from tests.review.stored_night import ANN, BOB, NIGHT, Scene, invoice

RIGHT = {"total_gross": Change("119.00", page=1, bbox=(0.5, 0.8, 0.6, 0.82), quote="119,00")}


def test_an_accepted_document_reaches_the_written_records_with_who_and_when(scene: Scene) -> None:
    place, other = scene.add(invoice()), scene.add(invoice("RE-2"))
    scene.end()
    decided = scene.decisions.accept(place, 0, ANN)
    assert (decided.outcome, decided.version, decided.written) == (Outcome.ACCEPTED, 1, True)
    first, second = scene.written()
    assert (first["outcome"], first["version"], first["reviewed_by"]) == ("accepted", 1, "ann")
    assert first["reviewed_at"] == NOON.isoformat()
    assert (second["outcome"], "reviewed_by" in second) == ("review", False)
    assert [(row["outcome"], row["reviewed_by"]) for row in scene.table()] == [("accepted", "ann"), ("review", "")]
    assert other.position == 1


def test_the_columns_follow_the_record(scene: Scene) -> None:
    place = scene.add(invoice(gross="190.00"))
    scene.decisions.correct(place, 0, ANN, Edits({**RIGHT, "seller.name": Change("Bäckerei Sohn")}))
    document = scene.store.documents.get(*place)
    assert document is not None
    row = document.row
    assert (row.outcome, row.total_micros, row.supplier, row.settled_by) == (
        "accepted",
        119_000_000,
        "Bäckerei Sohn",
        "person",
    )
    assert (row.version, row.reviewed_by, row.llm_model) == (1, "ann", "small")


def test_a_value_that_a_person_gave_is_sure_and_says_where_it_was_clicked(scene: Scene) -> None:
    place = scene.add(invoice(gross="190.00"))
    record = scene.decisions.correct(place, 0, ANN, Edits(RIGHT)).record.to_json()
    spot = record["evidence"]["total_gross"]
    assert (spot["source"], spot["confidence"], spot["page"]) == ("human", 1.0, 1)
    assert (spot["bbox"], spot["quote"]) == ([0.5, 0.8, 0.6, 0.82], "119,00")
    assert record["evidence"]["invoice_number"]["source"] == "text"


def test_who_decided_when_on_what_and_what_it_became_is_kept(scene: Scene) -> None:
    place = scene.add(invoice(gross="190.00"))
    scene.decisions.correct(place, 0, Person(who="ann", note="Read the last page.", seconds=12.5), Edits(RIGHT))
    (kept,) = scene.store.histories.of(*place).decisions
    assert (kept.who, kept.at, kept.action, kept.note, kept.seconds) == (
        "ann",
        NOON,
        "correct",
        "Read the last page.",
        12.5,
    )
    assert [str(one.invoice.total_gross) for one in (kept.before, kept.after) if one.invoice] == ["190.00", "119.00"]
    assert (kept.version, kept.corrected) == (0, 1)
    assert kept.shown > 15


def test_the_second_to_decide_on_a_version_is_told_who_was_first_and_changes_nothing(scene: Scene) -> None:
    place = scene.add(invoice())
    scene.end()
    scene.decisions.accept(place, 0, ANN)
    with pytest.raises(DecidedMeanwhile) as told:
        scene.decisions.reject(place, 0, BOB)
    assert (told.value.by, told.value.at, told.value.action, told.value.version) == ("ann", NOON, "accept", 1)
    assert scene.written()[0]["outcome"] == "accepted"
    assert len(scene.store.decisions.of(place)) == 1
    assert scene.decisions.reject(place, 1, BOB).outcome is Outcome.REJECTED


def test_of_processes_that_decide_at_once_exactly_one_wins_and_all_that_was_decided_is_written(
    url: str, scene: Scene
) -> None:
    places = [scene.add(invoice(f"RE-{number}")) for number in range(8)]
    scene.end()

    def decide(who: str) -> list[int]:
        won = []
        with open_store(url, now=Clock()) as store:
            decisions = ReviewDecisions(store, today=lambda: TODAY)
            for place in places:
                try:
                    decisions.accept(place, 0, Person(who=who))
                    won.append(place.position)
                except DecidedMeanwhile:
                    continue
        return won

    people = ["ann", "bob", "cem"]
    results = fork_all(decide, [(who,) for who in people])
    assert sorted(position for won in results for position in won) == list(range(8))
    by = {position: who for who, won in zip(people, results, strict=True) for position in won}
    assert {record["document"]: record["reviewed_by"] for record in scene.written()} == {
        f"{position}.pdf": who for position, who in by.items()
    }
    assert [len(scene.store.decisions.of(place)) for place in places] == [1] * 8


def test_failing_checks_stop_an_acceptance_unless_a_note_says_why(scene: Scene) -> None:
    place = scene.add(invoice(gross="190.00"))
    with pytest.raises(ChecksFail, match="BR-CO-15"):
        scene.decisions.accept(place, 0, ANN)
    with pytest.raises(BadValues, match="all the same"):
        scene.decisions.accept(place, 0, ANN, despite=True)
    decided = scene.decisions.accept(place, 0, Person(who="ann", note="The supplier confirmed it."), despite=True)
    assert decided.outcome is Outcome.ACCEPTED
    assert "SUM_MISMATCH" in decided.record.to_json()["reasons"]
    assert "The supplier confirmed it." in decided.record.written()["detail"]


def test_an_invoice_without_what_it_is_booked_by_is_not_accepted(scene: Scene) -> None:
    place = scene.add(invoice(invoice_number=None))
    with pytest.raises(ChecksFail, match="invoice number is missing"):
        scene.decisions.accept(place, 0, ANN)
    kind = scene.add(invoice(doc_type="proforma"))
    with pytest.raises(ChecksFail, match="X-KIND"):
        scene.decisions.accept(kind, 0, ANN)


def test_a_preview_checks_what_is_typed_and_saves_nothing(scene: Scene) -> None:
    place = scene.add(invoice(gross="190.00"))
    assert "BR-CO-15" in {finding.rule for finding in scene.decisions.preview(*place).blocking}
    better = scene.decisions.preview(*place, Edits(RIGHT))
    assert (better.blocking, better.errors, better.invoice.total_gross) == ((), {}, Decimal("119.00"))
    worse = scene.decisions.preview(*place, Edits({"due_date": Change("1.12.2026"), "total_gross": Change("1,190.00")}))
    assert set(worse.errors) == {"due_date", "total_gross"}
    document = scene.store.documents.get(*place)
    assert document is not None
    assert (document.row.version, document.row.total_micros) == (0, 190_000_000)


def test_bad_values_are_told_by_field_and_change_nothing(scene: Scene) -> None:
    place = scene.add(invoice())
    edits = Edits({"issue_date": Change("2026-02-30"), "no_field": Change("x"), "lines[7].quantity": Change("1")})
    with pytest.raises(BadValues) as told:
        scene.decisions.correct(place, 0, ANN, edits)
    assert told.value.errors["issue_date"] == "There is no such day."
    assert set(told.value.errors) == {"issue_date", "no_field", "lines[7].quantity"}
    assert scene.store.decisions.of(place) == ()


def test_saving_without_deciding_keeps_it_waiting_with_the_new_values(scene: Scene) -> None:
    place = scene.add(invoice(gross="190.00"))
    saved = scene.decisions.correct(place, 0, ANN, Edits({"due_date": Change("2026-12-24")}), accept=False)
    assert (saved.outcome, saved.version) == (Outcome.REVIEW, 1)
    document = scene.store.documents.get(*place)
    assert document is not None
    assert document.row.due_date == date(2026, 12, 24)
    decided = scene.decisions.correct(place, 1, BOB, Edits(RIGHT))
    assert decided.record.to_json()["invoice"]["due_date"] == "2026-12-24"
    *_, last = scene.store.decisions.of(place)
    assert (last.action, last.corrected) == ("correct", 2)


def test_a_scan_that_nobody_could_read_is_typed_in_by_a_person(scene: Scene) -> None:
    place = scene.add(None, reasons=("NO_TEXT",))
    with pytest.raises(NotDecidable, match="give its values"):
        scene.decisions.accept(place, 0, ANN)
    values = {
        "invoice_number": "X-9",
        "issue_date": "2026-11-20",
        "currency": "EUR",
        "seller.name": "Kiosk",
        "total_net": "10.00",
        "total_tax": "0.00",
        "total_gross": "10.00",
    }
    edits = Edits({path: Change(value) for path, value in values.items()})
    assert scene.decisions.correct(place, 0, ANN, edits).record.to_json()["invoice"]["seller"]["name"] == "Kiosk"


def test_lines_are_put_in_a_new_order_and_keep_their_cells_and_evidence(scene: Scene) -> None:
    place = scene.add(invoice())
    lines = [LineEdit(1), LineEdit(None, {"description": Change("Cake"), "line_total": Change("60.00")})]
    record = scene.decisions.correct(place, 0, ANN, Edits(lines=lines)).record.to_json()
    assert [row["description"] for row in record["invoice"]["lines"]] == ["Bread", "Cake"]
    sources = {path: spot["source"] for path, spot in record["evidence"].items() if path.startswith("lines")}
    assert sources == {
        "lines[0].line_total": "text",
        "lines[1].line_total": "human",
        "lines[1].description": "human",
    }


def test_a_document_that_is_being_read_or_was_read_on_trial_cannot_be_decided_on(scene: Scene) -> None:
    with pytest.raises(NotDecidable, match="no document"):
        scene.decisions.accept(DocumentPlace(NIGHT, 5), 0, ANN)
    scene.store.runs.begin("extract__1", inbox=TRIALS, params={})
    with pytest.raises(NotDecidable, match="on trial"):
        scene.decisions.accept(scene.add(invoice(), run_id="extract__1"), 0, ANN)


def test_the_pipeline_does_not_change_what_a_person_decided(scene: Scene) -> None:
    place = scene.add(invoice())
    scene.decisions.reject(place, 0, ANN)
    scene.store.runs.finish(
        place.run_id, place.position, Record(document="0.pdf", sha256="a", outcome=Outcome.ACCEPTED)
    )
    (record,) = scene.store.runs.records(NIGHT)
    assert (record.outcome, record.reasons) == ("rejected", ("REFUSED",))


def test_somebody_has_to_say_who_they_are(scene: Scene) -> None:
    with pytest.raises(BadValues, match="who"):
        scene.decisions.accept(scene.add(invoice()), 0, Person(who=" "))


def test_a_decision_holds_where_the_records_cannot_be_written(scene: Scene) -> None:
    place = scene.add(invoice())
    scene.end()
    for name in ("invoices.jsonl", "invoices.csv", "lines.csv"):
        (scene.folder / name).unlink()
    scene.folder.rmdir()
    scene.folder.write_text("in the way")
    assert scene.decisions.accept(place, 0, ANN).written is False
    scene.folder.unlink()
    assert scene.decisions.write_records(NIGHT)
    assert scene.written()[0]["outcome"] == "accepted"
