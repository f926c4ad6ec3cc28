"""Airflow homes for tests: a copy of a migrated one, and the environment of the processes that use it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.repository import ROOT


def airflow_env(home: Path, inbox: Path) -> dict[str, str]:
    """The environment of a process of its own, with nothing of the shell's Airflow in it."""
    return os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}?timeout=60",
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "INVOICE_LLM_INBOX": str(inbox),
        "INVOICE_LLM_OUTPUT": str(home / "output"),
        "INVOICE_LLM_CHUNK_SIZE": "5",
    }


def copy_home(migrated: Path, home: Path) -> Path:
    """A copied home with the project's DAGs."""
    shutil.copytree(migrated, home, dirs_exist_ok=True)
    shutil.copytree(ROOT / "dags", home / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    return home
