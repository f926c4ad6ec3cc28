"""``@task.invoice``: a task whose function gets what was read of the files that it is called with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk.bases.decorator import DecoratedOperator, task_decorator_factory

from invoice_llm_airflow.blocks.hook import InvoiceLLMHook

if TYPE_CHECKING:
    from airflow.sdk.bases.decorator import TaskDecorator


class InvoiceDecoratedOperator(DecoratedOperator, PythonOperator):
    """Reads the files named by the function's first argument (a path, or a list of paths), and calls the function with
    the list of results in its place. ``read`` are the params of the reading, such as ``model_tier``.

    The values never pass through XCom: what the function returns does.
    """

    template_fields: Sequence[str] = ("templates_dict", "op_args", "op_kwargs")
    custom_operator_name = "@task.invoice"

    def __init__(
        self,
        *,
        python_callable: Callable[..., Any],
        op_args: Collection[Any],
        op_kwargs: Mapping[str, Any],
        read: Mapping[str, Any] | None = None,
        invoice_llm_conn_id: str = InvoiceLLMHook.default_conn_name,
        **kwargs: Any,
    ) -> None:
        upstream: dict[str, Any] = {"python_callable": python_callable, "op_args": op_args, "op_kwargs": op_kwargs}
        super().__init__(kwargs_to_upstream=upstream, **upstream, **kwargs)
        self.read = read
        self.invoice_llm_conn_id = invoice_llm_conn_id

    def execute_callable(self) -> Any:
        from invoice_llm_airflow.work import refused_for_good

        hook, (first, *others) = InvoiceLLMHook(self.invoice_llm_conn_id), self.op_args
        with refused_for_good():
            results = hook.read(first, **(self.read or {}))
        self.log.info("%d documents read", len(results))
        self.op_args = [results, *others]
        return super().execute_callable()


def invoice_task(python_callable: Callable[..., Any] | None = None, **kwargs: Any) -> TaskDecorator:
    """The decorator behind ``@task.invoice``."""
    return task_decorator_factory(python_callable, decorated_operator_class=InvoiceDecoratedOperator, **kwargs)
