"""Which part of Airflow, or which of its tasks, used the CPU of a night."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

READER = "documents.worker"
"""In the command line of the processes that read pages."""
READING = "reading pages"
_WORKER = "airflow worker -- "
_SUPERVISING = "LocalExecutor: "
_SERVICES = {
    "scheduler": "scheduler",
    "serve-logs": "scheduler",
    "dag-processor": "DAG processor",
    "api_server": "API server",
    "api-server": "API server",
    "triggerer": "triggerer",
}


def parts_of(used_s: Mapping[str, float], task_of: Mapping[str, str]) -> dict[str, float]:
    """CPU-seconds by part, the largest first, from those by command line. ``task_of`` names the task of each task
    instance's id, which Airflow puts into the command line of the process that runs it."""
    parts: defaultdict[str, float] = defaultdict(float)
    for line, used in used_s.items():
        parts[_part(line, task_of)] += used
    return dict(sorted(parts.items(), key=lambda one: -one[1]))


def _part(line: str, task_of: Mapping[str, str]) -> str:
    if READER in line:
        return READING
    if line.startswith(_WORKER):
        doing = line.removeprefix(_WORKER)
        return "supervising tasks" if doing.startswith(_SUPERVISING) else _task(doing, task_of)
    return next((part for word, part in _SERVICES.items() if word in line), "else")


def _task(instance: str, task_of: Mapping[str, str]) -> str:
    return f"task {task_of[instance].rpartition('.')[2]}" if instance in task_of else "tasks"
