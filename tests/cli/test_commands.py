"""The console command as a person or a script calls it, in a process of its own where standard output matters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from invoice_llm.cli import main
from tests.cli.printed import printed
from tests.homes import move_into
from tests.pipeline.inboxes import LETTER, fill, invoice, page


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move_into(tmp_path, monkeypatch, COLUMNS="200")


def test_run_prints_the_table_the_counts_and_the_paths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice(), "letter.pdf": page(LETTER)})
    assert main(["run", str(inbox)]) == 0
    out = capsys.readouterr().out
    assert "AF-2026-00123" in out
    assert "408.00 GBP" in out
    assert "2 documents: 1 accepted, 1 rejected; 1 calls, $0.000000." in out  # none about the letter
    assert "This is not an invoice." in out
    assert (tmp_path / "output").is_dir()


def test_a_second_run_says_that_everything_was_seen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox = fill(tmp_path / "inbox", {"a.pdf": invoice()})
    main(["run", str(inbox)])
    capsys.readouterr()
    assert main(["run", str(inbox)]) == 0
    assert "Everything was seen before; above stands what became of it then." in capsys.readouterr().out


def test_json_is_alone_on_standard_output(tmp_path: Path) -> None:
    fill(tmp_path / "inbox", {"a.pdf": invoice()})
    command = [sys.executable, "-m", "invoice_llm.cli", "run", "inbox", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    (record,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(record) >= {
        *("document", "sha256", "outcome", "reasons", "confidence", "invoice", "evidence", "invoice_model"),
        *("llm_model", "prompt_version", "calls", "tokens", "cost_usd"),
    }
    assert set(record["tokens"]) == {"input", "cached", "output"}


def test_extract_reads_the_same_file_as_often_as_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(tmp_path, {"a.pdf": invoice(), "same.pdf": invoice(more="Thank you")})
    for _ in range(2):
        assert main(["extract", "a.pdf", "same.pdf", "--json"]) == 0
        records = printed(capsys)
        assert [record["invoice"]["invoice_number"] for record in records] == ["AF-2026-00123"] * 2
        assert [record["outcome"] for record in records] == ["accepted"] * 2


def test_a_missing_file_is_named_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "nothing.pdf"]) == 1
    captured = capsys.readouterr()
    assert (captured.out, "nothing.pdf" in captured.err) == ("", True)


def test_a_document_left_over_for_the_next_run_fails_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models.yaml"
    models.write_text("models: {embedded-label-reader: {price: {input: 1000000, output: 1000000}}}")
    monkeypatch.setenv("INVOICE_LLM_MODELS_FILE", str(models))
    monkeypatch.setenv("INVOICE_LLM_DAILY_BUDGET_USD", "0.01")
    assert main(["run", str(fill(tmp_path / "inbox", {"a.pdf": invoice()}))]) == 1


def test_spend_tells_the_day_by_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", str(fill(tmp_path / "inbox", {"a.pdf": invoice()}))])
    capsys.readouterr()
    assert main(["spend", "--json"]) == 0
    (report,) = printed(capsys)
    assert (report["budget_usd"], report["spent_usd"], report["held_usd"]) == ("100.000000", "0.000000", "0.000000")
    model = report["by_model"]["embedded-label-reader"]
    assert report["calls"] == model["calls"] > 0
    assert model["input"] > 100
    assert main(["spend", "--day", "2020-01-01"]) == 0
    assert "0 calls" in capsys.readouterr().out


def test_spend_tells_what_a_run_and_several_days_cost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", str(fill(tmp_path / "inbox", {"a.pdf": invoice()})), "--json"])
    capsys.readouterr()
    assert main(["spend", "--json"]) == 0
    (day,) = printed(capsys)
    (run_id,) = day["by_run"]
    assert main(["spend", "--run", run_id, "--json"]) == 0
    (run,) = printed(capsys)
    assert (run["run"], run["calls"], run["by_model"]) == (run_id, day["calls"], day["by_model"])
    assert main(["spend", "--from", "2020-01-01", "--to", "2020-01-03", "--json"]) == 0
    (period,) = printed(capsys)
    assert [(one["day"], one["calls"]) for one in period["days"]] == [(f"2020-01-0{n}", 0) for n in (1, 2, 3)]
    assert main(["spend", "--from", day["day"], "--json"]) == 0
    (until_today,) = printed(capsys)
    assert until_today["days"][0] == day


def test_spend_shows_models_and_operations_or_the_groups_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run", str(fill(tmp_path / "inbox", {"a.pdf": invoice()}))])
    capsys.readouterr()
    assert main(["spend"]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("embedded-label-reader", "operation", "extract", "1 document with calls"))
    for group in ("model", "invoice_model", "operation", "run", "day"):
        assert main(["spend", "--by", group]) == 0
        out = capsys.readouterr().out
        assert out.splitlines()[3].strip("┃ ").startswith(group.replace("_", " "))


@pytest.mark.parametrize(
    ("asked", "told", "code"),
    [
        (["--day", "2026-13-01"], "'2026-13-01' is no date", 2),
        (["--day", "2026-11-01", "--run", "x"], "not allowed with", 2),
        (["--by", "colour"], "invalid choice", 2),
        (["--from", "2026-11-02", "--to", "2026-11-01"], "2026-11-02 is after the last", 1),
        (["--to", "2026-11-01"], "--to needs --from", 1),
        (["--run", "nonsense"], "no run 'nonsense'", 1),
    ],
)
def test_spend_says_what_it_cannot_answer(
    asked: list[str], told: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        returned = main(["spend", *asked])
    except SystemExit as left:
        returned = int(left.code or 0)
    captured = capsys.readouterr()
    assert (returned, captured.out) == (code, "")
    assert told in captured.err


def test_show_prints_the_latest_run_or_a_named_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show"]) == 1
    assert "no run yet" in capsys.readouterr().err
    main(["run", str(fill(tmp_path / "inbox", {"a.pdf": invoice()}))])
    capsys.readouterr()
    assert main(["show"]) == 0
    assert "AF-2026-00123" in capsys.readouterr().out
    assert main(["show", "nonsense"]) == 1
    assert "nonsense" in capsys.readouterr().err


def test_eval_scores_a_labelled_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = fill(tmp_path / "labelled", {"a.pdf": invoice(), "b.pdf": invoice("AF-9"), "unlabelled.pdf": b""})
    truth = {"invoice_number": "AF-2026-00123", "total_gross": "408.00", "due_date": None}
    (folder / "a.truth.json").write_text(json.dumps(truth))
    (folder / "b.truth.json").write_text(json.dumps({"invoice_number": "AF-8"}))
    assert main(["eval", str(folder), "--json"]) == 0
    (report,) = printed(capsys)
    assert (report["documents"], report["scored"]) == (3, 2)
    assert report["fields"]["invoice_number"] == {"correct": 1, "wrong": 1, "missing": 0, "invented": 0}
    assert report["fields"]["due_date"]["invented"] == 1
    assert report["header_accuracy"] == round(2 / 3, 4)
    assert set(report) >= {"line_f1", "accepted_share", "accepted_precision"}
    assert main(["eval", str(folder)]) == 0
    assert "invoice_number" in capsys.readouterr().out
    assert main(["eval", str(tmp_path / "none")]) == 1


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("INVOICE_LLM_CONCURRENCY", "many", "is not a number"),
        ("INVOICE_LLM_PROVIDER", "other", "takes one of auto"),
        ("INVOICE_LLM_TIMEZONE", "Nowhere", "no time zone"),
        ("INVOICE_LLM_DATABASE_URL", "mysql://localhost/x", "mysql"),
        ("INVOICE_LLM_PROMPTS_DIR", "/nowhere", "does not exist"),
    ],
)
def test_a_wrong_setting_is_named(
    variable: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value)
    assert main(["doctor"]) == 1
    captured = capsys.readouterr()
    assert told in captured.out + captured.err


def test_doctor_checks_everything_a_night_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--migrate", "--json"]) == 0
    (report,) = printed(capsys)
    assert report["ok"] is True
    statuses = {check["name"]: check["status"] for check in report["checks"]}
    assert statuses["database"] == "ok"
    assert statuses["inbox"] == statuses["company"] == "warning"
    assert main(["doctor"]) == 0
    assert "3 invoice models" in capsys.readouterr().out


def test_doctor_looks_at_every_tier_where_a_key_is_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    models = tmp_path / "models.yaml"
    models.write_text("models: {gpt-4: {tier: basic}, my-model: {tier: advanced, context: 8000, max_output: 1000}}")
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    monkeypatch.setenv("INVOICE_LLM_MODELS_FILE", str(models))
    assert main(["doctor", "--json"]) == 1
    out = capsys.readouterr().out
    assert "secret-key" not in out
    messages = {check["name"]: check["message"] for check in json.loads(out)["checks"]}
    assert "gpt-4 is switched off" in messages["model for basic"]
    assert "no price is known" in messages["models"]


def test_the_module_can_be_run_as_well() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "invoice_llm.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("invoice-llm ")
