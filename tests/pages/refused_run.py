"""Puts runs of the DAG into Airflow's own tables that were refused for their params, as a trigger leaves them."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from airflow.utils.types import DagRunType


def put(run_id: str, conf: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    run = DagRun(
        dag_id="invoice_extraction", run_id=run_id, run_type=DagRunType.MANUAL, conf=conf, run_after=now, start_date=now
    )
    run.state = DagRunState.FAILED
    with create_session() as session:
        session.add(run)


if __name__ == "__main__":
    put(sys.argv[1], json.loads(sys.argv[2]))
