"""Runs the DAG several times in this process and writes what became of it as JSON; started by a fixture.

Airflow keeps its configuration for the life of a process, so these runs get one of their own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import DagBag
from airflow.models.xcom import XComModel
from airflow.sdk import timezone
from airflow.sdk.exceptions import ParamValidationError
from airflow.utils.session import create_session
from sqlalchemy import select

from invoice_llm_airflow.local.once import alone


def main(answer: Path) -> None:
    bag = DagBag()
    assert not bag.import_errors, bag.import_errors
    dag = bag.dags["invoice_extraction"]
    alone(dag)
    scenarios: dict[str, dict[str, Any]] = {
        "first": {},
        "second": {},
        "forced": {"force": True, "confidence_threshold": 1.0, "validation_threshold": 0.0, "min_fields": 0},
        "misspelt": {"confidence_treshold": 0.9},
        "out_of_range": {"confidence_threshold": 1.5},
        "outside": {"inbox": "/"},
    }
    result = {name: run(dag, conf) for name, conf in scenarios.items()}
    answer.write_text(json.dumps(result, default=str))


def run(dag: Any, conf: dict[str, Any]) -> dict[str, Any]:
    """The run's state, the state of each task instance, its XComs, and the size of the largest as stored."""
    try:
        made = dag.test(logical_date=timezone.utcnow(), run_conf=conf)
    except ParamValidationError as error:
        return {"refused": str(error)}
    with create_session() as session:
        rows = session.scalars(select(XComModel).where(XComModel.run_id == made.run_id)).all()
        values = {f"{row.task_id}[{row.map_index}]": row.value for row in rows if row.key == "return_value"}
    return {
        "state": str(made.state),
        "tasks": {f"{ti.task_id}[{ti.map_index}]": str(ti.state) for ti in made.get_task_instances()},
        "values": {name: json.loads(value) if isinstance(value, str) else value for name, value in values.items()},
        "largest": max((len(json.dumps(value)) for value in values.values()), default=0),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
