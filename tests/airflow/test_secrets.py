"""One run of the DAG with a key, against an endpoint that quotes the key and the document: Airflow keeps neither.

The text stands in a greeting, which is no field of an invoice.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.airflow.homes import airflow_env, copy_home
from tests.llm.scripted_endpoint import Reply, completion
from tests.pipeline.test_secrets import KEY, PLANTED, QUOTE, TEXT, planted_inbox, quoting
from tests.pipeline.test_with_endpoint import endpoint

pytestmark = pytest.mark.airflow

REPLIES: dict[str, Reply] = {
    "off schema": completion(json.dumps({TEXT: KEY, "lines": QUOTE})),
    "401": quoting(401, "invalid_api_key"),
}
RUN = """
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import timezone
from invoice_llm_airflow.local.once import alone
dag = DagBag().dags["invoice_extraction"]
alone(dag)
print("ended as", dag.test(logical_date=timezone.utcnow()).state)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """Where the run left something: its home, and what its process wrote, which is where its tasks' logs go."""

    home: Path
    output: str


@pytest.fixture(scope="module", params=REPLIES)
def ran(request: pytest.FixtureRequest, migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = copy_home(migrated_home, tmp_path_factory.mktemp("secrets"))
    with endpoint(REPLIES[request.param]) as server:
        env = airflow_env(home, planted_inbox(home / "inbox"))
        env |= {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.base_url}
        done = subprocess.run([sys.executable, "-c", RUN], env=env, capture_output=True, text=True, check=False)
        assert TEXT in json.dumps(server.requests)
    assert "ended as" in done.stdout, done.stderr[-3000:]
    return Ran(home, done.stdout + done.stderr)


def secrets_in(text: str) -> list[str]:
    return [secret for secret in PLANTED if secret in text]


def rows(database: Path, table: str) -> str:
    with sqlite3.connect(database) as connection:
        return repr(connection.execute(f"SELECT * FROM {table}").fetchall())


def tables(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def test_the_logs_of_a_run_hold_neither_text_nor_key(ran: Ran) -> None:
    files = [path for path in (ran.home / "logs").rglob("*") if path.is_file()]
    written = ran.output + "".join(path.read_text(errors="replace") for path in files)
    assert "detect_model" in written
    assert secrets_in(written) == []


def test_no_table_of_airflow_holds_text_or_key(ran: Ran) -> None:
    database = ran.home / "airflow.db"
    kept = {table: rows(database, table) for table in tables(database)}
    assert "extract_data" in kept["task_instance"]
    assert len(kept["xcom"]) > len("[]")
    assert {table: found for table, text in kept.items() if (found := secrets_in(text))} == {}


def test_rendered_fields_are_kept_and_hold_neither(ran: Ran) -> None:
    rendered = rows(ran.home / "airflow.db", "rendered_task_instance_fields")
    assert "detect_model" in rendered
    assert secrets_in(rendered) == []


def test_only_the_kept_answers_hold_what_the_endpoint_quoted(ran: Ran) -> None:
    (own,) = [path for path in ran.home.glob("**/*.db") if path.name != "airflow.db"]
    kept = {table: rows(own, table) for table in tables(own)}
    assert kept["invoice_llm_calls"] != "[]"
    assert {table for table, text in kept.items() if secrets_in(text)} <= {"invoice_llm_answers"}
