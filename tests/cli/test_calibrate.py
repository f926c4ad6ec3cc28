"""``invoice-llm calibrate`` from labels beside documents, and the file it makes in use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from invoice_llm.cli import main
from invoice_llm.cli.calibration_tables import print_calibration
from invoice_llm.errors import ConfigurationError
from invoice_llm.reading.confidence import Calibration
from tests.pipeline.inboxes import INVOICE, page


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {
        "AIRFLOW_HOME": str(tmp_path / "home"),
        "INVOICE_LLM_PROVIDER": "embedded",
        "INVOICE_LLM_OCR": "off",
        "INVOICE_LLM_OUTPUT": str(tmp_path / "output"),
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def labelled(folder: Path, count: int) -> Path:
    """Invoices of two suppliers; of half of each one's the labels say that number and total are others."""
    folder.mkdir()
    for index in range(count):
        seller = ("Alder & Finch Trading Ltd", "Rosemary Gardens Ltd")[index % 2]
        text = INVOICE.format(number=f"AF-{index:03}", date="2 March 2026", total="408.00", more="")
        (folder / f"{index}.pdf").write_bytes(page(text.replace("Alder & Finch Trading Ltd", seller), note=str(index)))
        truth = {
            "invoice_number": f"AF-{index:03}" if index % 4 > 1 else "another",
            "issue_date": "2026-03-02",
            "due_date": "2026-05-01",
            "currency": "GBP",
            "seller_name": seller,
            "total_net": "340.00",
            "total_tax": "68.00",
            "total_gross": "408.00" if index % 4 > 1 else "999.00",
        }
        (folder / f"{index}.truth.json").write_text(json.dumps(truth), "utf-8")
    return folder


def test_too_few_labels_say_uncalibrated_and_change_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = labelled(home / "few", 2)
    assert main(["calibrate", str(folder), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["status"], said["refitted"], said["files"]) == ("uncalibrated", None, [])
    assert said["labels"] > 10
    assert main(["calibrate", str(folder)]) == 1
    assert "uncalibrated" in capsys.readouterr().out
    assert not (home / "output").exists()


def test_labels_make_a_file_a_picture_and_a_report(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, target = labelled(home / "many", 12), home / "made" / "own.json"
    assert main(["calibrate", str(folder), "--output", str(target), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["status"], said["calibrator"], said["wrong"], said["suppliers"]) == ("calibrated", "platt", 12, 2)
    assert said["files"] == [str(target), str(target.with_suffix(".svg"))]
    assert sum(one["count"] for one in said["refitted"]["bins"]) == said["labels"]
    own, shipped = Calibration.load(target), Calibration.load()
    signals = {"labelled": 1.0, "alone": 1.0}
    assert own.probability("number", signals) < shipped.probability("number", signals)


def test_the_file_is_what_weighs_once_a_setting_names_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, target = labelled(home / "many", 12), home / "own.json"
    assert main(["calibrate", str(folder), "--output", str(target)]) == 0
    capsys.readouterr()
    assert main(["extract", str(folder / "1.pdf"), "--json"]) == 0
    before = json.loads(capsys.readouterr().out)["evidence"]["total_net"]["confidence"]
    monkeypatch.setenv("INVOICE_LLM_CALIBRATION_FILE", str(target))
    assert main(["extract", str(folder / "1.pdf"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["evidence"]["total_net"]["confidence"] < before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no JSON", "no JSON"),
        ('{"weights": {}}', "about"),
        (
            '{"about": {}, "weights": {"weather": 1}, "calibrator": {"kind": "platt", "slope": 1, "shift": 0}}',
            "weather",
        ),
    ],
)
def test_a_file_that_is_no_calibration_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "odd.json").write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=told):
        Calibration.load(tmp_path / "odd.json")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Calibration.load(tmp_path / "none.json")


@pytest.mark.parametrize(("refitted", "said"), [(0.05, "Set INVOICE_LLM_CALIBRATION_FILE"), (0.06, "keep it until")])
def test_a_refit_is_only_recommended_where_it_judges_better(refitted: float, said: str) -> None:
    console = Console(record=True, width=200)
    figures = {"ece": 0.02, "brier": 0.06, "bins": [], "promise": None}
    report = {"status": "calibrated", "calibrator": "platt", "labels": 60, "wrong": 5, "suppliers": 2}
    report |= {"in_use": figures, "refitted": {**figures, "brier": refitted}}
    print_calibration(console, report, ["own.json"])
    assert said in console.export_text()
