"""Sample invoices in a running Airflow, ready to be reviewed: what ``make demo`` starts.

``python -m invoice_llm_airflow.local.demo PORT FOLDER``. Whoever reaches the port is an administrator: it listens on
this machine alone, over a home of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from invoice_llm_airflow.local.ui import served_at

PATIENCE_S = 300
QUEUE = "/plugin/invoices/invoice-llm/review"


def main(arguments: list[str]) -> int:
    """Read the folder, start Airflow, and say where the queue is once it answers; ends with Ctrl-C."""
    from invoice_llm.cli import main as command

    port, folder = arguments
    home = Path(os.environ["AIRFLOW_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    command(["run", folder])
    url = served_at(port)
    os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] = "True"
    with (home / "airflow.log").open("wb") as log:
        airflow = subprocess.Popen(
            [sys.executable, "-m", "airflow", "standalone"],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return _until_ended(airflow, url, home / "airflow.log")


def _until_ended(airflow: subprocess.Popen[bytes], url: str, log: Path) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        print(f"\nStarting Airflow, which takes about a minute; what it says goes to {log}", flush=True)  # noqa: T201
        if not _answers(airflow, url):
            print(f"Airflow did not start. The end of {log}:\n{_end_of(log)}", file=sys.stderr)  # noqa: T201
            return 1
        print(f"\nThe review queue is open: {url}{QUEUE}\nCtrl-C ends it.", flush=True)  # noqa: T201
        return airflow.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _end(airflow)


def _answers(airflow: subprocess.Popen[bytes], url: str) -> bool:
    """True once the page is served; false where Airflow has ended before, or is not there after five minutes."""
    for _ in range(PATIENCE_S):
        if airflow.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(f"{url}/api/v2/version", timeout=5):  # noqa: S310
                return True
        except OSError:
            time.sleep(1)
    return False


def _end(airflow: subprocess.Popen[bytes]) -> None:
    """End all of Airflow's processes, which are a group of their own."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(airflow.pid, how)
            airflow.wait(timeout=20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
