"""Links from tasks to the plugin's pages, and the decorator of tasks that have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from airflow.providers.standard.decorators.python import _PythonDecoratedOperator
from airflow.sdk import BaseOperatorLink
from airflow.sdk.bases.decorator import task_decorator_factory

from invoice_llm_airflow import addresses

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.bases.decorator import Task
    from airflow.sdk.types import TaskInstanceKey

P = ParamSpec("P")
R = TypeVar("R")


def run_link(dag_id: str, run_id: str) -> str:
    """The tab with what became of each document of a run."""
    parts = tuple(addresses.part(text) for text in (dag_id, run_id))
    return addresses.below_base_url("/dags/{}/runs/{}/plugin/".format(*parts) + addresses.RUN_ROUTE)


def queue_link() -> str:
    """The review queue inside Airflow's frame."""
    return addresses.framed("/review")


class RunPage(BaseOperatorLink):
    """Every document of this run."""

    name = "Documents of this run"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:  # noqa: ARG002
        return run_link(ti_key.dag_id, ti_key.run_id)


class ReviewQueue(BaseOperatorLink):
    """All that waits for a person, of every run."""

    name = "Review queue"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:  # noqa: ARG002
        return queue_link()


class LinkedTask(_PythonDecoratedOperator):
    """A Python task with links. Links belong to an operator's class, so that it needs one of its own."""

    operator_extra_links = (RunPage(), ReviewQueue())


@overload
def linked_task(function: Callable[P, R]) -> Task[P, R]: ...
@overload
def linked_task(**options: Any) -> Callable[[Callable[P, R]], Task[P, R]]: ...
def linked_task(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """``@task`` with links to the run's documents and to the review queue."""
    return task_decorator_factory(function, decorated_operator_class=LinkedTask, **options)
