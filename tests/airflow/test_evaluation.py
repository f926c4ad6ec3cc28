"""The evaluation DAG over labelled documents: what it keeps, what it forgives and what it fails on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.airflow.conftest import ubl_invoice
from tests.airflow.homes import airflow_env, copy_home
from tests.repository import ROOT

pytestmark = pytest.mark.airflow
FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Evaluations:
    """What became of the runs, what they printed, and where they wrote."""

    runs: dict[str, Any]
    log: str
    output: Path


@pytest.fixture(scope="module")
def evaluations(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluations:
    home = copy_home(migrated_home, tmp_path_factory.mktemp("home"))
    (home / "dags" / "invoice_extraction.py").unlink()
    inbox = tmp_path_factory.mktemp("labelled")
    for number in range(15):
        (inbox / f"e-{number:02}.xml").write_text(ubl_invoice(f"RE-{number:02}", net=100))
        truth = {"invoice_number": f"RE-{number:02}", "total_gross": "119.00", "currency": "EUR"}
        (inbox / f"e-{number:02}.truth.json").write_text(json.dumps(truth))
    shutil.copy(ROOT / "samples" / "inbox" / "en-clean-services.pdf", inbox)
    env = airflow_env(home, inbox) | {"INVOICE_LLM_OCR": "off", "PYTHONPATH": str(ROOT)}
    answer = home / "answer.json"
    command = [sys.executable, "-m", "tests.airflow.evaluation_runs", str(inbox), str(answer)]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    log = done.stdout + done.stderr
    assert answer.exists(), log[-3000:]
    return Evaluations(json.loads(answer.read_text()), log, home / "output")


def written(evaluations: Evaluations, name: str) -> dict[str, Any]:
    values: dict[str, Any] = evaluations.runs[name]["values"]["evaluate[-1]"]
    return values


def test_the_first_run_becomes_the_reference_and_the_next_is_no_worse(evaluations: Evaluations) -> None:
    assert [evaluations.runs[name]["state"] for name in ("first", "again")] == ["success", "success"]
    reference = json.loads((evaluations.output / "evaluation_reference" / "auto" / "report.json").read_text())
    assert (reference["documents"], reference["route"]) == (16, "auto")
    assert "No significant difference. 15 labelled documents" in evaluations.log


def test_a_run_leaves_a_report_for_people_and_one_for_machines(evaluations: Evaluations) -> None:
    figures = written(evaluations, "first")
    assert (figures["documents"], figures["header_accuracy"]) == (16, 1.0)
    assert json.loads(Path(figures["report"]).read_text())["header_accuracy"] == 1.0
    assert Path(figures["page"]).read_text().startswith("<!doctype html>")
    assert (Path(figures["page"]).parent / "report.md").is_file()


def test_a_significant_drop_fails_and_names_fields_and_documents(evaluations: Evaluations) -> None:
    tasks = evaluations.runs["fallen"]["tasks"]
    assert (tasks["evaluate[-1]"], tasks["compare_with_reference[-1]"]) == ("success", "failed")
    assert "Total fell from 100.0 % to 20.0 %" in evaluations.log
    assert "worse in 12 documents, better in 0, p 0.0005 (e-00.xml, e-01.xml" in evaluations.log
    assert "Significantly worse" in Path(written(evaluations, "fallen")["page"]).read_text()


def test_a_change_that_is_wanted_is_kept_and_later_runs_are_held_against_it(evaluations: Evaluations) -> None:
    assert [evaluations.runs[name]["state"] for name in ("kept", "after")] == ["success", "success"]


def test_reading_by_ocr_alone_without_an_engine_fails_and_says_why(evaluations: Evaluations) -> None:
    assert evaluations.runs["ocr"]["tasks"]["evaluate[-1]"] == "failed"
    assert "reading by OCR alone needs an engine: OCR is off" in evaluations.log
