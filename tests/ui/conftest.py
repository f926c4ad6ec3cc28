"""One running API server for all tests of the pages, over a few of the project's samples."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.airflow.conftest import migrated_home
from tests.airflow.homes import ROOT, airflow_env, copy_home
from tests.ui.serving import Server, api_server

__all__ = ["migrated_home"]

SAMPLES = (
    *("ambiguous-date.pdf", "sums-do-not-add-up.pdf", "en-clean-services.pdf", "exact-copy-of-en-clean-services.pdf"),
    *("de-xrechnung-ubl.xml", "letter-no-invoice.pdf", "scan-without-text.pdf", "fr-factur-x.pdf"),
)


@pytest.fixture(scope="session")
def server(migrated_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Airflow's API server, with the samples read by a run from the command line."""
    home = copy_home(migrated_home, tmp_path_factory.mktemp("ui-home"))
    inbox = tmp_path_factory.mktemp("ui-inbox")
    for name in SAMPLES:
        shutil.copy(ROOT / "samples" / "inbox" / name, inbox / name)
    env = airflow_env(home, inbox) | {"INVOICE_LLM_OCR": "off"}
    command = [sys.executable, "-m", "invoice_llm.cli", "run", str(inbox)]
    subprocess.run(command, env=env, check=True, capture_output=True)
    with api_server(home, env) as running:
        yield running


@pytest.fixture(scope="session")
def places(server: Server) -> dict[str, str]:
    """``RUN/POSITION`` of each sample, as it stands in addresses."""
    with sqlite3.connect(server.home / "invoice_llm.db") as database:
        rows = database.execute("SELECT name, run_id, position FROM invoice_llm_found").fetchall()
    return {name: f"{run_id}/{position}" for name, run_id, position in rows}
