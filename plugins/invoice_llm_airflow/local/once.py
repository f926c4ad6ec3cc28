"""One run of the DAG in this process, without scheduler or UI: what ``make run`` starts.

``python -m invoice_llm_airflow.local.once LOG [CONF]``: Airflow's own talk goes to the file ``LOG``; standard output
gets the run's table. ``CONF`` is the run's configuration as JSON, as in a trigger by hand.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DAG_ID = "invoice_extraction"


ERROR = re.compile(r"^(?:invoice_llm|airflow)[\w.]*\.\w+: (?P<reason>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RunEnd:
    """``discovered`` says whether the run got as far as having records."""

    run_id: str
    succeeded: bool
    discovered: bool


def main(arguments: list[str]) -> int:
    """Returns 0 only if the run succeeded."""
    log, conf = Path(arguments[0]), json.loads(arguments[1]) if len(arguments) > 1 else {}
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    with quiet(log):
        ended = run_dag(conf)
    if not ended.succeeded:
        reasons = "\n".join(logged_errors(log.read_text(errors="replace")))
        sys.stderr.write(f"The run did not succeed. {reasons}\nAll that happened is in {log}\n")
    shown = ended.discovered and show(ended.run_id)
    if shown and (home := os.environ.get("AIRFLOW_HOME")):
        sys.stdout.write(f"To go on with the command invoice-llm: export AIRFLOW_HOME={shlex.quote(home)}\n")
    return int(not (ended.succeeded and shown))


def run_dag(conf: dict[str, Any]) -> RunEnd:
    """Run the DAG of the configured folder."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk import timezone

    bag = DagBag()
    if DAG_ID not in bag.dags:
        raise SystemExit(f"The DAG cannot be loaded: {bag.import_errors or bag.dag_folder}")
    dag = bag.dags[DAG_ID]
    alone(dag)
    run = dag.test(logical_date=timezone.utcnow(), run_conf=conf)
    states = {instance.task_id: str(instance.state) for instance in run.get_task_instances()}
    return RunEnd(str(run.run_id), str(run.state) == "success", states["discover"] == "success")


def alone(dag: Any) -> None:
    """Make a DAG ready for ``dag.test()``: without retries, since a person waits for the answer and the next run takes
    up what is left; without a deadline, whose alerts only the scheduler sends and with which such a run cannot end."""
    for task in dag.tasks:
        task.retries = 0
    dag.deadline = None


def logged_errors(log: str) -> list[str]:
    """The messages of the errors that Airflow and this project logged, each once."""
    return list(dict.fromkeys(match["reason"] for match in ERROR.finditer(log)))


def show(run_id: str) -> bool:
    """Print the run's table; whether that went well."""
    from invoice_llm.cli import main as command

    if not sys.stdout.isatty():
        os.environ.setdefault("COLUMNS", "180")  # a file or a pipe has no width; 80 columns would break every cell
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
            for number, copy in enumerate(kept, start=1):
                os.dup2(copy, number)
                os.close(copy)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
