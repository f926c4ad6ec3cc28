"""CPU that our DAG file and our plugin add to the start of an Airflow process, beyond what Airflow loads for any.

    .venv/bin/python -m benchmarks.start_cost [--repeat N]

Each is measured in a process of its own, the best of several, since what a process has imported stays imported.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[2]
_MEASURED: Final = """
import json, sys, time
{before}
seen, began = set(sys.modules), time.process_time()
import {module}
print(json.dumps([1000 * (time.process_time() - began), len(set(sys.modules) - seen)]))
"""
_SMALLEST_DAG: Final = """
import pendulum
from airflow.sdk import Param, RetryPolicy, dag, task, task_group

@dag(schedule="0 2 * * *", start_date=pendulum.datetime(2026, 1, 1), params={"a": Param(1, type="integer")})
def smallest():
    @task
    def nothing():
        pass
    nothing()

smallest()
"""
STARTS: Final = {
    "DAG file invoice_extraction": (_SMALLEST_DAG, "dags.invoice_extraction"),
    "DAG file invoice_evaluation": (_SMALLEST_DAG, "dags.invoice_evaluation"),
    "plugin": ("import airflow.plugins_manager, airflow.listeners", "invoice_llm_airflow.plugin"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    for name, (before, module) in STARTS.items():
        milliseconds, modules = min(measure(before, module) for _ in range(repeat))
        print(f"{name:30}{milliseconds:8.1f} ms of CPU{modules:6} modules")


def measure(before: str, module: str) -> tuple[float, int]:
    """Milliseconds of CPU to import the module after the code ``before``, and how many modules came with it."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED.format(before=before, module=module)],
            cwd=ROOT,
            env=os.environ | {"AIRFLOW_HOME": home},
            capture_output=True,
            text=True,
            check=True,
        )
    milliseconds, modules = json.loads(done.stdout.splitlines()[-1])
    return milliseconds, modules


if __name__ == "__main__":
    main()
