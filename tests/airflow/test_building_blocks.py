"""Building blocks and example DAGs under Airflow's real scheduler, with a real mailbox, database and web server."""

from __future__ import annotations

import imaplib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.airflow.airflow_processes import COMMANDS, Api, free_ports, running_airflow
from tests.airflow.alerting.receivers import WebReceiver, web_receiver
from tests.airflow.conftest import ubl_invoice
from tests.airflow.homes import airflow_env, copy_home
from tests.pipeline.inboxes import LETTER, invoice, page
from tests.processes import HANG_S
from tests.repository import ROOT

pytestmark = [pytest.mark.airflow, pytest.mark.scheduler]
ACCOUNT = ("clerk", "of-the-test")
TOTAL = """
from airflow.sdk import dag, task

@dag
def totals():
    @task.invoice(read={"model_tier": "embedded"})
    def total(results, word):
        return word + str(sum(one.invoice.total_gross for one in results if one.accepted))

    total([FILE], "in all: ")

totals()
"""


@contextmanager
def mailbox(port: int) -> Iterator[imaplib.IMAP4]:
    """A mail server of its own, and a client that is logged in."""
    server = [
        str(Path(sys.executable).parent / "pymap"),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-service",
        "admin",
    ]
    name, password = ACCOUNT
    options = ["dict", "--demo-user", name, "--demo-password", password]
    process = subprocess.Popen([*server, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = _connected(port)
        client.login(name, password)
        yield client
        client.logout()
    finally:
        process.kill()
        process.wait()


def _connected(port: int) -> imaplib.IMAP4:
    give_up = time.monotonic() + HANG_S
    while True:
        try:
            return imaplib.IMAP4("127.0.0.1", port)
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)


def mail(number: int) -> bytes:
    """Every fifth mail has no invoice; one of them has nothing attached at all."""
    message = EmailMessage()
    message["From"], message["To"] = "billing@supplier.example", "invoices@buyer.example"
    message["Subject"], message["Message-ID"] = f"Invoice {number}", f"<{number}@supplier.example>"
    message.set_content("Please find our document attached.")
    if number == 5:
        return message.as_bytes()
    if number % 5 == 0:
        message.add_attachment(page(LETTER, note=str(number)), maintype="application", subtype="pdf", filename="l.pdf")
    else:
        xml = ubl_invoice(f"RE-{number}", net=100 + number).encode()
        message.add_attachment(xml, maintype="application", subtype="xml", filename="invoice.xml")
    return message.as_bytes()


@pytest.fixture(scope="module")
def erp() -> Iterator[WebReceiver]:
    with web_receiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def airflow(migrated_home: Path, erp: WebReceiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    home = copy_home(migrated_home, tmp_path_factory.mktemp("blocks"))
    inbox = home / "inbox"
    inbox.mkdir()
    for example in (ROOT / "dags" / "examples").glob("*.py"):
        shutil.copy(example, home / "dags" / example.name)
    for file in (home / "dags").glob("*.py"):  # the clock starts nothing beside the test
        file.write_text(re.sub(r'schedule="[^"]*"', "schedule=None", file.read_text()))
    manual = (ROOT / "docs" / "building-with-it.md").read_text()
    (documented,) = re.findall(r"```python\n(from airflow\.providers.*?)```", manual, re.DOTALL)
    (home / "dags" / "documented.py").write_text(documented)
    (home / "a.pdf").write_bytes(invoice())
    (home / "dags" / "totals.py").write_text(TOTAL.replace("FILE", repr(str(home / "a.pdf"))))
    sqlite3.connect(home / "warehouse.db").execute("create table documents (document, outcome)")
    (port,) = free_ports(1)
    name, password = ACCOUNT
    mail_server: dict[str, Any] = {
        "conn_type": "imap",
        "host": "127.0.0.1",
        "port": port,
        "login": name,
        "password": password,
    }
    mail_server["extra"] = {"use_ssl": False}
    env = airflow_env(home, inbox) | {
        "INVOICE_LLM_CHUNK_SIZE": "50",
        "AIRFLOW_CONN_WAREHOUSE": json.dumps({"conn_type": "sqlite", "host": str(home / "warehouse.db")}),
        "AIRFLOW_CONN_ERP": f"http://127.0.0.1:{erp.port}",
        "AIRFLOW_CONN_IMAP_DEFAULT": json.dumps(mail_server),
    }
    with mailbox(port) as client, running_airflow(home, env, commands=(*COMMANDS, "triggerer")) as api:
        for number in range(1, 51):
            client.append("INBOX", None, None, mail(number))
        yield api


def run(api: Api, dag_id: str, *, wait: bool = True) -> str:
    api.wait_for_dag(dag_id, timeout_s=HANG_S)
    assert api.call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})[0] == 200
    status, answer = api.call("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None})
    assert status == 200, answer
    run_id = str(answer["dag_run_id"])
    if wait:
        assert api.wait_for_run(dag_id, run_id, timeout_s=HANG_S) == "success", api.log(dag_id, run_id, "table")
    return run_id


def value(api: Api, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> Any:
    entry = f"taskInstances/{task_id}/xcomEntries/return_value?map_index={map_index}"
    return api.call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/{entry}")[1]["value"]


def rows(api: Api, table: str) -> list[Any]:
    return sqlite3.connect(api.home / "warehouse.db").execute(f"select * from {table}").fetchall()


def only_run(api: Api, dag_id: str) -> str:
    """The run that an asset's event started."""
    runs = f"/api/v2/dags/{dag_id}/dagRuns"
    api.wait_until(lambda: api.call("GET", runs)[1]["total_entries"] == 1, f"{dag_id} was started", HANG_S)
    run_id = str(api.call("GET", runs)[1]["dag_runs"][0]["dag_run_id"])
    assert api.wait_for_run(dag_id, run_id, timeout_s=HANG_S) == "success"
    return run_id


def test_a_mailbox_is_taken_once_read_and_handed_on(airflow: Api, erp: WebReceiver) -> None:
    for dag_id in ("accepted_into_warehouse", "accepted_into_erp"):
        airflow.wait_for_dag(dag_id, timeout_s=HANG_S)
        airflow.call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})
    taken = run(airflow, "invoice_mailbox")
    assert value(airflow, "invoice_mailbox", taken, "take_mails") == 50
    again = run(airflow, "invoice_mailbox")
    assert value(airflow, "invoice_mailbox", again, "take_mails") == 0

    night = run(airflow, "invoice_extraction")
    outcomes = value(airflow, "invoice_extraction", night, "summarize")["outcomes"]
    assert outcomes["accepted"] == 40
    assert outcomes.get("failed", 0) + outcomes.get("deferred", 0) == 0

    assert value(airflow, "accepted_into_warehouse", only_run(airflow, "accepted_into_warehouse"), "write_rows") == 40
    written = rows(airflow, "accepted_invoices")
    assert len({row[3] for row in written}) == len(written) == 40
    handed = value(airflow, "accepted_into_erp", only_run(airflow, "accepted_into_erp"), "hand_over", 0)
    assert len(handed) == len(erp.bodies) == 40
    assert len({headers["Idempotency-Key"] for headers in erp.headers}) == 40


def test_the_dag_of_the_manual_waits_for_a_person_and_writes_its_table(airflow: Api) -> None:
    inbox = airflow.home / "inbox"
    (inbox / "clear.pdf").write_bytes(invoice("AF-2026-00127"))
    (inbox / "doubt.pdf").write_bytes(invoice("AF-2026-00129", total="999.00"))
    run_id = run(airflow, "read_a_folder", wait=False)
    people = f"/api/v2/dags/read_a_folder/dagRuns/{run_id}/taskInstances/people"
    airflow.wait_until(lambda: airflow.call("GET", people)[1].get("state") == "deferred", "it waits", HANG_S)
    reading = value(airflow, "read_a_folder", run_id, "read")["run_id"]
    waiting = json.loads(command(airflow, "review", "list", "--run", reading, "--json"))
    command(airflow, "review", "reject", waiting["document"], "--note", "ask for another")
    assert airflow.wait_for_run("read_a_folder", run_id, timeout_s=HANG_S) == "success"
    assert {("clear.pdf", "accepted"), ("doubt.pdf", "rejected")} <= set(rows(airflow, "documents"))


def command(api: Api, *arguments: str) -> str:
    """Standard output of ``invoice-llm`` in the home of this Airflow."""
    env = airflow_env(api.home, api.home / "inbox")
    done = subprocess.run(
        [sys.executable, "-m", "invoice_llm", *arguments], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_decorated_task_gets_what_was_read_of_its_files(airflow: Api) -> None:
    assert value(airflow, "totals", run(airflow, "totals"), "total") == "in all: 408.00"


def test_last_months_labelled_folder_is_scored_again(airflow: Api) -> None:
    last = datetime.now(UTC).date().replace(day=1) - timedelta(days=1)
    folder = airflow.home / "inbox" / "labelled" / f"{last:%Y-%m}"
    folder.mkdir(parents=True)
    for name in ("vendor-b-v1-plain", "de-two-tax-rates"):
        for suffix in (".pdf", ".truth.json"):
            shutil.copy(ROOT / "samples" / "inbox" / f"{name}{suffix}", folder)
    airflow.wait_for_dag("invoice_evaluation", timeout_s=HANG_S)
    airflow.call("PATCH", "/api/v2/dags/invoice_evaluation", {"is_paused": False})
    run(airflow, "score_last_month")
    (scored,) = airflow.call("GET", "/api/v2/dags/invoice_evaluation/dagRuns")[1]["dag_runs"]
    assert (scored["state"], scored["conf"]["folder"]) == ("success", str(folder))
    assert value(airflow, "invoice_evaluation", scored["dag_run_id"], "evaluate")["documents"] == 2
