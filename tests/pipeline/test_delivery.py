"""Every decided document reaches its run's records once: this night, the next one, or by the command."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from invoice_llm import app
from invoice_llm.cli import main
from invoice_llm.pipeline import RunParams
from invoice_llm.pipeline.intake.file_names import escaped_name, unescaped_name
from invoice_llm.pipeline.records import record_files
from invoice_llm.settings import Settings
from tests.pipeline.inboxes import fill, invoice, settings

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a file system takes root")


def lines(home: Path) -> dict[str, list[dict[str, Any]]]:
    """Written lines by run."""
    found = (home / "output").glob("*/invoices.jsonl")
    return {path.parent.name: [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in found}


def accepted(home: Path) -> Counter[str]:
    """How often each accepted document stands in a record, over all runs."""
    every = (line for run in lines(home).values() for line in run)
    return Counter(line["document"] for line in every if line["outcome"] == "accepted")


def night(wanted: Settings, run_id: str) -> dict[str, Any]:
    with app.open_pipeline(wanted) as pipeline:
        for chunk in pipeline.discover(run_id, RunParams()):
            asyncio.run(pipeline.process(run_id, chunk))
        return pipeline.summarize(run_id)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fill(tmp_path / "inbox", {f"{n}.pdf": invoice(f"AF-{n}") for n in (1, 2)})
    return tmp_path


def test_a_file_in_the_way_of_the_output_costs_no_record_and_the_next_night_says_so(home: Path) -> None:
    wanted = settings(home, home / "inbox")
    (home / "output").write_text("in the way")
    summary = night(wanted, "monday")
    assert (summary["outcomes"], summary["undelivered"]) == ({"accepted": 2}, 2)
    assert "invoice-llm deliver monday" in summary["delivery_error"]
    (home / "output").unlink()
    later = night(wanted, "tuesday")
    assert (later["outcomes"], later["delivered_late"]) == ({"duplicate": 2}, {"monday": 2})
    assert accepted(home) == {"1.pdf": 1, "2.pdf": 1}
    assert {line["document"] for line in lines(home)["monday"]} == {"1.pdf", "2.pdf"}
    assert night(wanted, "wednesday")["delivered_late"] == {}


def test_a_run_that_never_summarized_is_delivered_by_the_next_one_into_its_own_folder(home: Path) -> None:
    wanted = settings(home, home / "inbox", chunk_size=1)
    with app.open_pipeline(wanted) as pipeline:
        chunks = pipeline.discover("killed", RunParams())
        asyncio.run(pipeline.process("killed", chunks[0]))
    summary = night(wanted, "next")
    assert summary["delivered_late"] == {"killed": 1}
    assert [line["document"] for line in lines(home)["killed"]] == ["1.pdf"]
    assert {line["document"]: line["outcome"] for line in lines(home)["next"]} == {
        "1.pdf": "duplicate",
        "2.pdf": "accepted",
    }


def test_the_command_delivers_at_once_and_fails_while_something_is_left(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", str(home))
    wanted = settings(home, home / "inbox")
    blocked = home / "output"
    blocked.write_text("in the way")
    night(wanted, "monday")
    deliver = ["deliver", "--json", "--output", str(blocked)]
    assert main(deliver) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["undelivered"], [one["run_id"] for one in told["runs"]]) == (2, ["monday"])
    blocked.unlink()
    assert main(deliver) == 0
    (one,) = json.loads(capsys.readouterr().out)["runs"]
    assert (one["delivered"], one["undelivered"], one["error"]) == (2, 0, None)
    assert accepted(home) == {"1.pdf": 1, "2.pdf": 1}
    assert main(deliver) == 0
    assert json.loads(capsys.readouterr().out) == {"undelivered": 0, "runs": []}


def test_records_that_somebody_deleted_are_written_again_when_their_run_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", str(home))
    table = Path(night(settings(home, home / "inbox"), "monday")["csv"])
    before = table.read_bytes()
    table.unlink()
    assert main(["deliver", "monday"]) == 0
    assert table.read_bytes() == before
    assert main(["deliver", "nowhere"]) == 1
    assert "there is no run 'nowhere'" in capsys.readouterr().err


@AS_ROOT
def test_a_full_disk_leaves_whole_files_or_none_and_is_told_in_a_sentence(home: Path) -> None:
    output = home / "output"
    output.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(output)], check=True)
    try:
        summary = night(settings(home, home / "inbox"), "monday")
        assert "No space left on device" in summary["delivery_error"]
        assert summary["undelivered"] == 2
        assert not list(output.rglob("*.part"))
    finally:
        subprocess.run(["umount", str(output)], check=True)
    assert night(settings(home, home / "inbox"), "tuesday")["delivered_late"] == {"monday": 2}
    assert accepted(home) == {"1.pdf": 1, "2.pdf": 1}


@AS_ROOT
def test_an_output_that_is_read_only_is_told_in_a_sentence(home: Path) -> None:
    output = home / "output"
    output.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(output)], check=True)
    try:
        assert "Read-only file system" in night(settings(home, home / "inbox"), "monday")["delivery_error"]
    finally:
        subprocess.run(["umount", str(output)], check=True)
    assert night(settings(home, home / "inbox"), "tuesday")["delivered_late"] == {"monday": 2}


def test_a_name_that_is_not_utf_8_costs_no_document_its_record_and_can_be_had_back(home: Path) -> None:
    odd = os.fsdecode(b"caf\xe9 \\ 1.pdf")
    (home / "inbox" / odd).write_bytes(invoice("AF-3"))
    assert night(settings(home, home / "inbox"), "monday")["undelivered"] == 0
    names = {line["document"] for line in lines(home)["monday"]}
    assert names == {"1.pdf", "2.pdf", r"caf\xe9 \\ 1.pdf"}
    assert {unescaped_name(name) for name in names} == {"1.pdf", "2.pdf", odd}


@pytest.mark.parametrize("name", ["a.pdf", "a\\b", "\\xe9", "\udce9", "\\\udce9\\\\", "\ud800x", "\\ud800", "é", ""])
def test_an_escaped_name_takes_any_encoding_and_no_two_are_alike(name: str) -> None:
    escaped_name(name).encode("utf-8")
    assert unescaped_name(escaped_name(name)) == name


def test_a_record_that_this_version_cannot_read_keeps_no_other_from_its_file(home: Path) -> None:
    wanted = settings(home, home / "inbox")
    with app.open_pipeline(wanted) as pipeline:
        for chunk in pipeline.discover("monday", RunParams()):
            asyncio.run(pipeline.process("monday", chunk))
        odd = '{"document": "1.pdf", "outcome": "accepted", "confidence": "very sure"}'
        with create_engine(wanted.database_url).begin() as connection:
            connection.execute(text("UPDATE invoice_llm_found SET record = :odd WHERE position = 0"), {"odd": odd})
        summary = pipeline.summarize("monday")
    assert (summary["undelivered"], summary["outcomes"]) == (0, {"accepted": 2})
    assert lines(home)["monday"][0] == json.loads(odd)
    assert accepted(home) == {"1.pdf": 1, "2.pdf": 1}


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.pipeline.inboxes import settings
from tests.pipeline.test_delivery import MOMENTS, night
wanted, home = MOMENTS[sys.argv[1]], Path(sys.argv[2])

def die_then(event, arguments):
    if event == wanted[0] and wanted[1] in str(arguments[wanted[2]]):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die_then)
night(settings(home, home / "inbox"), "killed")
"""
MOMENTS = {
    "before writing": ("open", "killed/invoices.csv.", 0),
    "before renaming": ("os.rename", "killed/invoices.jsonl", 1),
    "between the files": ("os.rename", "killed/invoices.csv", 1),
    "before the mark": ("os.listdir", "output/killed", 0),
}
"""Event of the interpreter, and what one of its arguments holds."""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_at_any_moment_of_the_writing_is_made_good_by_the_next_night(home: Path, moment: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, moment, str(home)], check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    for files in lines(home).values():
        assert len(files) == 2
    summary = night(settings(home, home / "inbox"), "next")
    assert summary["delivered_late"] == {"killed": 2}
    assert accepted(home) == {"1.pdf": 1, "2.pdf": 1}
    assert {path.name for path in (home / "output" / "killed").iterdir()} == {
        record_files.JSONL,
        record_files.CSV,
        record_files.LINES,
    }
