"""Waiting for batch files without a worker slot: tasks that defer, and the trigger that wakes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from airflow.providers.standard.decorators.python import _PythonDecoratedOperator
from airflow.sdk import get_current_context
from airflow.sdk.bases.decorator import task_decorator_factory
from airflow.sdk.exceptions import TaskDeferred
from airflow.triggers.base import BaseTrigger, TriggerEvent

from invoice_llm_airflow.settings import airflow_settings
from invoice_llm_airflow.work import log_counts

if TYPE_CHECKING:
    from airflow.sdk import Context
    from airflow.sdk.bases.decorator import Task

P = ParamSpec("P")
R = TypeVar("R")


class BatchTrigger(BaseTrigger):
    """Fires once a step of this chunk that waits for batch files may go on. One that is started anew elsewhere, after
    its triggerer was lost, goes on the same: what it waits for stands in the store."""

    def __init__(self, run_id: str, chunk: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.run_id = run_id
        self.chunk = chunk

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return f"{type(self).__module__}.{type(self).__qualname__}", {"run_id": self.run_id, "chunk": self.chunk}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        settings = await asyncio.to_thread(airflow_settings)
        with ExitStack() as opened:
            pipeline = await asyncio.to_thread(_open, opened, settings)
            await asyncio.sleep(settings.batch_poll_s)
            while not await pipeline.has_news(self.run_id, self.chunk):
                await asyncio.sleep(settings.batch_poll_s)
        yield TriggerEvent({"chunk": self.chunk})  # type: ignore[no-untyped-call]


def _open(opened: ExitStack, settings: Any) -> Any:
    """Imports and connects, which takes too long for the loop that all triggers share."""
    from invoice_llm.app import open_pipeline

    return opened.enter_context(open_pipeline(settings))


class WaitingTask(_PythonDecoratedOperator):
    """A Python task that may defer, and is done again from its beginning: it only does what is not done yet."""

    def resume(self, context: Context, event: Mapping[str, Any] | None = None) -> Any:  # noqa: ARG002
        """Go on once the trigger has fired."""
        return self.execute(context)


def waiting_task(**options: Any) -> Callable[[Callable[P, R]], Task[P, R]]:
    """``@task`` for a step that may wait for batch files. What it returns is one XCom, rather than one more of each
    count, which nobody asks for and each of which is a request to Airflow's API server."""
    made: Callable[[Callable[P, R]], Task[P, R]] = task_decorator_factory(
        None, multiple_outputs=False, decorated_operator_class=WaitingTask, **options
    )
    return made


def answered(step: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """Log the result of a step and hand it on; while something in it waits for batch files, the task defers."""
    from invoice_llm.pipeline.steps import WAITING

    if WAITING in result:
        trigger = BatchTrigger(get_current_context()["run_id"], int(result["chunk"]))
        raise TaskDeferred(trigger=trigger, method_name="resume")
    return log_counts(step, result)
