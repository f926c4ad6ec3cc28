"""What reviewers teach, from documents that were really read."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from invoice_llm import app
from invoice_llm.errors import NotDecidable
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.prompt_pack import PromptPack
from invoice_llm.prompt_pack.pack import FALLBACK, own_prompts
from invoice_llm.review import Change, Edits, ReviewService, examples, labelled
from invoice_llm.store import DocumentPlace
from tests.pipeline.inboxes import fill, invoice, run, settings
from tests.review.stored_night import ANN, Scene
from tests.review.stored_night import invoice as made

SUPPLIER = "gb823447181"


def test_examples_are_the_suppliers_own_latest_first_and_say_what_was_misread(scene: Scene) -> None:
    first = scene.add(made("RE-1"))
    second = scene.add(made("RE-2", gross="190.00"))
    other = scene.add(made("RE-3", vat_id="ATU13585627"))
    scene.decisions.accept(first, 0, ANN)
    scene.decisions.correct(second, 0, ANN, Edits({"total_gross": Change("119.00")}))
    scene.decisions.accept(other, 0, ANN)
    found = examples(scene.store, supplier_key="de136695976")
    assert [(one.place, one.corrected) for one in found] == [(second, True), (first, False)]
    assert [one.place for one in examples(scene.store, supplier_key="de136695976", limit=1)] == [second]


def test_an_invoice_model_of_several_suppliers_has_no_examples(scene: Scene) -> None:
    scene.decisions.accept(scene.add(made("RE-1")), 0, ANN)
    assert len(examples(scene.store, invoice_model="bakery_v1")) == 1
    scene.decisions.accept(scene.add(made("RE-3", vat_id="ATU13585627")), 0, ANN)
    assert examples(scene.store, invoice_model="bakery_v1") == ()
    assert examples(scene.store, invoice_model=FALLBACK) == examples(scene.store) == ()


def test_labels_hold_the_first_reading_against_what_people_left(scene: Scene) -> None:
    right, wrong, none, saved = (scene.add(made(f"RE-{n}", gross="119.00" if n else "190.00")) for n in range(4))
    scene.decisions.correct(right, 0, ANN, Edits({"due_date": Change("2026-12-09")}), accept=False)
    scene.decisions.correct(right, 1, ANN, Edits({"total_gross": Change("119.00")}))
    scene.decisions.accept(wrong, 0, ANN)
    scene.decisions.not_an_invoice(none, 0, ANN)
    scene.decisions.correct(saved, 0, ANN, Edits({"due_date": Change("2026-12-09")}), accept=False)
    labels = {label.place: label for label in labelled(scene.store)}
    assert set(labels) == {right, wrong, none}
    assert (before := labels[right].before.invoice) is not None
    assert str(before.total_gross) == "190.00"
    assert before.due_date == date(2026, 12, 2)
    after = labels[right].after
    assert after is not None
    assert (str(after.total_gross), str(after.due_date)) == ("119.00", "2026-12-09")
    assert (labels[none].after, labels[none].outcome) == (None, Outcome.REJECTED)


def test_what_was_taken_back_teaches_nothing(scene: Scene) -> None:
    place = scene.add(made())
    scene.decisions.accept(place, 0, ANN)
    scene.decisions.undo(place, 1, ANN)
    assert list(labelled(scene.store)) == []
    assert examples(scene.store, supplier_key="de136695976") == ()
    scene.decisions.accept(place, 2, ANN)
    assert [label.action for label in labelled(scene.store)] == ["accept"]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ReviewService]:
    """An inbox with two invoices of one supplier, read by the embedded reader."""
    inbox = fill(
        tmp_path / "inbox", {"a.pdf": invoice(), "b.pdf": invoice("AF-2026-00124", date="2 March 2026", total="400.00")}
    )
    wanted = settings(tmp_path, inbox)
    run(wanted, "night")
    with app.open_review(wanted) as opened:
        yield opened


def test_a_prompt_folder_of_real_documents_loads_and_shows_what_is_printed(
    service: ReviewService, tmp_path: Path
) -> None:
    with pytest.raises(NotDecidable, match="accept or correct"):
        service.prompt_folder(SUPPLIER)
    place = DocumentPlace("night", 1)
    document = service.store.documents.get(*place)
    assert document is not None
    assert (document.row.outcome, document.row.supplier_key) == ("review", SUPPLIER)
    clicked = Change("2026-03-02", page=1, bbox=(0.5, 0.1, 0.6, 0.12), quote="2 March 2026")
    edits = Edits({"total_gross": Change("408.00"), "issue_date": clicked})
    service.decisions.correct(place, 0, ANN, edits)
    made = service.prompt_folder(SUPPLIER)
    assert (made.name, made.filename, made.examples) == (
        "alder_finch_trading_ltd_v1",
        "alder_finch_trading_ltd_v1.zip",
        1,
    )
    shutil.copytree(own_prompts(), tmp_path / "prompts")
    zipfile.ZipFile(io.BytesIO(made.data)).extractall(tmp_path / "prompts")
    model = PromptPack.load(tmp_path / "prompts").model(made.name)
    (example,) = model.examples
    answer = example.answer
    assert (answer.invoice_number, answer.issue_date, answer.seller.name) == (
        "AF-2026-00124",
        "2 March 2026",
        "Alder & Finch Trading Ltd",
    )
    assert [(line.description, line.quantity, line.unit_price, line.line_total) for line in answer.lines] == [
        ("Bath towel, white", "40", "6.50", "260.00"),
        ("Hand towel, white", "25", "3.20", "80.00"),
    ]
    assert (answer.currency, answer.iban) == ("£", "GB33 BUKB 2020 1555 5555 55")
    assert answer.total_gross is None, "408.00 is not on that page: the total that is printed is another"
    assert model.hints.vat_ids == ("GB 823 4471 81",)
    assert model.notes == {"issue_date": '"2 March 2026" is 2026-03-02.'}
