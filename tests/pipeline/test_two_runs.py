"""Two runs over the same new invoice at once, in processes of their own, on both databases."""

from __future__ import annotations

import asyncio
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from invoice_llm import app
from invoice_llm.pipeline import RunParams
from invoice_llm.settings import Settings
from invoice_llm.store import open_store
from invoice_llm.store.runs.sole import FILE
from tests.pipeline.databases import BACKENDS, database
from tests.pipeline.inboxes import fill, invoice, run, settings
from tests.processes import HANG_S, fork_all

INVOICES = 50
RUNS = (("monday", False), ("tuesday", True), ("wednesday", False))


def night(settings: Settings, run_id: str, barrier: Barrier) -> None:
    """A run; both processes have found everything, and meet again before each chunk."""
    with app.open_pipeline(settings) as pipeline:
        chunks = pipeline.discover(run_id, RunParams(confidence_threshold=0.1))
        for chunk in chunks:
            barrier.wait(HANG_S)
            asyncio.run(pipeline.process(run_id, chunk))
        pipeline.summarize(run_id)


def _invoice(number: int) -> bytes:
    """Each has a day of its own: the same total on the same day could be the same invoice again."""
    return invoice(f"AF-{1000 + number}", date=f"{number % 28 + 1} {('March', 'April')[number // 28]} 2026")


@pytest.mark.parametrize("backend", BACKENDS)
def test_of_two_runs_over_the_same_new_invoices_at_once_one_accepts_each(backend: str, tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {f"{number}.pdf": _invoice(number) for number in range(INVOICES)})
    with database(backend, tmp_path) as url:
        shared = settings(tmp_path, inbox, database_url=url, chunk_size=10)
        barrier = get_context("fork").Barrier(2)
        fork_all(night, [(shared, run_id, barrier) for run_id in ("one", "two")])
        with open_store(url) as store:
            one, two = store.runs.records("one"), store.runs.records("two")
            claims = store.runs.identities_of(FILE)
    for pair in zip(one, two, strict=True):
        assert sorted(record.outcome for record in pair) == ["accepted", "duplicate"]
        (copy,) = [record for record in pair if record.outcome == "duplicate"]
        assert copy.reasons == ("SEEN_BEFORE",)
        assert copy.duplicate_of is not None
        assert copy.duplicate_of.run_id != ("one" if copy in one else "two")
    assert len(claims) == INVOICES


def test_a_run_with_force_decides_anew_what_another_has_decided(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": _invoice(0)})
    given = settings(tmp_path, inbox)
    outcomes = [run(given, run_id, confidence_threshold=0.1, force=force)["a.pdf"]["outcome"] for run_id, force in RUNS]
    assert outcomes == ["accepted", "accepted", "duplicate"]
