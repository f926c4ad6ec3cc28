"""``invoice-llm review`` as a clerk without a browser uses it, on documents that were really read."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from invoice_llm.cli import main
from tests.cli.printed import printed
from tests.homes import move_into
from tests.pipeline.inboxes import fill, invoice
from tests.repository import SAMPLES


@pytest.fixture(autouse=True)
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One invoice is right; the total of the other one does not fit its lines."""
    move_into(tmp_path, monkeypatch, COLUMNS="200", LOGNAME="carla")
    wrong = invoice("AF-2026-00124", total="480.00")
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "b.pdf": wrong})
    assert main(["run", str(inbox), "--confidence-threshold", "0.3"]) == 0
    capsys.readouterr()


def waiting(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["review", "list", "--json"]) == 0
    (row,) = printed(capsys)
    assert (row["invoice_number"], row["total_gross"], row["version"]) == ("AF-2026-00124", "480.00", 0)
    return str(row["document"])


def records(tmp_path: Path) -> dict[str, dict[str, Any]]:
    (path,) = (tmp_path / "output").glob("*/invoices.jsonl")
    return {record["document"]: record for record in map(json.loads, path.read_text("utf-8").splitlines())}


def test_the_queue_and_a_document_are_shown_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    document = waiting(capsys)
    assert main(["review", "list"]) == 0
    out = capsys.readouterr().out
    assert "480.00 GBP" in out
    assert "1 of 1 waiting." in out
    assert main(["review", "show", document]) == 0
    out = capsys.readouterr().out
    assert "stops" in out
    assert "BR-CO-15" in out
    assert "AF-2026-00124" in out


def test_a_wrong_total_is_corrected_and_reaches_the_written_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = waiting(capsys)
    assert main(["review", "accept", document]) == 1
    assert "checks fail" in capsys.readouterr().err
    assert main(["review", "correct", document, "total_gross=408.00", "--json"]) == 0
    (decided,) = printed(capsys)
    assert (decided["outcome"], decided["version"], decided["written"]) == ("accepted", 1, True)
    record = records(tmp_path)["b.pdf"]
    assert (record["invoice"]["total_gross"], record["reviewed_by"]) == ("408.00", "carla")
    (table,) = (tmp_path / "output").glob("*/invoices.csv")
    with table.open(encoding="utf-8", newline="") as file:
        assert {row["document"]: row["total_gross"] for row in csv.DictReader(file)}["b.pdf"] == "408.00"
    assert main(["review", "list"]) == 0
    assert "Nothing waits for a person." in capsys.readouterr().out


def test_a_date_that_can_be_read_in_two_ways_is_accepted_only_as_one_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = fill(tmp_path / "second", {"c.pdf": (SAMPLES / "ambiguous-date.pdf").read_bytes()})
    assert main(["run", str(inbox)]) == 0
    capsys.readouterr()
    assert main(["review", "list", "--json", "--text", "kestrel"]) == 0
    (row,) = printed(capsys)
    assert main(["review", "accept", row["document"]]) == 1
    told = capsys.readouterr().err
    given = re.findall(r"issue_date=[0-9-]+", told)
    assert len(set(given)) == 2, told
    assert main(["review", "correct", row["document"], given[1], "--json"]) == 0
    (decided,) = printed(capsys)
    assert decided["outcome"] == "accepted"


def test_every_refusal_and_its_undo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = waiting(capsys)
    first = f"{document.rpartition('/')[0]}/0"
    for action, outcome in (
        (["reject"], "rejected"),
        (["not-an-invoice"], "rejected"),
        (["duplicate", "--of", first], "duplicate"),
    ):
        assert main(["review", action[0], document, *action[1:], "--who", "dora", "--note", "So it is."]) == 0
        record = records(tmp_path)["b.pdf"]
        assert (record["outcome"], record["reviewed_by"]) == (outcome, "dora")
        assert "So it is." in record["detail"]
        assert main(["review", "undo", document]) == 0
        assert records(tmp_path)["b.pdf"]["outcome"] == "review"
    capsys.readouterr()
    assert main(["review", "show", document, "--json"]) == 0
    (shown,) = printed(capsys)
    actions = [decision["action"] for decision in shown["decisions"]]
    assert actions == ["reject", "undo", "not_an_invoice", "undo", "duplicate", "undo"]


def test_a_version_that_is_no_longer_there_is_refused_with_who_decided(capsys: pytest.CaptureFixture[str]) -> None:
    document = waiting(capsys)
    assert main(["review", "reject", document, "--version", "0", "--who", "dora"]) == 0
    assert main(["review", "accept", document, "--version", "0"]) == 1
    assert "dora has decided on this document meanwhile (reject" in capsys.readouterr().err


def test_saved_values_leave_it_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    document = waiting(capsys)
    assert main(["review", "correct", document, "due_date=2026-05-02", "--save"]) == 0
    capsys.readouterr()
    assert main(["review", "list", "--json", "--text", "alder finch"]) == 0
    (row,) = printed(capsys)
    assert (row["due_date"], row["version"], row["outcome"]) == ("2026-05-02", 1, "review")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["accept", "nowhere/3"], "no document at position 3"),
        (["accept", "nowhere"], "write RUN/POSITION"),
        (["correct", "DOCUMENT", "total_gross"], "no FIELD=VALUE"),
        (["correct", "DOCUMENT", "total_gross=4,08"], "total_gross: Write the number with a point"),
        (["correct", "DOCUMENT", "totl=4"], "totl: There is no such field."),
        (["duplicate", "DOCUMENT", "--of", "nowhere/1"], "name another document"),
        (["undo", "DOCUMENT"], "nothing to take back"),
        (["show", "nowhere/1"], "no finished document"),
        (["write", "nowhere"], "there is no run"),
    ],
)
def test_what_cannot_be_done_is_said_and_fails(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = waiting(capsys)
    assert main(["review", *(document if one == "DOCUMENT" else one for one in arguments)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert sentence in captured.err


def test_a_lost_file_of_records_is_written_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = waiting(capsys)
    before = records(tmp_path)
    (path,) = (tmp_path / "output").glob("*/invoices.jsonl")
    path.unlink()
    assert main(["review", "write", document.rpartition("/")[0]]) == 0
    assert records(tmp_path) == before
