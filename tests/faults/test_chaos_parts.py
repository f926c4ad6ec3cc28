"""The parts of a chaos run that everything else rests on: the queue that loses no chunk, and the documents."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from benchmarks.chaos.documents import fill
from benchmarks.chaos.outage import Outage
from benchmarks.chaos.queue import MOST_TRIES, ChunkQueue
from benchmarks.chaos.report import most_under_way
from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.label_reader.reader import read_invoice
from tests.faults.account import Entry


def test_each_chunk_is_taken_by_one_worker(tmp_path: Path) -> None:
    queue = ChunkQueue(tmp_path)
    queue.put("run", [0, 1, 2])
    taken = [queue.take(worker) for worker in ("a", "b", "a", "b")]
    assert [(job.run_id, job.chunk) if job else None for job in taken] == [("run", 0), ("run", 1), ("run", 2), None]


def test_what_a_dead_worker_had_is_taken_by_another(tmp_path: Path) -> None:
    queue = ChunkQueue(tmp_path)
    queue.put("run", [0])
    queue.take("a")
    assert (queue.take("b"), queue.unfinished()) == (None, 1)
    assert queue.give_back("a") == 1
    job = queue.take("b")
    assert job is not None
    queue.finish(job)
    assert queue.unfinished() == 0


def test_a_chunk_that_fails_every_time_is_given_up_with_its_errors(tmp_path: Path) -> None:
    queue = ChunkQueue(tmp_path)
    queue.put("run", [4])
    while job := queue.take("a"):
        queue.fail(job, ValueError("no luck"))
    assert (queue.given_up(), queue.unfinished()) == (["run~00004"], 0)
    assert [error.strip().endswith("ValueError: no luck") for error in queue.errors()] == [True] * MOST_TRIES


def test_the_documents_are_different_and_the_same_seed_makes_the_same(tmp_path: Path) -> None:
    totals = fill(tmp_path / "one", 30, seed=3)
    assert fill(tmp_path / "two", 30, seed=3) == totals
    made = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert len(set(made.values())) == 30


def test_a_document_prints_the_number_and_the_total_that_it_is_held_against(tmp_path: Path) -> None:
    for number, total in fill(tmp_path, 10, seed=3).items():
        document = read_bytes((tmp_path / f"{number}.pdf").read_bytes(), Limits())
        printed = read_invoice(layout_text(document.pages))
        assert (printed.invoice_number, Decimal(printed.total_gross or "0")) == (number, total)


def entry(arrived: float, ended: float, fault: str | None = None) -> Entry:
    return Entry(
        number=0,
        request_id="r",
        digest="d",
        model="m",
        fault=fault,
        arrived=arrived,
        arrived_at="",
        ended=ended,
    )


def test_the_most_under_way_are_counted_where_they_overlap() -> None:
    assert most_under_way([entry(0, 2), entry(1, 3), entry(2, 4), entry(5, 6)]) == 2
    assert most_under_way([entry(0, 9), entry(1, 3), entry(2, 4)]) == 3


def test_an_outage_that_too_many_calls_meet_or_none_at_all_breaks_its_promise() -> None:
    outage = Outage.parse("outage_503:10:7")
    most = outage.most_calls(32)
    assert most == 32 + 3 * 3
    met = [entry(0, 1, "outage_503")]
    assert not outage.promise(met * most, 32).broken
    assert outage.promise(met * (most + 1), 32).broken
    assert outage.promise([entry(0, 1)], 32).broken
