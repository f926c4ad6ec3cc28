"""``invoice-llm purge``: first what it would take, then the same taken."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from invoice_llm.cli import main
from tests.pipeline.inboxes import fill, invoice, run, settings
from tests.pipeline.test_purge import began

TODAY = datetime.now(UTC).date()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    run(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice()})), "[red]old", confidence_threshold=0.1)
    return tmp_path


def test_a_look_and_a_purge_tell_the_same_counts(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    began(f"sqlite:///{home / 'invoice_llm.db'}", "[red]old", datetime(2026, 1, 5, tzinfo=UTC))
    purge = ["purge", "--before", "2026-02-01"]
    assert main([*purge, "--json"]) == 0
    looked = json.loads(capsys.readouterr().out)
    assert (looked["done"], looked["runs"], looked["documents"], looked["files"]) == (False, 1, 1, 1)
    assert main(purge) == 0
    assert "Would be taken: 1 runs, 1 documents" in capsys.readouterr().out
    assert main([*purge, "--yes"]) == 0
    told = capsys.readouterr().out
    assert "Taken: 1 runs, 1 documents" in told
    assert "those of [red]old" in told, "what a run is called is no markup"
    assert main([*purge, "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"] == 0


def test_a_run_that_has_to_stay_is_named_and_the_command_fails(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(settings(home, fill(home / "more", {"b.pdf": invoice("AF-9", total="999.00")})), "waits")
    began(f"sqlite:///{home / 'invoice_llm.db'}", "waits", datetime(2026, 1, 5, tzinfo=UTC))
    assert main(["purge", "--before", "2026-02-01", "--yes"]) == 1
    assert "Run waits stays: 1 documents wait for a person" in capsys.readouterr().out


def test_a_day_to_come_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", "--before", str(TODAY + timedelta(days=2))]) == 1
    assert "is a day to come; name one that is past" in capsys.readouterr().err


def test_without_a_day_nothing_is_done() -> None:
    with pytest.raises(SystemExit):
        main(["purge", "--yes"])
