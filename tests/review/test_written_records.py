"""The files of a run follow what people decide, also after a crash, a hand edit, or a decision made too early."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.pipeline.records.delivering import deliver_decided
from invoice_llm.review import Change, Edits
from invoice_llm.store import DocumentPlace
from tests.pipeline.inboxes import fill, invoice, settings
from tests.review.stored_night import ANN, NIGHT, Scene
from tests.review.stored_night import invoice as made


def test_only_the_lines_of_what_was_decided_are_made_anew(scene: Scene) -> None:
    places = [scene.add(made(f"RE-{number}", payment_terms='30\ndays, "net"')) for number in range(4)]
    scene.end()
    before = (scene.folder / "invoices.jsonl").read_bytes().splitlines()
    scene.decisions.accept(places[2], 0, ANN)
    after = (scene.folder / "invoices.jsonl").read_bytes().splitlines()
    assert [was == now for was, now in zip(before, after, strict=True)] == [True, True, False, True]
    assert scene.written() == [record.written() for record in scene.store.runs.records(NIGHT)]


def test_the_table_is_the_same_as_if_it_were_written_whole(scene: Scene) -> None:
    names = ["=1+1", "a\r\nb", 'say "no"', "-5", "Müller, Söhne"]
    places = [scene.add(made(f"RE-{number}"), name=name) for number, name in enumerate(names)]
    scene.end()
    for place in places[::2]:
        scene.decisions.correct(place, 0, ANN, Edits({"seller.name": Change('@SUM("x"),\ny')}))
    by_line = [(scene.folder / name).read_bytes() for name in ("invoices.jsonl", "invoices.csv")]
    assert scene.decisions.write_records(NIGHT)
    assert [(scene.folder / name).read_bytes() for name in ("invoices.jsonl", "invoices.csv")] == by_line


@pytest.mark.parametrize("name", ["invoices.jsonl", "invoices.csv"])
@pytest.mark.parametrize("damage", [b"", b"something else\n", b"\xff\xfe", b"{}\n{}\n"])
def test_a_file_that_is_not_as_it_was_written_is_written_whole(scene: Scene, name: str, damage: bytes) -> None:
    places = [scene.add(made("RE-1")), scene.add(made("RE-2"))]
    scene.end()
    (scene.folder / name).write_bytes(damage)
    scene.decisions.accept(places[1], 0, ANN)
    assert scene.written() == [record.written() for record in scene.store.runs.records(NIGHT)]
    assert [row["outcome"] for row in scene.table()] == ["review", "accepted"]


def test_what_could_not_be_written_is_written_with_the_next_decision(scene: Scene) -> None:
    places = [scene.add(made(f"RE-{number}")) for number in range(3)]
    scene.end()
    aside = scene.folder.rename(scene.folder.with_name("aside"))
    scene.folder.write_text("a file in the way")
    assert not scene.decisions.accept(places[0], 0, ANN).written
    scene.folder.unlink()
    aside.rename(scene.folder)
    assert [record["outcome"] for record in scene.written()] == ["review"] * 3
    scene.decisions.reject(places[2], 0, ANN)
    assert [record["outcome"] for record in scene.written()] == ["accepted", "review", "rejected"]


def test_nothing_is_written_for_a_run_that_goes_on(scene: Scene) -> None:
    scene.decisions.accept(scene.add(made()), 0, ANN)
    assert not scene.folder.exists()
    assert not deliver_decided(scene.store, NIGHT)
    with pytest.raises(LookupError):
        deliver_decided(scene.store, "nowhere")


def test_a_decision_made_before_the_run_ended_is_in_its_records(tmp_path: Path) -> None:
    wanted = settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice(total="480.00")}))
    with app.open_pipeline(wanted) as pipeline, app.open_review(wanted) as service:
        for chunk in pipeline.discover("night", RunParams()):
            asyncio.run(pipeline.process("night", chunk))
        service.decisions.correct(DocumentPlace("night", 0), 0, ANN, Edits({"total_gross": Change("408.00")}))
        summary = pipeline.summarize("night")
    text = Path(summary["jsonl"]).read_text("utf-8")
    assert '"reviewed_by": "ann"' in text
    assert summary["outcomes"] == {"accepted": 1}
