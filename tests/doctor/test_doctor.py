"""The doctor tries everything that a night needs, and tells each fault in a sentence."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from invoice_llm import app
from invoice_llm.cli import main
from invoice_llm.doctor import diagnose, diagnose_environment, machine, models, places
from invoice_llm.doctor.lists import own_company
from invoice_llm.documents.ocr.installed import is_installed
from invoice_llm.documents.read_document import EngineName
from invoice_llm.errors import ConfigurationError, StoreUnavailable
from invoice_llm.llm.wire.streams import trust
from invoice_llm.settings import Settings
from invoice_llm.store.sql.schema import HEAD, VERSION_TABLE
from tests.pipeline.inboxes import fill, invoice, settings

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs to mount a small disk")


def told(checks: list[dict[str, str]], status: str) -> dict[str, str]:
    return {check["name"]: check["message"] for check in checks if check["status"] == status}


def test_a_sound_installation_has_no_error_and_every_entry_is_a_line(tmp_path: Path) -> None:
    checks = diagnose(settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice()})), migrate=True)
    assert told(checks, "error") == {}
    assert all(check["message"].isprintable() for check in checks)
    good = told(checks, "ok")
    assert "it can be written to" in good["database"]
    assert "GB free" in good["storage"]
    assert good["reading"] == "documents can be opened"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inbox", "invoice_llm.db"], "a trace was left"


def test_every_fault_of_the_environment_is_told_at_once() -> None:
    env = {"INVOICE_LLM_INBOXX": "a", "INVOICE_LLM_CONCURRENCY": "0", "INVOICE_LLM_LATE_AFTER_HOURS": "soon"}
    checks = diagnose_environment(env)
    assert [(check["name"], check["status"]) for check in checks] == [("settings", "error")] * 3
    assert [check["message"].split()[0].partition("=")[0] for check in checks] == [
        "INVOICE_LLM_INBOXX",
        "INVOICE_LLM_CONCURRENCY",
        "INVOICE_LLM_LATE_AFTER_HOURS",
    ]
    assert [check["message"] for check in diagnose_environment({"INVOICE_LLM_PROVIDER": "openai"})] == [
        "INVOICE_LLM_PROVIDER=openai needs OPENAI_API_KEY (any text for a local endpoint)"
    ]


@pytest.mark.parametrize(
    ("own", "status", "words"),
    [
        ({}, "warning", "INVOICE_LLM_OWN_NAMES and INVOICE_LLM_OWN_VAT_IDS"),
        ({"own_names": ("Acme",)}, "warning", "set INVOICE_LLM_OWN_VAT_IDS"),
        ({"own_names": ("Acme",), "own_vat_ids": ("DE811907980",)}, "ok", "1 names and 1 VAT ids"),
    ],
)
def test_a_company_without_a_name_is_told_what_it_misses(own: Any, status: str, words: str, tmp_path: Path) -> None:
    (told,) = own_company(settings(tmp_path, tmp_path, **own))
    assert (told["status"], words in told["message"]) == (status, True), told


def test_a_database_of_a_newer_version_is_a_sentence_in_the_doctor_and_in_a_run(tmp_path: Path) -> None:
    given = settings(tmp_path, fill(tmp_path / "inbox", {"a.pdf": invoice()}))
    with app.ready_store(given):
        pass
    engine = create_engine(given.database_url)
    with engine.begin() as connection:
        connection.execute(text(f"update {VERSION_TABLE} set version_num = '9999'"))
    engine.dispose()
    sentence = f"at revision 9999, and this version knows only up to {HEAD}; install the version that made it so"
    assert sentence in told(diagnose(given), "error")["database"]
    assert sentence in told(diagnose(given, migrate=True), "error")["database"]
    with pytest.raises(StoreUnavailable, match="revision 9999"), app.open_pipeline(given):
        pass


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    given = settings(tmp_path, tmp_path, database_url="postgresql://nobody:hunter2@127.0.0.1:1/x")
    message = told(list(diagnose(given)), "error")["database"]
    assert "127.0.0.1:1" in message
    assert "hunter2" not in message


@AS_ROOT
def test_a_full_and_a_read_only_disk_are_told(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    given = settings(tmp_path, tmp_path, storage=str(disk / "storage"), output=str(disk / "output"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)], check=True)
    try:
        (scarce,) = places.storage(given)
        subprocess.run(["dd", "if=/dev/zero", f"of={disk}/fill"], check=False, capture_output=True)
        (full,) = places.storage(given)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        (read_only,) = places.output(given)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert (scarce["status"], scarce["message"].endswith("too little for a night")) == ("error", True)
    assert "cannot be written to: No space left on device" in full["message"]
    assert "cannot be written to: Read-only file system" in read_only["message"]
    assert "INVOICE_LLM_OUTPUT" in read_only["message"]


def test_a_file_in_the_way_of_the_records_is_told(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("in the way")
    assert "cannot be written to" in told(diagnose(settings(tmp_path, tmp_path)), "error")["output"]


def test_a_uri_without_its_package_is_a_sentence_in_the_doctor_and_in_a_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("STORAGE", "INBOX", "OUTPUT"):
        (check,) = diagnose_environment({f"INVOICE_LLM_{name}": "gs://bucket/x"})
        assert check["message"].startswith(f"INVOICE_LLM_{name}='gs://bucket/x' needs a package that is not installed")
    assert main(["run", "gs://bucket/x"]) == 1
    assert "inbox 'gs://bucket/x' needs a package that is not installed" in capsys.readouterr().err


def test_certificates_that_are_not_there_are_a_sentence_in_the_doctor_and_in_a_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = str(tmp_path / "ca.pem")
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, gone)
        (check,) = machine.certificates(settings(tmp_path, tmp_path))
        assert check == {
            "name": "certificates",
            "status": "error",
            "message": f"{name}='{gone}' does not exist; name a file that does or unset it",
        }
        if name == "SSL_CERT_FILE":
            with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE='.*' cannot be loaded"):
                trust()
        monkeypatch.delenv(name)


def test_the_absence_of_an_engine_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    notes = told(list(machine.reading(settings(tmp_path, tmp_path))), "warning")
    assert notes == {"ocr": "OCR is off: scans and words that are pictures go to a person unread"}
    with pytest.raises(ConfigurationError, match="tesseract is not installed; apt-get install"):
        list(machine.reading(settings(tmp_path, tmp_path, ocr="tesseract")))


def test_a_budget_of_an_invoice_model_that_there_is_not_is_refused(tmp_path: Path) -> None:
    given = Settings.from_env({"AIRFLOW_HOME": str(tmp_path), "INVOICE_LLM_INVOICE_MODEL_BUDGETS_USD": "vendor_c=5"})
    assert "'vendor_c'" in told(diagnose(given), "error")["prompts"]
    with pytest.raises(ConfigurationError, match="INVOICE_LLM_INVOICE_MODEL_BUDGETS_USD"), app.open_pipeline(given):
        pass


def _models_file(folder: Path, entries: str) -> Mapping[str, str]:
    file = folder / "models.yaml"
    file.write_text(f"models: {{{entries}}}", encoding="utf-8")
    return {"AIRFLOW_HOME": str(folder), "OPENAI_API_KEY": "sk-none", "INVOICE_LLM_MODELS_FILE": str(file)}


def test_models_tell_where_their_prices_are_from_and_when_they_end(tmp_path: Path) -> None:
    entries = (
        "mine: {tier: basic, context: 9000, max_output: 900, price: {input: 1, output: 2}}, gpt-4.1: {tier: premium}"
    )
    checks = list(models.served_models(Settings.from_env(_models_file(tmp_path, entries))))
    messages = {check["name"]: check["message"] for check in checks}
    assert messages["model for basic"] == "mine, $1 a million input tokens (price from the models file)"
    assert "price from genai-prices" in messages["model for advanced"]
    assert "checked on 20" in messages["model for advanced"]
    assert "2027-01-14" in messages["model for premium"] or "switched off" in messages["model for premium"]


def test_the_command_tells_it_to_machines_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("INVOICE_LLM_TIMEZONE", "Europe")
    assert main(["doctor", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert [check["name"] for check in report["checks"]] == ["settings"]
    assert main(["doctor"]) == 1
    assert capsys.readouterr().out.startswith("FAIL settings: INVOICE_LLM_TIMEZONE='Europe' is no time zone; it takes")


@pytest.mark.parametrize("name", ["rapidocr", "tesseract"])
def test_an_engine_that_is_there_reads_the_doctors_picture(tmp_path: Path, name: EngineName) -> None:
    if not is_installed(name):
        pytest.skip(f"{name} is not installed here")
    notes = told(list(machine.reading(settings(tmp_path, tmp_path, ocr=name))), "ok")
    assert notes == {"ocr": f"{name} reads a picture"}
