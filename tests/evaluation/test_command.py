"""``invoice-llm eval`` with kept reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invoice_llm.cli import main
from invoice_llm.evaluation import Report
from invoice_llm.evaluation.keeping import save_report
from tests.evaluation.test_comparing import with_digits_swapped, with_fields


@pytest.fixture
def two_reports(samples: Report, tmp_path: Path) -> tuple[str, str]:
    """Before, and after a change that misreads every total."""
    save_report(samples, tmp_path / "before")
    save_report(with_fields(samples, with_digits_swapped), tmp_path / "after")
    return str(tmp_path / "before"), str(tmp_path / "after" / "report.json")


def test_two_kept_reports_are_compared(two_reports: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--compare", *two_reports]) == 0
    out = capsys.readouterr().out
    assert "Significantly worse: Header values right, Documents one could pay by" in out
    assert "en-clean-services.pdf" in out
    assert main(["eval", "--compare", *two_reports, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "total_gross" in found["significant_drops"]
    assert found["fields"]["total_gross"]["difference"] == -1.0


def test_a_drop_can_end_a_build(two_reports: tuple[str, str]) -> None:
    before, after = two_reports
    assert main(["eval", "--compare", before, after, "--fail-on-drop"]) == 1
    assert main(["eval", "--compare", after, before, "--fail-on-drop"]) == 0


def test_what_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval"]) == 1
    assert "name a labelled folder, or two reports" in capsys.readouterr().err
    assert main(["eval", "--compare", str(tmp_path), str(tmp_path)]) == 1
    assert "holds no report.json" in capsys.readouterr().err
