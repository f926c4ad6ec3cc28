"""The pinned packages of the container image: what docker-compose.yaml starts of them can be imported."""

from __future__ import annotations

import importlib

from airflow.executors.executor_loader import ExecutorLoader
from airflow.executors.executor_utils import ExecutorName

STARTED = (
    "airflow.providers.celery.cli.celery_command",
    "airflow.providers.fab.auth_manager.fab_auth_manager",
    "airflow.providers.postgres.hooks.postgres",
    "flower",
    "redis",
)
EXECUTORS = {
    "LocalExecutor": "airflow.executors.local_executor.LocalExecutor",
    "CeleryExecutor": "airflow.providers.celery.executors.celery_executor.CeleryExecutor",
}

for module in STARTED:
    importlib.import_module(module)
for name, path in EXECUTORS.items():
    executor, _ = ExecutorLoader.import_executor_cls(ExecutorName(path))
    assert executor.__name__ == name, executor
