"""The DAG in mode batch: its tasks defer, the trigger wakes them, and each request is billed once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from invoice_llm_airflow.batching import BatchTrigger
from tests.airflow.homes import airflow_env, copy_home
from tests.llm.batch.batch_server import Plan, serving_batches
from tests.pipeline.inboxes import fill, invoice
from tests.repository import ROOT

pytestmark = pytest.mark.airflow


def test_a_trigger_is_rebuilt_from_what_it_says_of_itself() -> None:
    path, told = BatchTrigger("monday", 3).serialize()
    assert path == "invoice_llm_airflow.batching.BatchTrigger"
    assert BatchTrigger(**told).serialize() == (path, told)


def test_tasks_defer_until_their_files_have_ended_and_then_go_on(migrated_home: Path, tmp_path: Path) -> None:
    home = copy_home(migrated_home, tmp_path / "home")
    inbox = fill(tmp_path / "inbox", {f"{number}.pdf": invoice(f"AF-2026-{number:05}") for number in (1, 2, 3)})
    answer = tmp_path / "answer.json"
    with serving_batches(Plan(looks=2)) as server:
        told = {
            "OPENAI_API_KEY": "sk-planted",
            "OPENAI_BASE_URL": server.base_url,
            "INVOICE_LLM_BATCH_POLL_S": "0.05",
            "INVOICE_LLM_OCR": "off",
            "INVOICE_LLM_SETTLE_S": "0",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.airflow.batch_runs", str(answer)],
            env={**airflow_env(home, inbox), **told},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        worked, most = server.account
        assert (server.single, most) == ([], 1)
        assert worked >= 3
    made = json.loads(answer.read_text())
    assert made["state"] == "success"
    assert made["values"]["invoices.route[0]"]["accepted"] == 3
