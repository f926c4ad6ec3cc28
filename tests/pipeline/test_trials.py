"""What is read on trial, by ``extract`` or ``eval``, is read by the next night as if nobody had looked at it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from invoice_llm import app, lookups
from invoice_llm.evaluation import evaluate
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from tests.pipeline.inboxes import fill, invoice, run, settings
from tests.repository import ROOT

EASY = 0.1
DATA = ROOT / "samples" / "inbox" / "de-xrechnung-ubl.xml"


def tried(ours: Settings, run_id: str, *files: Path) -> list[str]:
    """Outcomes of files that are read on trial, as ``extract`` does."""
    with app.open_pipeline(ours) as pipeline:
        chunks = pipeline.discover_files(run_id, RunParams(confidence_threshold=EASY), files)
        asyncio.run(pipeline.process_all(run_id, chunks, lambda _done, _total: None))
        pipeline.summarize(run_id)
        return [str(record.outcome) for record in pipeline.records(run_id)]


def outcomes(ours: Settings, run_id: str) -> dict[str, str]:
    return {name: record["outcome"] for name, record in run(ours, run_id, confidence_threshold=EASY).items()}


def test_a_file_and_an_invoice_that_were_tried_are_accepted_by_the_night(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"same.pdf": invoice("AF-1"), "other-file.pdf": invoice("AF-2", more="Thank you")})
    loose = fill(tmp_path / "loose", {"other.pdf": invoice("AF-2")})
    ours = settings(tmp_path, inbox)
    assert tried(ours, "extract__1", inbox / "same.pdf", loose / "other.pdf") == ["accepted", "accepted"]
    assert lookups.count_new_documents(ours) == 2
    assert outcomes(ours, "night") == {"same.pdf": "accepted", "other-file.pdf": "accepted"}
    assert outcomes(ours, "next") == {"same.pdf": "duplicate", "other-file.pdf": "duplicate"}


def test_a_later_copy_of_what_was_tried_and_then_accepted_is_a_duplicate(tmp_path: Path) -> None:
    first = fill(tmp_path / "first", {"first.pdf": invoice("AF-1")})
    copy = fill(tmp_path / "copy", {"copy.pdf": invoice("AF-1", more="Thank you")})
    tried(settings(tmp_path, first), "extract__1", first / "first.pdf")
    assert outcomes(settings(tmp_path, first), "monday") == {"first.pdf": "accepted"}
    assert tried(settings(tmp_path, copy), "extract__2", copy / "copy.pdf") == ["duplicate"]
    assert outcomes(settings(tmp_path, copy), "tuesday") == {"copy.pdf": "duplicate"}


def test_a_folder_that_was_scored_is_read_by_the_night(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"one.pdf": invoice("AF-1")})
    ours = settings(tmp_path, inbox)
    evaluate(inbox, ours, params=RunParams(force=True, confidence_threshold=EASY))
    assert outcomes(ours, "night") == {"one.pdf": "accepted"}


def test_what_was_tried_teaches_nothing_and_leaves_no_account(tmp_path: Path) -> None:
    ours = settings(tmp_path, tmp_path)
    assert tried(ours, "extract__1", DATA) == ["accepted"]
    with app.ready_store(ours) as store:
        assert store.runs.identities_of("account:") == []
        assert store.lessons.suppliers() == ()
