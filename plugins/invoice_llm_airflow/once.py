"""One run of the DAG in this process, without scheduler or UI: what ``make run`` starts.

``python -m invoice_llm_airflow.once LOG [CONF]``: Airflow's own talk goes to the file ``LOG``; standard output gets the
run's table. ``CONF`` is the run's configuration as JSON, as in a trigger by hand.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DAG_ID = "invoice_extraction"


def main(arguments: list[str]) -> int:
    """Returns 0 only if the run succeeded."""
    log, conf = Path(arguments[0]), json.loads(arguments[1]) if len(arguments) > 1 else {}
    log.parent.mkdir(parents=True, exist_ok=True)
    with quiet(log):
        run_id, state = run_dag(conf)
    if not _show(run_id):
        state = "failed"
    if state != "success":
        sys.stderr.write(f"The run did not succeed ({state}). What happened is in {log}\n")
    return int(state != "success")


def run_dag(conf: dict[str, Any]) -> tuple[str, str]:
    """Run the DAG of the configured folder; returns the run's id and final state."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk import timezone

    bag = DagBag()
    if DAG_ID not in bag.dags:
        raise SystemExit(f"The DAG cannot be loaded: {bag.import_errors or bag.dag_folder}")
    dag = bag.dags[DAG_ID]
    for task in dag.tasks:
        task.retries = 0  # a person waits for the answer; the next run takes up what is left
    run = dag.test(logical_date=timezone.utcnow(), run_conf=conf)
    return str(run.run_id), str(run.state)


def _show(run_id: str) -> bool:
    from invoice_llm.cli import main as command

    return command(["show", run_id]) == 0


@contextmanager
def quiet(log: Path) -> Iterator[None]:
    """Everything written to standard output and error, by whatever library or process, goes to the file."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            logging.shutdown()
            for number, copy in enumerate(kept, start=1):
                os.dup2(copy, number)
                os.close(copy)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
