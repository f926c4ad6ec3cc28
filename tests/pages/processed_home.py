"""A home of Airflow in which the project's samples, and whatever a test adds, have been read by a run."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.airflow.homes import airflow_env, copy_home
from tests.repository import ROOT

PRICED = """\
models:
  embedded-label-reader:
    {tier: embedded, endpoint: embedded, context: 200000, max_output: 32000, price: {input: 2, output: 8}}
"""
"""A price for the label reader, so that there is a cost to show."""


def processed(
    migrated: Path,
    folder: Path,
    samples: Iterable[str],
    made: Mapping[str, bytes] | None = None,
    settings: Mapping[str, str] | None = None,
) -> tuple[Path, dict[str, str]]:
    """The home and the environment of its processes; ``folder`` is new and holds both home and inbox."""
    home, inbox = folder / "home", folder / "inbox"
    inbox.mkdir(parents=True)
    copy_home(migrated, home)
    for name in samples:
        shutil.copy(ROOT / "samples" / "inbox" / name, inbox / name)
    for name, data in (made or {}).items():
        (inbox / name).write_bytes(data)
    (home / "models.yaml").write_text(PRICED)
    env = airflow_env(home, inbox) | {"INVOICE_LLM_OCR": "off", "INVOICE_LLM_MODELS_FILE": str(home / "models.yaml")}
    env |= settings or {}
    command = [sys.executable, "-m", "invoice_llm.cli", "run", str(inbox)]
    subprocess.run(command, env=env, check=True, capture_output=True)
    return home, env


def places_of(home: Path) -> dict[str, str]:
    """``RUN/POSITION`` of each document by its file's name, as it stands in addresses."""
    with sqlite3.connect(home / "invoice_llm.db") as database:
        rows = database.execute("SELECT name, run_id, position FROM invoice_llm_found").fetchall()
    return {name: f"{run_id}/{position}" for name, run_id, position in rows}
