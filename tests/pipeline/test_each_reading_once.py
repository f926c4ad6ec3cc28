"""What is read off a document without a model is read once, however many steps, models and processes ask for it."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from invoice_llm import app
from invoice_llm.invoice.record import Record
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.pipeline import RunParams
from invoice_llm.reading.evidence.structure import structure_of
from invoice_llm.reading.parsing.assembly import assemble_in
from invoice_llm.reading.parsing.convention import habits_of
from invoice_llm.settings import Settings
from tests.llm.scripted_endpoint import Reply
from tests.pipeline.inboxes import fill, invoice, run, settings
from tests.pipeline.test_with_endpoint import all_correct, endpoint, read_as, with_key

READ_ONCE = (read_invoice, habits_of, structure_of)
DOCUMENTS = {"a.pdf": invoice(), "b.pdf": invoice("AF-2026-00124"), "c.pdf": invoice("AF-2026-00125")}


@contextmanager
def counting(*functions: Callable[..., Any]) -> Iterator[Counter[str]]:
    """Calls of these functions in this thread, whoever makes them and under whatever name."""
    names = {function.__code__: function.__name__ for function in functions}
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in names:
            calls[names[frame.f_code]] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)


def once_each(count: int) -> dict[str, int]:
    return {function.__name__: count for function in READ_ONCE}


def replies(documents: int) -> list[Reply]:
    """A right answer for each document, then verdicts."""
    return [*[read_as()] * documents, all_correct()]


def test_a_run_reads_each_document_once_whatever_a_model_answers(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", DOCUMENTS)
    with endpoint(*replies(3)) as server, counting(*READ_ONCE) as calls:
        records = run(with_key(tmp_path, inbox, server.base_url), "monday")
    assert {record["llm_model"] for record in records.values()} == {"gpt-6-luna"}
    assert calls == once_each(len(DOCUMENTS))


def test_the_label_reader_that_answers_as_a_model_reads_each_document_once(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", DOCUMENTS)
    with counting(*READ_ONCE) as calls:
        records = run(settings(tmp_path, inbox), "monday", validation_threshold=1.0)
    assert {record["llm_model"] for record in records.values()} == {"embedded-label-reader"}
    assert calls == once_each(len(DOCUMENTS))


def test_a_second_model_is_held_against_the_same_readings(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    wrong = read_as(invoice_number=None, issue_date=None, total_gross="£999.00", lines=[])
    with endpoint(wrong, read_as(), all_correct()) as server, counting(*READ_ONCE) as calls:
        run(with_key(tmp_path, inbox, server.base_url), "monday", confidence_threshold=1.0)
        assert [request["model"] for request in server.requests[:2]] == ["gpt-6-luna", "gpt-6.1-terra"]
    assert calls == once_each(1)


@pytest.mark.parametrize("with_model", [True, False], ids=["a model", "no model"])
def test_steps_in_processes_of_their_own_take_the_readings_that_are_kept(tmp_path: Path, with_model: bool) -> None:
    inbox = fill(tmp_path / "inbox", DOCUMENTS)
    with endpoint(*replies(3)) as server, counting(read_invoice, structure_of) as calls:
        given = with_key(tmp_path, inbox, server.base_url) if with_model else settings(tmp_path, inbox)
        records = run_step_by_step(given, RunParams(validation_threshold=1.0))
    assert len(records) == len(DOCUMENTS)
    assert calls == {"read_invoice": len(DOCUMENTS), "structure_of": len(DOCUMENTS)}


def test_an_answer_is_put_together_as_often_as_it_is_weighed_or_its_sums_are_compared(tmp_path: Path) -> None:
    """Once as the label reading for the duplicate key, once each for the two readings and for what is made of them, and
    once for each way to mix their amounts, lines and taxes: two by two by two at most, where no amount differs."""
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    with endpoint(read_as(), all_correct()) as server, counting(assemble_in) as calls:
        run(with_key(tmp_path, inbox, server.base_url), "monday")
    assert calls["assemble_in"] <= 1 + 3 + 8


def run_step_by_step(given: Settings, params: RunParams) -> list[Record]:
    """Every step with a pipeline of its own, so that nothing but the store is handed on."""
    with app.open_pipeline(given) as pipeline:
        chunks = pipeline.discover("night", params)
    for chunk in chunks:
        for step in ("detect_models", "extract", "accept", "validate", "route"):
            with app.open_pipeline(given) as pipeline:
                asyncio.run(getattr(pipeline, step)("night", chunk))
    with app.open_pipeline(given) as pipeline:
        pipeline.summarize("night")
        return pipeline.records("night")
