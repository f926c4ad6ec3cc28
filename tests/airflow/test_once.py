from __future__ import annotations

import os
from pathlib import Path

from invoice_llm_airflow.local.once import logged_errors, quiet


def test_the_reasons_of_a_failed_run_are_told_once_each() -> None:
    log = """2026-03-01T02:00:00Z [error    ] Task failed with exception
Traceback (most recent call last):
  File "steps.py", line 1, in discover
invoice_llm.errors.ConfigurationError: inbox 'x' is not a folder; create it or name another one
airflow.sdk.exceptions.AirflowFailException: 1 tasks of this run failed; see their logs.
airflow.sdk.exceptions.AirflowFailException: 1 tasks of this run failed; see their logs.
"""
    assert logged_errors(log) == [
        "inbox 'x' is not a folder; create it or name another one",
        "1 tasks of this run failed; see their logs.",
    ]


def test_what_a_library_writes_during_the_run_goes_to_the_file(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    with quiet(log):
        os.write(1, b"to standard output\n")
        os.write(2, b"to standard error\n")
    assert log.read_text() == "to standard output\nto standard error\n"
