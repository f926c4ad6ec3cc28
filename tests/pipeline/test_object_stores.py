"""Inbox, storage and records in an object store: in memory, and on an S3 server on a socket."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fsspec import AbstractFileSystem, filesystem
from upath import UPath

from invoice_llm.cli import main
from invoice_llm.doctor import diagnose_environment
from invoice_llm.settings import Settings
from tests.airflow.airflow_processes import free_ports
from tests.pipeline.inboxes import LETTER, invoice, page, run
from tests.processes import HANG_S

FILES = {"one.pdf": invoice("AF-1"), "sub/two.pdf": invoice("AF-2"), "odd.pdf": invoice("AF-3", total="999.00")}
OTHER = {"letter.pdf": page(LETTER)}


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 server in a process of its own."""
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(url)
        yield url
    finally:
        server.kill()
        server.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + HANG_S
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url):
            return
        time.sleep(0.2)
    raise AssertionError(f"nothing answers at {url}")


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty place in the store, as a setting names it."""
    name = f"bucket-{uuid4().hex[:12]}"
    if request.param == "s3":
        monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("s3"))
        for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(variable, "planted")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    _file_system(request.param).mkdir(name)
    return f"{request.param}://{name}"


def _file_system(protocol: str) -> AbstractFileSystem:
    """One that knows the variables of now."""
    filesystem(protocol).clear_instance_cache()
    return filesystem(protocol)


def given(store: str, home: Path) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": str(home),
        "INVOICE_LLM_INBOX": f"{store}/inbox",
        "INVOICE_LLM_STORAGE": f"{store}/storage",
        "INVOICE_LLM_OUTPUT": f"{store}/output",
        "INVOICE_LLM_EXPORTS": "ubl,originals",
        "INVOICE_LLM_OCR": "off",
        "INVOICE_LLM_SETTLE_S": "0",
    }


def put(store: str, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = UPath(f"{store}/inbox") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def written(store: str, run_id: str) -> dict[str, dict[str, Any]]:
    lines = (UPath(f"{store}/output") / run_id / "invoices.jsonl").read_text("utf-8").splitlines()
    return {line["document"]: line for line in map(json.loads, lines)}


def names(store: str, *parts: str) -> set[str]:
    return {path.name for path in UPath(store).joinpath(*parts).rglob("*") if path.is_file()}


def test_a_night_reads_and_writes_there_and_the_next_one_knows_it(store: str, tmp_path: Path) -> None:
    wanted = Settings.from_env(given(store, tmp_path))
    put(store, FILES)
    read = run(wanted, "monday")
    assert Counter(one["outcome"] for one in read.values()) == {"accepted": 2, "review": 1}
    assert {name: one["outcome"] for name, one in written(store, "monday").items()} == {
        name: one["outcome"] for name, one in read.items()
    }
    assert names(store, "output", "monday", "ubl") == {"00001-one.xml", "00002-sub_two.xml"}
    assert len(names(store, "output", "monday", "originals")) == len(FILES)
    put(store, OTHER)
    again = run(wanted, "tuesday")
    assert {name: one["outcome"] for name, one in again.items()} == {
        **dict.fromkeys(FILES, "duplicate"),
        "letter.pdf": "rejected",
    }
    assert set(written(store, "tuesday")) == set(again)
    assert not [name for name in names(store, "output") | names(store, "storage") if name.endswith(".part")]


def test_a_persons_decision_reaches_the_records_there(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in given(store, tmp_path).items():
        monkeypatch.setenv(name, value)
    put(store, FILES)
    run(Settings.from_env(given(store, tmp_path)), "monday")
    position = next(at for at, one in enumerate(written(store, "monday").values()) if one["outcome"] == "review")
    assert main(["review", "reject", f"monday/{position}", "--who", "ann", "--note", "not ours"]) == 0, (
        capsys.readouterr()
    )
    assert written(store, "monday")["odd.pdf"]["reviewed_by"] == "ann"


def test_an_inbox_with_nothing_in_it_is_an_empty_night(store: str, tmp_path: Path) -> None:
    assert run(Settings.from_env(given(store, tmp_path)), "monday") == {}


def test_doctor_tries_the_places(store: str, tmp_path: Path) -> None:
    checks = {check["name"]: check["status"] for check in diagnose_environment(given(store, tmp_path))}
    assert {name: checks[name] for name in ("inbox", "storage", "output")} == dict.fromkeys(
        ("inbox", "storage", "output"), "ok"
    )
