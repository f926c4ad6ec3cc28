"""Whole runs with the embedded reader, on SQLite."""

import asyncio
import csv
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from invoice_llm import app
from invoice_llm.errors import ConfigurationError
from invoice_llm.invoice.telling import as_sentences
from invoice_llm.pipeline import RunParams
from tests.pipeline.inboxes import INVOICE, LETTER, fill, invoice, page, run, settings


def test_a_clean_invoice_is_accepted_with_the_place_of_every_value(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    record = run(settings(tmp_path, inbox), "monday")["a.pdf"]
    assert (record["outcome"], record["reasons"]) == ("accepted", [])
    assert record["invoice"]["invoice_number"] == "AF-2026-00123"
    assert (record["invoice"]["total_gross"], record["invoice"]["currency"]) == ("408.00", "GBP")
    assert record["invoice"]["seller"]["name"] == "Alder & Finch Trading Ltd"
    assert record["invoice_model"] == "vendor_a_v2"
    spot = record["evidence"]["total_gross"]
    assert (spot["page"], spot["source"]) == (1, "text")
    assert "408.00" in spot["quote"]
    assert all(0 <= side <= 1 for side in spot["bbox"])
    assert record["prompt_version"]
    assert record["calls"] > 0
    assert record["cost_usd"] == "0.000000"


def test_every_document_has_one_outcome_and_the_counts_add_up(tmp_path: Path) -> None:
    files = {
        "accepted.pdf": invoice(),
        "copy.pdf": invoice(),
        "resent.pdf": page_of_the_same_invoice(),
        "other.pdf": invoice("AF-2026-00124"),
        "wrong-sum.pdf": invoice("AF-2026-00125", total="480.00"),
        "letter.pdf": page(LETTER),
        "empty.pdf": b"",
        "truncated.pdf": invoice()[:600],
        "notes.txt": b"just a text",
        "blank.pdf": page(""),
    }
    records = run(settings(tmp_path, fill(tmp_path / "inbox", files)), "monday")
    assert {name: (record["outcome"], record["reasons"][:1]) for name, record in records.items()} == {
        "accepted.pdf": ("accepted", []),
        "copy.pdf": ("duplicate", ["DUPLICATE_FILE"]),
        "resent.pdf": ("duplicate", ["DUPLICATE_INVOICE"]),
        "other.pdf": ("accepted", []),
        "wrong-sum.pdf": ("review", ["SUM_MISMATCH"]),
        "letter.pdf": ("rejected", ["NOT_AN_INVOICE"]),
        "empty.pdf": ("rejected", ["EMPTY_FILE"]),
        "truncated.pdf": ("rejected", ["UNREADABLE_FILE"]),
        "notes.txt": ("review", ["UNSUPPORTED_FILE"]),
        "blank.pdf": ("review", ["NO_TEXT"]),
    }
    assert sum(records[name]["calls"] for name in ("copy.pdf", "resent.pdf", "empty.pdf", "blank.pdf")) == 0


def page_of_the_same_invoice() -> bytes:
    return invoice(more="COPY")


def test_a_second_run_has_seen_everything_and_makes_no_call(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "b.pdf": invoice(more="COPY"), "c.pdf": b""})
    run(settings(tmp_path, inbox), "monday")
    records = run(settings(tmp_path, inbox), "tuesday")
    assert {record["outcome"] for record in records.values()} == {"duplicate"}
    assert {tuple(record["reasons"]) for record in records.values()} == {("SEEN_BEFORE",)}
    assert sum(record["calls"] for record in records.values()) == 0
    assert "as a.pdf in run monday: accepted" in records["a.pdf"]["detail"]


def test_force_reads_again_without_paying_again(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    run(settings(tmp_path, inbox), "monday")
    record = run(settings(tmp_path, inbox), "tuesday", force=True)["a.pdf"]
    assert (record["outcome"], record["calls"]) == ("accepted", 0)


def test_the_same_number_in_another_year_is_another_invoice(tmp_path: Path) -> None:
    files = {"old.pdf": invoice("AF-7", date="2 December 2025"), "new.pdf": invoice("AF-7", date="2 March 2026")}
    records = run(settings(tmp_path, fill(tmp_path / "inbox", files)), "monday")
    assert [record["outcome"] for record in records.values()] == ["accepted", "accepted"]


def test_the_same_number_with_another_total_is_left_to_a_person_or_a_duplicate_but_not_accepted(tmp_path: Path) -> None:
    first = fill(tmp_path / "inbox", {"a.pdf": invoice("AF-7")})
    run(settings(tmp_path, first), "monday")
    fill(first, {"b.pdf": invoice("AF-7", total="409.00")})
    record = run(settings(tmp_path, first), "tuesday")["b.pdf"]
    assert record["outcome"] == "review"
    assert record["reasons"][0] == "DUPLICATE_INVOICE"


def test_the_same_number_with_another_total_that_adds_up_is_no_copy_and_goes_to_a_person(tmp_path: Path) -> None:
    other = INVOICE.replace("260.00", "460.00").replace("6.50", "11.50").replace("340.00", "540.00")
    other = other.replace("68.00", "108.00").format(number="AF-7", date="2 March 2026", total="648.00", more="")
    files = {"a.pdf": invoice("AF-7"), "b.pdf": page(other)}
    records = run(settings(tmp_path, fill(tmp_path / "inbox", files)), "monday")
    assert records["a.pdf"]["outcome"] == "accepted"
    assert (records["b.pdf"]["outcome"], records["b.pdf"]["reasons"]) == ("review", ["DUPLICATE_INVOICE"])


def test_a_file_that_is_too_large_is_left_unread_for_a_person(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"big.pdf": invoice() + b"\0" * 1_100_000, "a.pdf": invoice()})
    records = run(settings(tmp_path, inbox, max_file_mb=1), "monday")
    assert (records["big.pdf"]["outcome"], records["big.pdf"]["reasons"]) == ("review", ["TOO_LARGE"])
    assert records["a.pdf"]["outcome"] == "accepted"


def test_a_file_that_cannot_be_read_waits_alone_and_comes_again(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    loop = inbox / "loop.pdf"
    os.mkfifo(inbox / "pipe.pdf")  # no file at all: not listed
    loop.symlink_to(inbox / "a.pdf")
    with app.open_pipeline(settings(tmp_path, inbox)) as pipeline:
        pipeline.discover("night", RunParams())
        (kept,) = (tmp_path / "invoice_llm" / "files").rglob("*" + "?" * 60)
        kept.unlink()
        asyncio.run(pipeline.process("night", 0))
        pipeline.summarize("night")
        records = {record.document: record for record in pipeline.records("night")}
    assert (records["a.pdf"].outcome, records["a.pdf"].reasons) == ("deferred", ("OUT_OF_REACH",))
    assert "could not be taken from the inbox" in as_sentences(records["a.pdf"].why)
    assert run(settings(tmp_path, inbox), "next")["a.pdf"]["outcome"] == "accepted"


def test_a_stricter_threshold_accepts_less(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    record = run(settings(tmp_path, inbox), "monday", confidence_threshold=0.999)["a.pdf"]
    assert (record["outcome"], record["reasons"]) == ("review", ["LOW_CONFIDENCE"])


def test_the_limit_goes_on_with_what_is_new(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {f"{n}.pdf": invoice(f"AF-{n}") for n in range(3)})
    assert list(run(settings(tmp_path, inbox), "monday", limit=2)) == ["0.pdf", "1.pdf"]
    second = run(settings(tmp_path, inbox), "tuesday", limit=2)
    assert {name: record["outcome"] for name, record in second.items()} == {
        "0.pdf": "duplicate",
        "1.pdf": "duplicate",
        "2.pdf": "accepted",
    }


def test_what_no_step_has_decided_is_failed_and_comes_again(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "copy.pdf": invoice()})
    with app.open_pipeline(settings(tmp_path, inbox)) as pipeline:
        pipeline.discover("killed", RunParams())
        pipeline.summarize("killed")
        assert [record.outcome for record in pipeline.records("killed")] == ["failed", "failed"]
    records = run(settings(tmp_path, inbox), "next")
    assert [record["outcome"] for record in records.values()] == ["accepted", "duplicate"]


def test_a_step_that_is_done_again_only_does_what_is_left(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "b.pdf": invoice("AF-2")})
    with app.open_pipeline(settings(tmp_path, inbox)) as pipeline:
        assert pipeline.discover("night", RunParams()) == [0]
        fill(inbox, {"0-late.pdf": invoice("AF-3")})
        assert pipeline.discover("night", RunParams()) == [0]
        for _ in range(2):
            asyncio.run(pipeline.process("night", 0))
        summary = pipeline.summarize("night")
    assert summary["outcomes"] == {"accepted": 2}
    records = [json.loads(line) for line in Path(summary["jsonl"]).read_text("utf-8").splitlines()]
    assert [record["document"] for record in records] == ["a.pdf", "b.pdf"]
    assert max(record["calls"] for record in records) == 1


def test_the_summary_says_what_the_gates_of_the_dag_need(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "letter.pdf": page(LETTER)})
    with app.open_pipeline(settings(tmp_path, inbox)) as pipeline:
        pipeline.discover("night", RunParams())
        detected = asyncio.run(pipeline.detect_models("night", 0))
        extracted = asyncio.run(pipeline.extract("night", 0))
    assert detected["models"] == {"vendor_a_v2": 1}
    assert [row["position"] for row in extracted["documents"]] == [0]
    assert extracted["confidence"] == extracted["documents"][0]["confidence"] >= 0.75
    assert extracted["field_count"] == 9


def test_a_document_that_the_budget_does_not_cover_is_deferred_and_taken_up_later(tmp_path: Path) -> None:
    models = tmp_path / "models.yaml"
    models.write_text("models: {embedded-label-reader: {price: {input: 1000000, output: 1000000}}}")
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    poor = settings(tmp_path, inbox, models_file=models, daily_budget_usd=Decimal("0.01"))
    record = run(poor, "monday")["a.pdf"]
    assert (record["outcome"], record["reasons"]) == ("deferred", ["BUDGET_REACHED"])
    assert run(settings(tmp_path, inbox), "tuesday")["a.pdf"]["outcome"] == "accepted"


def test_the_csv_has_a_row_for_every_document(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "c.pdf": b""})
    with app.open_pipeline(settings(tmp_path, inbox)) as pipeline:
        pipeline.discover("night", RunParams())
        asyncio.run(pipeline.process("night", 0))
        table = Path(pipeline.summarize("night")["csv"])
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["document"], row["outcome"], row["total_gross"]) for row in rows] == [
        ("a.pdf", "accepted", "408.00"),
        ("c.pdf", "rejected", ""),
    ]


def test_an_inbox_outside_the_roots_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {})
    with (
        app.open_pipeline(settings(tmp_path, inbox)) as pipeline,
        pytest.raises(ConfigurationError, match="outside the allowed folders"),
    ):
        pipeline.discover("night", RunParams(inbox="/etc"))


def test_batch_mode_says_that_it_is_not_there(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {})
    with app.open_pipeline(settings(tmp_path, inbox)) as pipeline, pytest.raises(ConfigurationError, match="realtime"):
        pipeline.discover("night", RunParams(mode="batch"))
