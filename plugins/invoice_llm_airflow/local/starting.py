"""A listener that loads the library ahead in the scheduler, before it forks its tasks."""

from __future__ import annotations

from typing import Any

from airflow.listeners import hookimpl


@hookimpl
def on_starting(component: Any) -> None:
    """Load it where a job of Airflow starts that forks tasks. Each task, which is told as well, is no job."""
    if hasattr(component, "job_type") and _forks_tasks():
        from invoice_llm_airflow.local.preload import OF_THE_DAG, preload  # not when Airflow loads the plugin

        preload(OF_THE_DAG)


def _forks_tasks() -> bool:
    """True where tasks are forked from the scheduler; any other executor starts them elsewhere."""
    from airflow.executors.executor_loader import ExecutorLoader

    loaded = map(ExecutorLoader.import_executor_cls, ExecutorLoader.get_executor_names())
    return any(executor.is_local for executor, _ in loaded)
