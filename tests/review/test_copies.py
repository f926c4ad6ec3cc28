"""An invoice is accepted once, whoever decides and whatever is corrected, on both databases."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from invoice_llm.errors import AlreadyAccepted, ChecksFail, NotDecidable
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Original
from invoice_llm.invoice.schema import Invoice, Party
from invoice_llm.review import Change, Edits, Person, ReviewDecisions
from invoice_llm.store import DocumentPlace, open_store
from tests.clock import TODAY, Clock
from tests.processes import fork_all
from tests.review.stored_night import ANN, BOB, NIGHT, Scene, invoice


def test_accepting_takes_the_identity_and_a_second_one_is_told_whose_it_is(scene: Scene) -> None:
    first, copy = scene.add(invoice()), scene.add(invoice())
    scene.decisions.accept(first, 0, ANN)
    assert scene.owner(invoice()) == "0.pdf"
    with pytest.raises(AlreadyAccepted) as told:
        scene.decisions.accept(copy, 0, BOB)
    assert (told.value.name, told.value.run_id, told.value.position) == ("0.pdf", NIGHT, 0)
    assert scene.store.decisions.of(copy) == ()
    note = Person(who="bob", note="A second delivery under one number.")
    with pytest.raises(AlreadyAccepted):
        scene.decisions.accept(copy, 0, note, despite=True)
    scene.decisions.accept(copy, 0, note, despite=True, besides=first)
    assert scene.owner(invoice()) == "0.pdf"


def test_an_answer_to_a_check_does_not_pay_an_invoice_again_that_nobody_was_told_of(scene: Scene) -> None:
    first, copy = scene.add(invoice(gross="190.00")), scene.add(invoice(gross="190.00"))
    note = Person(who="ann", note="It is right as the page prints it.")
    scene.decisions.accept(first, 0, note, despite=True)
    preview = scene.decisions.preview(*copy)
    assert preview.accepted == Original(run_id=NIGHT, position=0, document="0.pdf")
    assert {finding.rule for finding in preview.blocking} == {"BR-CO-15", "X-ACCEPTED"}
    with pytest.raises(ChecksFail, match=r"0\.pdf.*X-ACCEPTED.*BR-CO-15"):
        scene.decisions.accept(copy, 0, note)
    with pytest.raises(AlreadyAccepted):
        scene.decisions.accept(copy, 0, note, despite=True)
    other = scene.decisions.preview(*copy, Edits({"invoice_number": Change("RE-77")}))
    assert (other.accepted, {finding.rule for finding in other.blocking}) == (None, {"BR-CO-15"})
    assert scene.decisions.accept(copy, 0, note, despite=True, besides=first).outcome is Outcome.ACCEPTED


def test_of_copies_that_are_accepted_at_once_exactly_one_is(url: str, scene: Scene) -> None:
    places = [scene.add(invoice(f"RE-{number % 4}")) for number in range(12)]

    def accept(numbers: range) -> int:
        won = 0
        with open_store(url, now=Clock()) as store:
            decisions = ReviewDecisions(store, today=lambda: TODAY)
            for number in numbers:
                with suppress(AlreadyAccepted):
                    decisions.accept(places[number], 0, ANN)
                    won += 1
        return won

    assert sum(fork_all(accept, [(range(4),), (range(4, 8),), (range(11, 7, -1),)])) == 4
    assert sum(record.outcome == "accepted" for record in scene.store.runs.records(NIGHT)) == 4


def test_companies_of_the_same_name_may_use_the_same_number(scene: Scene) -> None:
    theirs = invoice(vat_id="ATU13585627", issue_date=date(2026, 11, 9))
    one, other = scene.add(invoice()), scene.add(theirs)
    assert scene.decisions.accept(one, 0, ANN).outcome is Outcome.ACCEPTED
    assert scene.decisions.accept(other, 0, ANN).outcome is Outcome.ACCEPTED
    assert (scene.owner(invoice()), scene.owner(theirs)) == ("0.pdf", "1.pdf")


@pytest.mark.parametrize(
    "read", [invoice(vat_id="ATU13585627"), invoice(vat_id=None, seller=Party(name="Bäcker u. S. GmbH"))]
)
def test_the_same_number_day_and_total_are_accepted_again_beside_the_first_alone(scene: Scene, read: Invoice) -> None:
    first, again = scene.add(invoice()), scene.add(read)
    scene.decisions.accept(first, 0, ANN)
    assert scene.decisions.preview(*again).accepted == Original(run_id=NIGHT, position=0, document="0.pdf")
    note = Person(who="ann", note="The checks are wrong.")
    with pytest.raises(AlreadyAccepted):
        scene.decisions.accept(again, 0, note, despite=True)
    assert scene.decisions.accept(again, 0, note, despite=True, besides=first).outcome is Outcome.ACCEPTED


def test_two_invoices_of_one_supplier_share_its_bank_account(scene: Scene) -> None:
    for place in (scene.add(invoice("RE-1")), scene.add(invoice("RE-2"))):
        assert scene.decisions.accept(place, 0, ANN).outcome is Outcome.ACCEPTED


def test_refusing_an_accepted_invoice_gives_its_identity_back(scene: Scene) -> None:
    accepted, copy = scene.add(invoice(), Outcome.ACCEPTED), scene.add(invoice())
    with pytest.raises(AlreadyAccepted):
        scene.decisions.accept(copy, 0, ANN)
    scene.decisions.reject(accepted, 0, ANN)
    assert scene.owner(invoice()) is None
    scene.decisions.accept(copy, 0, ANN)
    assert scene.owner(invoice()) == "1.pdf"


def test_a_corrected_number_moves_the_identity(scene: Scene) -> None:
    place = scene.add(invoice("RE-I"), Outcome.ACCEPTED)
    scene.decisions.correct(place, 0, ANN, Edits({"invoice_number": Change("RE-1")}))
    assert (scene.owner(invoice("RE-I")), scene.owner(invoice("RE-1"))) == (None, "0.pdf")


def test_a_document_can_be_called_a_copy_of_another_but_not_of_itself(scene: Scene) -> None:
    first, copy = scene.add(invoice(), Outcome.ACCEPTED), scene.add(invoice())
    decided = scene.decisions.duplicate_of(copy, 0, ANN, first)
    assert (decided.outcome, decided.record.to_json()["reasons"]) == (Outcome.DUPLICATE, ["DUPLICATE_INVOICE"])
    assert decided.record.to_json()["duplicate_of"] == {"run_id": NIGHT, "position": 0, "document": "0.pdf"}
    assert "0.pdf" in decided.record.written()["detail"]
    for wrong in (first, DocumentPlace(NIGHT, 99)):
        with pytest.raises(NotDecidable, match="another document"):
            scene.decisions.duplicate_of(first, 0, ANN, wrong)
