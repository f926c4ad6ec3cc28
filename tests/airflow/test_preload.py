"""The library is loaded ahead where tasks are forked, and nowhere else."""

from __future__ import annotations

import json

import pytest

from tests.processes import json_printed_by

CODE = """
import json, sys
sys.argv = json.loads(sys.argv[1])
from invoice_llm_airflow.local.preload import preload
done = preload()
heavy = [name for name in ("openai", "sqlalchemy", "invoice_llm.app", "airflow") if name in sys.modules]
print(json.dumps([done, heavy]))
"""

STARTING = """
import json, sys
sys.argv = json.loads(sys.argv[1])
from airflow.jobs.job import Job
Job()
print(json.dumps("openai" in sys.modules))
"""
PARSING = """
import json, runpy, sys
sys.argv = ["airflow", "scheduler"]
from airflow.jobs.job import Job
Job()
before = set(sys.modules)
runpy.run_path("dags/invoice_extraction.py")
print(json.dumps(sorted(set(sys.modules) - before)))
"""
TASK = """
import json, sys
sys.argv = ["airflow", "scheduler"]
from airflow.sdk.execution_time.task_runner import TaskRunnerMarker
from airflow.sdk.listener import get_listener_manager
get_listener_manager().hook.on_starting(component=TaskRunnerMarker())
print(json.dumps(["invoice_llm_airflow.local.starting" in sys.modules, "openai" in sys.modules]))
"""


@pytest.mark.parametrize("command", [["scheduler"], ["celery", "worker"]])
def test_where_tasks_are_forked_the_library_is_there_and_airflow_is_left_alone(command: list[str]) -> None:
    assert ahead(command) == [True, ["openai", "sqlalchemy", "invoice_llm.app"]]


@pytest.mark.parametrize("command", [["api-server"], ["dag-processor"], ["triggerer"], ["dags", "list"], []])
def test_other_processes_of_airflow_load_nothing(command: list[str]) -> None:
    assert ahead(command) == [False, []]


@pytest.mark.airflow
@pytest.mark.parametrize(
    ("command", "executor", "loaded"),
    [
        ("scheduler", "LocalExecutor", True),
        ("scheduler", "airflow.executors.base_executor.BaseExecutor", False),  # its tasks are started elsewhere
        ("triggerer", "LocalExecutor", False),
    ],
)
def test_a_scheduler_that_forks_its_tasks_loads_the_library_without_being_told(
    command: str, executor: str, *, loaded: bool
) -> None:
    told = json_printed_by(STARTING, json.dumps(["airflow", command]), env={"AIRFLOW__CORE__EXECUTOR": executor})
    assert told is loaded


@pytest.mark.airflow
def test_a_task_that_is_forked_from_such_a_scheduler_imports_nothing_for_the_dag() -> None:
    assert json_printed_by(PARSING, env={"AIRFLOW__CORE__EXECUTOR": "LocalExecutor"}) == []


@pytest.mark.airflow
def test_a_task_does_not_load_the_whole_library_for_itself() -> None:
    assert json_printed_by(TASK) == [True, False]


def ahead(command: list[str]) -> object:
    return json_printed_by(CODE, json.dumps(["airflow", *command]))
