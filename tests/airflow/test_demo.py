"""``make demo`` as a person sees it: the samples are read, and one address shows the review queue without a login."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.airflow.airflow_processes import free_ports
from tests.airflow.homes import airflow_env, copy_home

WAITING = "sums-do-not-add-up.pdf"
pytestmark = [pytest.mark.airflow, pytest.mark.scheduler, pytest.mark.slow]


@contextmanager
def demo(home: Path, inbox: Path) -> Iterator[subprocess.Popen[str]]:
    port, worker_logs, trigger_logs = free_ports(3)
    env = airflow_env(home, inbox) | {
        "COLUMNS": "80",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(worker_logs),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(trigger_logs),
    }
    command = [sys.executable, "-m", "invoice_llm_airflow.local.demo", str(port), str(inbox)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def test_the_samples_are_read_and_the_queue_opens_at_the_address_that_is_printed(
    migrated_home: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in (WAITING, "en-clean-services.pdf"):
        shutil.copy(Path("samples/inbox") / name, inbox)
    home = copy_home(migrated_home, tmp_path / "home")
    with demo(home, inbox) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "The review queue is open: " in line:
                break
        address = said[-1].partition(": ")[2].strip()
        assert any(WAITING[:15] in line and "review" in line for line in said)  # names are cut to 80 columns
        page = address.replace("/plugin/invoices/", "/")
        with urllib.request.urlopen(address, timeout=60) as framed, urllib.request.urlopen(page, timeout=60) as queue:
            assert framed.status == 200
            assert WAITING in queue.read().decode()
    assert process.returncode == 0
    assert not of_this_home(home)


def of_this_home(home: Path) -> list[int]:
    """Processes of Airflow that the demo has left behind."""
    left = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"AIRFLOW_HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                left.append(int(folder.name))
        except OSError:
            continue
    return [pid for pid in left if pid != os.getpid()]
