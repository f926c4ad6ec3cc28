"""A home of its own for a test that runs the command or the library as a person does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def move_into(folder: Path, monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    """Work in ``folder``, with no setting of the environment but ``variables`` and a home below it."""
    for name in [name for name in os.environ if name.startswith(("INVOICE_LLM_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    for name, value in {"AIRFLOW_HOME": str(folder / "home"), **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
