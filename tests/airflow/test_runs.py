"""The DAG in process, over real documents; the runs are made once by the ``runs`` fixture."""

from __future__ import annotations

import csv
import json
from collections import Counter
from typing import Any

import pytest
from upath import UPath

pytestmark = pytest.mark.airflow


def records(run: dict[str, Any]) -> list[dict[str, Any]]:
    path = UPath(run["values"]["summarize[-1]"]["jsonl"])
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_document_found_has_exactly_one_outcome(runs: dict[str, Any]) -> None:
    lines = records(runs["first"])
    assert sorted(line["document"] for line in lines) == [
        "empty.pdf",
        "invoice-1-copy.xml",
        "invoice-1.xml",
        "invoice-2.xml",
        "invoice-3.xml",
        "invoice-4.xml",
        "truncated.pdf",
    ]
    assert sum(runs["first"]["values"]["summarize[-1]"]["outcomes"].values()) == len(lines)


def test_outcomes_follow_from_what_the_files_are(runs: dict[str, Any]) -> None:
    outcomes = {line["document"]: (line["outcome"], line["reasons"]) for line in records(runs["first"])}
    assert outcomes["empty.pdf"] == ("rejected", ["EMPTY_FILE"])
    assert outcomes["truncated.pdf"] == ("rejected", ["UNREADABLE_FILE"])
    assert Counter(outcome for name, (outcome, _) in outcomes.items() if name.startswith("invoice-1")) == {
        "accepted": 1,
        "duplicate": 1,
    }


def test_the_table_has_the_same_documents_as_the_json_lines(runs: dict[str, Any]) -> None:
    with UPath(runs["first"]["values"]["summarize[-1]"]["csv"]).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["document"] for row in rows] == [line["document"] for line in records(runs["first"])]


def test_a_second_run_has_nothing_to_read_and_succeeds(runs: dict[str, Any]) -> None:
    second = runs["second"]
    assert second["state"] == "success"
    assert second["values"]["discover[-1]"] == []
    assert second["tasks"]["invoices.extract_data[-1]"] == "skipped"
    assert second["values"]["summarize[-1]"]["calls"] == 0
    assert all("SEEN_BEFORE" in line["reasons"] for line in records(second))


def test_no_document_reaches_a_threshold_of_one_so_acceptance_is_skipped(runs: dict[str, Any]) -> None:
    tasks = runs["forced"]["tasks"]
    assert tasks["invoices.high_confidence_extraction[0]"] == "skipped"
    assert tasks["invoices.route[0]"] == "success"
    assert "accepted" not in runs["forced"]["values"]["summarize[-1]"]["outcomes"]


def test_validation_is_skipped_where_nothing_is_doubtful(runs: dict[str, Any]) -> None:
    assert runs["forced"]["tasks"]["invoices.quality_validation[0]"] == "skipped"


def test_a_misspelt_param_fails_the_first_task_and_nothing_is_read(runs: dict[str, Any]) -> None:
    tasks = runs["misspelt"]["tasks"]
    assert tasks["discover[-1]"] == "failed"
    assert tasks["invoices.extract_data[-1]"] == "upstream_failed"
    assert runs["misspelt"]["state"] == "failed"


def test_a_param_out_of_range_starts_no_run(runs: dict[str, Any]) -> None:
    assert "1.5 is greater than the maximum of 1" in runs["out_of_range"]["refused"]


def test_an_inbox_outside_the_allowed_folders_is_refused(runs: dict[str, Any]) -> None:
    assert runs["outside"]["tasks"]["discover[-1]"] == "failed"


def test_xcom_stays_below_100_kb_with_a_thousand_documents_a_chunk(runs: dict[str, Any]) -> None:
    extracted = runs["first"]["values"]["invoices.extract_data[0]"]
    per_document = max(len(json.dumps(row)) for row in extracted["documents"]) + len("999") + len(", ")
    assert per_document * 1000 < 100_000
    assert runs["first"]["largest"] < 1000
