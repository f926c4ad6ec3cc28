"""The two steps of the evaluation DAG."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from invoice_llm_airflow.reference import FIGURES, drops, keep_reference, read_reference
from invoice_llm_airflow.settings import airflow_settings

log = logging.getLogger("airflow.task.invoice_llm")
REFERENCE = "evaluation_reference.json"


def score(run_id: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Evaluate the folder; returns the figures (0-1 or ``None``), the number of documents and the report's path."""
    from upath import UPath

    from invoice_llm.evaluation import evaluate
    from invoice_llm.pipeline.inbox import resolve

    settings = airflow_settings()
    folder = resolve(params["folder"] or settings.inbox, (settings.inbox, *settings.inbox_roots))
    report = evaluate(Path(str(folder)), settings, route=params["route"]).to_json()
    path = UPath(settings.output) / re.sub(r"[^A-Za-z0-9._-]+", "_", run_id) / "evaluation.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2, default=str, ensure_ascii=False))
    return {"documents": report["documents"], "report": str(path)} | {name: report[name] for name in FIGURES}


def compare(figures: Mapping[str, Any], params: Mapping[str, Any]) -> None:
    """Fail on a drop; the first figures, and those one asks to keep, become the reference."""
    from airflow.sdk.exceptions import AirflowFailException
    from upath import UPath

    path = UPath(airflow_settings().output) / REFERENCE
    reference = read_reference(path)
    if reference is None or params["keep_as_reference"]:
        keep_reference(path, figures)
        log.info("kept as the reference in %s", path)
        return
    if fallen := drops(figures, reference, params["tolerance"]):
        raise AirflowFailException(f"{'; '.join(fallen)}. The report is {figures['report']}")
    log.info("no worse than the reference")
