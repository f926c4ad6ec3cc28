"""Airflow for the tests: a private home, migrated once, and a few documents to read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.airflow.homes import airflow_env, copy_home
from tests.shared import made_once

FOLDER = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def migrated_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with Airflow's tables; take a copy."""

    def migrate(home: Path) -> None:
        env = airflow_env(home, home)
        subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=env, check=True, capture_output=True)

    return made_once(tmp_path_factory, "migrated-airflow", migrate)


@pytest.fixture(scope="session")
def small_inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven documents: four e-invoices, a copy of one, an empty file and a broken PDF; five of them need reading."""
    inbox = tmp_path_factory.mktemp("inbox")
    for number in range(1, 5):
        (inbox / f"invoice-{number}.xml").write_text(ubl_invoice(f"RE-{number}", net=100 * number))
    shutil.copy(inbox / "invoice-1.xml", inbox / "invoice-1-copy.xml")
    (inbox / "empty.pdf").touch()
    (inbox / "truncated.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (inbox / "notes.md").write_text("not a document")
    return inbox


def ubl_invoice(number: str, *, net: int) -> str:
    """A small UBL invoice over ``net`` euros with 19 % tax."""
    template = (FOLDER / "invoice.ubl.xml").read_text()
    tax, gross = net * 0.19, net * 1.19
    return template.format(number=number, net=f"{net:.2f}", tax=f"{tax:.2f}", gross=f"{gross:.2f}")


@pytest.fixture(scope="session")
def runs(migrated_home: Path, small_inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of several runs made one after another in one process; see ``extraction_runs.py``."""
    home = copy_home(migrated_home, tmp_path_factory.mktemp("home"))
    env = airflow_env(home, small_inbox)
    answer = home / "answer.json"
    done = subprocess.run(
        [sys.executable, str(FOLDER / "extraction_runs.py"), str(answer)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    result: dict[str, Any] = json.loads(answer.read_text())
    return result
