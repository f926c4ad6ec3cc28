from __future__ import annotations

from pathlib import Path

import pytest
from upath import UPath

from invoice_llm_airflow.reference import drops, keep_reference, read_reference

BEFORE = {"header_accuracy": 0.70, "accepted_precision": 0.99}


@pytest.mark.parametrize(
    ("header", "precision", "fallen"),
    [
        (0.70, 0.99, []),
        (0.90, 1.00, []),
        (0.6901, 0.9801, []),
        (0.65, 0.99, ["header_accuracy fell from 0.7000 to 0.6500"]),
        (0.70, 0.90, ["accepted_precision fell from 0.9900 to 0.9000"]),
        (0.70, None, ["accepted_precision fell from 0.9900 to nothing"]),
    ],
)
def test_a_figure_may_fall_by_the_tolerance_and_no_more(
    header: float, precision: float | None, fallen: list[str]
) -> None:
    assert drops({"header_accuracy": header, "accepted_precision": precision}, BEFORE, 0.01) == fallen


def test_a_figure_that_was_not_known_before_cannot_fall() -> None:
    assert drops({"header_accuracy": 0.1}, {"header_accuracy": None}, 0.0) == []


def test_the_figures_are_kept_and_read_back(tmp_path: Path) -> None:
    path = UPath(tmp_path) / "output" / "reference.json"
    assert read_reference(path) is None
    keep_reference(path, BEFORE | {"documents": 16})
    assert read_reference(path) == BEFORE
