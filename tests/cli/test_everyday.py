"""The command in everyday use: short names, earlier results, folders, tables that fit a terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from invoice_llm.cli import main
from tests.homes import move_into
from tests.pipeline.inboxes import LETTER, fill, invoice, page


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move_into(tmp_path, monkeypatch, COLUMNS="80")
    fill(tmp_path / "inbox", {"a.pdf": invoice(), "b.pdf": invoice("AF-2026-00124", total="480.00")})


def out_of(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(arguments)) == code
    return capsys.readouterr().out


def test_every_document_has_one_line_that_fits_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    lines = out_of(capsys, "run", "inbox").splitlines()
    assert [line.split()[:3] for line in lines[1:3]] == [["0", "a.pdf", "accepted"], ["1", "b.pdf", "review"]]
    assert max(map(len, lines[:3])) <= 80
    assert "408.00 GBP" in lines[1]
    out_of(capsys, "show")
    assert max(map(len, out_of(capsys, "review", "list").splitlines())) <= 80


def test_the_configured_inbox_is_read_where_none_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVOICE_LLM_INBOX", "inbox")
    assert "2 documents" in out_of(capsys, "run")


def test_a_second_run_shows_what_was_read_then(capsys: pytest.CaptureFixture[str]) -> None:
    out_of(capsys, "run", "inbox")
    second = out_of(capsys, "run", "inbox")
    assert second.startswith("As it was read in run__")
    assert "AF-2026-00123" in second
    assert (
        "2 documents: 2 duplicate; 0 calls, $0.000000. Everything was seen before; above stands what became of it then."
        in second
    )
    assert "AF-2026-00123" in out_of(capsys, "show", "0")


def test_a_document_is_named_by_its_number_in_the_latest_run_or_in_any(capsys: pytest.CaptureFixture[str]) -> None:
    out_of(capsys, "run", "inbox")
    assert "SUM_MISMATCH" not in out_of(capsys, "show", "1")
    assert "480.00" in out_of(capsys, "show", "1/1")
    (record,) = map(json.loads, out_of(capsys, "show", "1", "--json").splitlines())
    assert record["document"] == "b.pdf"
    assert "1/1" in out_of(capsys, "review", "list")
    assert "BR-CO-15" in out_of(capsys, "review", "show", "1")
    assert "rejected" in out_of(capsys, "review", "reject", "1/1", "--note", "twice")
    assert out_of(capsys, "show", "1/").count("AF-2026-0012") == 2


def test_a_name_that_names_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "7"]) == 1
    assert "there is no run yet" in capsys.readouterr().err
    out_of(capsys, "run", "inbox")
    assert main(["show", "7"]) == 1
    assert "there is no finished document 7" in capsys.readouterr().err
    assert main(["review", "show", "9/0"]) == 1
    assert "there is no run 9; 'invoice-llm runs' lists them" in capsys.readouterr().err


def test_the_runs_are_listed_the_latest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert "There is no run yet" in out_of(capsys, "runs")
    out_of(capsys, "run", "inbox")
    out_of(capsys, "run", "inbox")
    listed = out_of(capsys, "runs").splitlines()
    assert [line.split()[0] for line in listed[1:]] == ["2", "1"]
    assert "1 accepted, 1 review" in listed[2]
    (first,) = map(json.loads, out_of(capsys, "runs", "--json", "--limit", "1").splitlines())
    assert (first["number"], first["outcomes"]) == (2, {"duplicate": 2})


def test_extract_shows_the_values_of_a_few_documents_and_reads_folders(capsys: pytest.CaptureFixture[str]) -> None:
    single = out_of(capsys, "extract", "inbox/a.pdf")
    assert "invoice_number" in single
    assert "AF-2026-00123" in single
    fill(Path("inbox"), {"c.pdf": invoice("AF-2026-00125"), "d.pdf": page(LETTER), "e.pdf.part": b"unfinished"})
    whole = out_of(capsys, "extract", "inbox")
    assert "4 documents: 2 accepted, 1 review, 1 rejected" in whole
    assert main(["extract", "nowhere"]) == 1
    assert "no such file: nowhere" in capsys.readouterr().err


def test_a_tier_that_nobody_serves_is_refused_before_the_first_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "inbox", "--model-tier", "premium"]) == 1
    assert "model tier premium needs an endpoint; set OPENAI_API_KEY" in capsys.readouterr().err
    assert "There is no run yet" in out_of(capsys, "runs")


def test_a_shell_completes_commands_and_options(tmp_path: Path) -> None:
    import subprocess
    import sys

    line = "invoice-llm rev"
    env = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "offered"),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "COMP_TYPE": "9",
    }
    subprocess.run([sys.executable, "-m", "invoice_llm"], env=env, check=False)
    assert (tmp_path / "offered").read_text().split() == ["review"]
