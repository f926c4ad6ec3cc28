"""``invoice-llm supplier``: what a decision taught can be seen, taken along and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoice_llm.cli import main
from tests.cli.printed import printed
from tests.homes import move_into
from tests.pipeline.inboxes import fill, invoice


@pytest.fixture(autouse=True)
def decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The total of an invoice does not fit its lines; a person corrects it."""
    move_into(tmp_path, monkeypatch, COLUMNS="200", LOGNAME="carla")
    inbox = fill(tmp_path / "inbox", {"b.pdf": invoice("AF-2026-00124", total="480.00")})
    assert main(["run", str(inbox), "--confidence-threshold", "0.3"]) == 0
    capsys.readouterr()
    assert main(["review", "list", "--json"]) == 0
    (row,) = printed(capsys)
    note = ("--despite", "--note", "their sum is wrong")
    assert main(["review", "accept", row["document"], *note]) == 0
    capsys.readouterr()


def key(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["supplier", "list", "--json"]) == 0
    (row,) = printed(capsys)
    assert (row["name"], row["taught"], row["confirmed"]) == ("Alder & Finch Trading Ltd", 1, 0)
    return str(row["key"])


def test_what_a_decision_taught_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    supplier = key(capsys)
    assert main(["supplier", "show", supplier, "--json"]) == 0
    (known,) = printed(capsys)
    labels = {one["path"]: one["label"] for one in known["fields"]}
    assert "invoice" in labels["invoice_number"]
    assert (known["currencies"], known["largest"], known["taught"]) == (["GBP"], "480.00", 1)
    assert main(["supplier", "show", supplier]) == 0
    assert "decided invoices: 1" in capsys.readouterr().out


def test_a_supplier_that_is_forgotten_is_not_remembered(capsys: pytest.CaptureFixture[str]) -> None:
    supplier = key(capsys)
    assert main(["supplier", "forget", supplier]) == 0
    assert main(["supplier", "forget", supplier]) == 1
    capsys.readouterr()
    assert main(["supplier", "list"]) == 0
    assert "Nothing is remembered yet" in capsys.readouterr().out
    assert main(["supplier", "show", supplier]) == 1
    assert "supplier list" in capsys.readouterr().err


def test_decided_invoices_are_taken_along_as_a_prompt_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supplier = key(capsys)
    assert main(["supplier", "prompts", supplier, "--output", str(tmp_path / "out"), "--json"]) == 0
    (made,) = printed(capsys)
    assert made["examples"] == 1
    assert Path(made["file"]).read_bytes().startswith(b"PK")
