"""What a run did not take is said in its summary."""

from __future__ import annotations

from pathlib import Path

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.pipeline.intake.left_out import LeftOut
from tests.pipeline.inboxes import LETTER, fill, invoice, page, settings


def test_the_summary_counts_files_that_wait_and_files_that_a_limit_leaves(tmp_path: Path) -> None:
    files = {"a.pdf": invoice(), "b.pdf": page(LETTER), "c.pdf": page(LETTER, note="2"), "d.pdf.part": b"half"}
    given = settings(tmp_path, fill(tmp_path / "inbox", files))
    with app.open_pipeline(given) as pipeline:
        pipeline.discover("night", RunParams(limit=1))
        summary = pipeline.summarize("night")
        assert (summary["documents"], summary["waiting"], summary["left_for_next_run"]) == (1, 1, 2)
        pipeline.discover("next", RunParams())
        assert pipeline.summarize("next")["left_for_next_run"] == 0


def test_people_are_told_in_sentences() -> None:
    assert LeftOut(waiting=1, left_for_next_run=20).sentences() == [
        "1 file was still being written and waited for the next run.",
        "20 files were left for the next run by a limit.",
    ]
    assert LeftOut.of({"documents": 3}).sentences() == []


def test_more_documents_than_can_be_mapped_one_by_one_go_into_larger_chunks(tmp_path: Path) -> None:
    files = {f"{n}.pdf": f"%PDF- not really {n}".encode() for n in range(7)}
    given = settings(tmp_path, fill(tmp_path / "inbox", files), chunk_size=1)
    with app.open_pipeline(given) as pipeline:
        assert pipeline.discover("night", RunParams(), max_chunks=3) == [0, 1, 2]
        assert len(pipeline.records("night")) == 0
        assert pipeline.summarize("night")["documents"] == 7
