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


@pytest.mark.parametrize("command", [["scheduler"], ["celery", "worker"]])
def test_where_tasks_are_forked_the_library_is_there_and_airflow_is_left_alone(command: list[str]) -> None:
    assert ahead(command) == [True, ["openai", "sqlalchemy", "invoice_llm.app"]]


@pytest.mark.parametrize("command", [["api-server"], ["dag-processor"], ["triggerer"], ["dags", "list"], []])
def test_other_processes_of_airflow_load_nothing(command: list[str]) -> None:
    assert ahead(command) == [False, []]


def ahead(command: list[str]) -> object:
    return json_printed_by(CODE, json.dumps(["airflow", *command]))
