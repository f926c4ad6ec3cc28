"""Names of files and texts of documents that were made to do harm, through every page, download and command."""

from __future__ import annotations

import csv
import io
import json
import logging.handlers
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest

from tests.airflow.conftest import ubl_invoice
from tests.airflow.homes import airflow_env
from tests.pages.api_server import Server, api_server
from tests.pages.processed_home import places_of, processed

pytestmark = pytest.mark.airflow
NAMES = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "{% for x in y %}", "${7*7}"),
    *(
        "=HYPERLINK(0)",
        "+1+1",
        "-1+1",
        "@SUM(1)",
        "\uff1dcmd",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        " =1+1",
        "'; DROP TABLE x",
    ),
    *("a\u202efdp.exe", "\u2066iso\u2069", "עברית ספק", "فاتورة شركة", "e\u0301 combining", "\U0001f9fe receipt"),
    *(
        "[red]markup[/red]",
        "[/]",
        "[bold",
        "%s%n%x",
        "%00",
        "..%2f..%2fetc",
        "CON",
        "nul.pdf",
        "a" * 300,
        "\u00a0",
        ".",
    ),
    *(
        "&lt;b&gt;",
        "&#x202e;",
        "javascript:alert(1)",
        "data:text/html,x",
        "\ufeffbom",
        "\u200b",
        "a\u0085b",
        "tab\tline\nend",
    ),
)
"""What e-invoices say instead of a supplier, a buyer, a number and a line; every one of them is read."""
_VALUES = ("Nordlicht Papier GmbH", "Muster Einkauf AG", "Paper")
FILES: tuple[bytes, ...] = (
    *(
        b"caf\xe9.xml",
        b"\xff\xfe.xml",
        b"esc\x1b[31mred.xml",
        b"bell\x07.xml",
        b"new\nline.xml",
        b"=1+1.xml",
        b"quote'\".xml",
    ),
    *(b"<b>.xml", b"[red].xml", "r\u202elmx.xml".encode(), b"-rf.xml", b"a;b&c.xml", b"%2e%2e.xml", b"semi;colon.xml"),
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def hostile() -> Iterator[tuple[bytes, bytes]]:
    """Names of files and what is in them."""
    for number, name in enumerate(NAMES):
        text = ubl_invoice(f"{escape(name[:20])} H-{number}", net=100 + number)
        for value in _VALUES:
            text = text.replace(value, escape(name))
        yield f"hostile-{number:02d}.xml".encode(), text.encode()
    for number, file in enumerate(FILES):
        yield file, ubl_invoice(f"F-{number}", net=300 + number).encode()


@pytest.fixture(scope="module")
def home_and_env(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    home, env = processed(migrated_home, tmp_path_factory.mktemp("hostile") / "read", (), dict(_texts()))
    return home, env


def _texts() -> Iterator[tuple[str, bytes]]:
    return ((name.decode("utf-8", "surrogateescape"), data) for name, data in hostile())


@pytest.fixture(scope="module")
def running(home_and_env: tuple[Path, dict[str, str]]) -> Iterator[Server]:
    with api_server(*home_and_env) as server:
        yield server


def assert_harmless(running: Server, path: str) -> None:
    """The page opens, and nothing of the documents' text acts in it."""
    answer = running.ask(path)
    assert answer.status == 200, path
    assert not CONTROLS.search(answer.text), path
    assert "<script>alert" not in answer.text, path
    assert "<img src=x" not in answer.text, path


def test_there_are_enough_of_them_and_all_were_read(home_and_env: tuple[Path, dict[str, str]]) -> None:
    assert len(NAMES) >= 40
    assert len(places_of(home_and_env[0])) == len(NAMES) + len(FILES)


def test_every_page_of_every_document_shows_them_and_obeys_none(running: Server) -> None:
    places = places_of(running.home).values()
    paths = [
        "/",
        "/review",
        "/documents",
        "/suppliers",
        "/costs",
        "/runs",
        *(f"/runs/{p.split('/')[0]}" for p in places),
    ]
    paths += [f"/{kind}/{place}" for place in places for kind in ("documents", "review")]
    for path in dict.fromkeys(paths):
        assert_harmless(running, path)


def test_what_is_remembered_of_them_and_a_search_for_them_show_them_and_obey_none(running: Server) -> None:
    with sqlite3.connect(running.home / "invoice_llm.db") as database:
        keys = [key for (key,) in database.execute("SELECT DISTINCT supplier_key FROM invoice_llm_found") if key]
    paths = [f"/suppliers/{quote(key, safe='')}" for key in keys]
    run = next(iter(places_of(running.home).values())).partition("/")[0]
    paths += [f"/dag-runs/invoice_extraction/{run}", f"/review/{run}/0/originals?text="]
    paths += [f"/{page}?text={quote(name[:200])}" for name in NAMES for page in ("review", "documents")]
    for path in paths:
        assert_harmless(running, path)


def test_a_note_of_a_person_is_shown_and_obeyed_by_nobody(running: Server) -> None:
    (waiting,) = [place for name, place in places_of(running.home).items() if name == "hostile-00.xml"]
    with sqlite3.connect(running.home / "invoice_llm.db") as database:
        version = database.execute("SELECT version FROM invoice_llm_found WHERE name = 'hostile-00.xml'").fetchone()[0]
    for name in NAMES[::4]:
        for action in ("reject", "undo"):
            sent = {"action": action, "version": version, "note": name}
            answer = running.post(f"/review/{waiting}/decision", sent)
            assert answer.status == 200, answer.text
            assert not CONTROLS.search(answer.text)
            version = answer.json()["version"]
    for path in (f"/documents/{waiting}", f"/review/{waiting}", "/documents", "/review"):
        shown = running.ask(path).text
        assert not CONTROLS.search(shown), path
        assert "<script>alert" not in shown, path


def test_every_file_is_sent_whole_under_a_name_that_can_be_sent(running: Server) -> None:
    sent = {}
    for name, place in places_of(running.home).items():
        answer = running.ask(f"/documents/{place}/file")
        assert answer.status == 200, name
        assert answer.headers["Content-Disposition"].isprintable()
        sent[name] = answer.body
    assert sorted(sent.values()) == sorted(data for _, data in hostile())


def test_downloads_are_whole_and_no_cell_is_a_formula(running: Server) -> None:
    rows = list(csv.DictReader(io.StringIO(running.ask("/downloads/csv").body.decode())))
    assert len(rows) == len(NAMES) + len(FILES)
    cells = [cell for row in rows for cell in row.values() if cell]
    bad = [cell for cell in cells if re.match(r"\s*[=+@\uff1d\uff0b\uff0d\uff20]|\s*-(?![\d.]+$)|[\t\r\n]", cell)]
    assert bad == []
    lines = running.ask("/downloads/jsonl").body.decode().splitlines()
    assert len([json.loads(line) for line in lines]) == len(rows)
    with zipfile.ZipFile(io.BytesIO(running.ask("/downloads/ubl").body)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len([row for row in rows if row["total_gross"]])


COMMANDS = (
    *(["review", "list"], ["review", "show", "{place}"], ["show"], ["show", "{place}"], ["runs"], ["spend"]),
    *(["supplier", "list"], ["deliver"], ["purge", "--before", "2000-01-01"], ["doctor"], ["extract", "{inbox}"]),
    ["run", "{inbox}"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_sends_a_control_character_to_a_terminal_or_a_log(
    home_and_env: tuple[Path, dict[str, str]], command: list[str]
) -> None:
    home, env = home_and_env
    names = {"place": next(iter(places_of(home).values())), "inbox": str(home.parent / "inbox")}
    arguments = [argument.format(**names) for argument in command]
    made = subprocess.run(
        [sys.executable, "-m", "invoice_llm.cli", *arguments],
        env=env | airflow_env(home, home),
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout
    assert not CONTROLS.search(made.stdout.decode() + made.stderr.decode())


def test_a_note_and_an_alert_show_what_an_endpoint_said_and_send_none_of_it() -> None:
    from invoice_llm_airflow.alerting import alerts
    from invoice_llm_airflow.notes import note

    summary = {"documents": 1, "outcomes": {}, "calls": 0, "cost_usd": "0", "refused": 1, "all_refused": True}
    said = (*NAMES, "esc\x1b[31mred", "bell\x07", "a\x00b")
    kept = logging.handlers.BufferingHandler(len(said) + 1)
    alerts.log.addHandler(kept)  # its own, since Airflow takes what goes further up
    try:
        for text in said:
            assert not CONTROLS.search(note({**summary, "refusal": text}))
            alerts.send_alert("documents", f"No model has read any: {text}", text)
        lines = [record.getMessage() for record in kept.buffer]
    finally:
        alerts.log.removeHandler(kept)
    assert len(lines) == len(said)
    assert [line for line in lines if CONTROLS.search(line)] == []
