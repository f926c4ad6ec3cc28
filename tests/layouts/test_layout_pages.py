"""Pages of invoice programs: made alike by the same seed, with a truth that says what they print."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("reportlab")

from benchmarks.layouts.__main__ import fill, page
from benchmarks.layouts.every_layout import LAYOUTS
from benchmarks.layouts.table import rows_of, table


def test_the_same_seed_writes_the_same_pages(tmp_path: Path) -> None:
    for name in ("one", "other"):
        fill(tmp_path / name, 2, seed=4, only=("odoo", "amazon"))
    written = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(written) == 8
    for path in written:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "other" / path).read_bytes()


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_the_truth_of_a_page_adds_up(name: str) -> None:
    _, truth = page(LAYOUTS[name], random.Random(f"sums/{name}"))
    assert truth["invoice_number"]
    assert truth.get("line_items", True)
    if truth.get("total_net") and truth.get("total_tax"):
        assert Decimal(truth["total_net"]) + Decimal(truth["total_tax"]) == Decimal(truth["total_gross"])


def reading(name: str, outcome: str, verdicts: list[str], lines: tuple[int, int, int]) -> dict[str, object]:
    counted = dict(zip(("matched", "found", "expected"), lines, strict=True))
    fields = [{"verdict": verdict} for verdict in verdicts]
    return {"name": name, "outcome": outcome, "score": {"fields": fields, "lines": counted}}


def test_the_table_has_a_row_for_each_layout_and_one_for_all() -> None:
    report = json.loads(
        json.dumps(
            {
                "readings": [
                    reading("a/1.pdf", "accepted", ["correct", "wrong"], (1, 2, 2)),
                    reading("b/1.pdf", "review", ["correct", "correct"], (1, 1, 1)),
                ]
            }
        )
    )
    first, second, whole = rows_of(report)
    assert (first.header, first.lines, first.accepted, first.wrong) == (0.5, 0.5, 1, 1)
    assert (second.header, second.lines, second.accepted, second.wrong) == (1.0, 1.0, 0, 0)
    assert (whole.documents, whole.header) == (2, 0.75)
    assert table([first, second, whole]).splitlines()[1].startswith("a ")
