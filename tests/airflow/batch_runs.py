"""Runs the DAG once in mode batch in this process and writes what became of it as JSON; started by a test."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag

from invoice_llm_airflow.local.once import alone
from tests.airflow.extraction_runs import run

if __name__ == "__main__":
    bag = DagBag()
    assert not bag.import_errors, bag.import_errors
    dag = bag.dags["invoice_extraction"]
    alone(dag)
    made = run(dag, {"mode": "batch", "model_tier": "basic"})
    Path(sys.argv[1]).write_text(json.dumps(made, default=str))
