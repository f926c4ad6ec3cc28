"""The sample inbox ends as its truths expect: the very run that ``make run`` shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.inboxes import run, settings
from tests.repository import SAMPLES


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return run(settings(tmp_path_factory.mktemp("samples"), SAMPLES), "night")


@pytest.mark.parametrize("truth", sorted(SAMPLES.glob("*.truth.json")), ids=lambda path: path.name.split(".")[0])
def test_a_sample_ends_as_expected(truth: Path, records: dict[str, dict[str, Any]]) -> None:
    stem = truth.name.removesuffix(".truth.json")
    record = next(record for name, record in records.items() if Path(name).stem == stem)
    expected = json.loads(truth.read_text("utf-8"))["expected"]
    assert record["outcome"] == expected["outcome"], record["detail"]
    assert set(expected["reasons"]) <= set(record["reasons"])


def test_every_file_of_the_inbox_has_one_record(records: dict[str, dict[str, Any]]) -> None:
    assert set(records) == {path.name for path in SAMPLES.iterdir() if not path.name.endswith(".truth.json")}


def test_copies_cost_no_call(records: dict[str, dict[str, Any]]) -> None:
    assert [record["calls"] for name, record in records.items() if record["outcome"] == "duplicate"] == [0, 0]
