"""Blocks of commands that are marked ``sh run`` do what they say, in a home of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import PAGES, Block, blocks, name_of
from tests.repository import ROOT

MARK = "sh run"
RUN = [(page, block) for page in PAGES for block in blocks(page.read_text("utf-8")) if block.info == MARK]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks like the project's own, with the same environment and nothing else written in it."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copytree(ROOT / "samples", folder / "samples", ignore=shutil.ignore_patterns("__pycache__"))
    binaries = folder / ".venv" / "bin"
    binaries.mkdir(parents=True)
    command = binaries / "invoice-llm"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m invoice_llm.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


def test_some_blocks_are_run() -> None:
    assert len(RUN) >= 3


@pytest.mark.parametrize(("page", "block"), RUN, ids=[f"{name_of(page)}:{block.line}" for page, block in RUN])
def test_a_marked_block_of_commands_works(page: Path, block: Block, checkout: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "plugins")))}
    env |= {"AIRFLOW_HOME": str(checkout / ".airflow"), "HOME": str(checkout)}
    (checkout / ".airflow").mkdir()
    done = subprocess.run(
        ["sh", "-eu", "-c", block.text], cwd=checkout, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_is_closed(page: Path) -> None:
    text = page.read_text("utf-8")
    assert sum(line.lstrip().startswith("```") for line in text.splitlines()) == 2 * len(list(blocks(text)))
