"""Operators: read an inbox, and wait until people have decided on what was left to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from invoice_llm_airflow.blocks.hook import InvoiceLLMHook
from invoice_llm_airflow.blocks.triggers import DecidedTrigger
from invoice_llm_airflow.links import ReviewQueue

if TYPE_CHECKING:
    from airflow.sdk import Context


class ExtractInvoicesOperator(BaseOperator):
    """Reads the documents of a folder into records; returns the counts, the cost and the paths of the records.

    ``inbox`` is a path or URI inside the configured inbox or ``INVOICE_LLM_INBOX_ROOTS``, the configured inbox if none
    is given. ``params_of_run`` are the params of the nightly DAG, such as ``model_tier``. A retry goes on where the
    try before it stopped; what was read by an earlier run is not read again. The task fails where documents could not
    be read by a fault that is not theirs (outcome ``failed``), unless ``fail_on_faults`` is off.
    """

    template_fields: Sequence[str] = ("inbox", "params_of_run")
    operator_extra_links = (ReviewQueue(),)

    def __init__(
        self,
        *,
        inbox: str | None = None,
        params_of_run: Mapping[str, Any] | None = None,
        invoice_llm_conn_id: str = InvoiceLLMHook.default_conn_name,
        fail_on_faults: bool = True,
        multiple_outputs: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(multiple_outputs=multiple_outputs, **kwargs)
        self.inbox = inbox
        self.params_of_run = params_of_run
        self.invoice_llm_conn_id = invoice_llm_conn_id
        self.fail_on_faults = fail_on_faults

    def execute(self, context: Context) -> dict[str, Any]:
        from invoice_llm_airflow.work import fail_if_undelivered, refused_for_good

        hook = InvoiceLLMHook(self.invoice_llm_conn_id)
        with refused_for_good():
            summary = hook.read_inbox(run_id_of(context), self.inbox, **(self.params_of_run or {}))
        fail_if_undelivered(summary)
        if self.fail_on_faults and (failed := summary["outcomes"].get("failed", 0)):
            raise RuntimeError(f"{failed} documents failed; their records say why")
        return summary


class InvoiceReviewOperator(BaseOperator):
    """Waits, without a worker slot, until nobody has to look at a document of a run any more; returns the counts by
    outcome. ``run_id`` is that of a reading, such as ``ExtractInvoicesOperator`` returns; ``timeout`` ends the wait."""

    template_fields: Sequence[str] = ("run_id",)
    operator_extra_links = (ReviewQueue(),)

    def __init__(
        self,
        *,
        run_id: str,
        invoice_llm_conn_id: str = InvoiceLLMHook.default_conn_name,
        poll: timedelta = timedelta(seconds=30),
        timeout: timedelta | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.run_id = run_id
        self.invoice_llm_conn_id = invoice_llm_conn_id
        self.poll = poll
        self.timeout = timeout

    def execute(self, context: Context) -> dict[str, int]:  # noqa: ARG002
        outcomes = self._outcomes()
        if waiting := outcomes.get("review"):
            self.log.info("%d documents wait for a person", waiting)
            self.defer(
                trigger=DecidedTrigger(self.run_id, self.invoice_llm_conn_id, self.poll.total_seconds()),
                method_name="decided",
                timeout=self.timeout,
            )
        return outcomes

    def decided(self, context: Context, event: Mapping[str, Any]) -> dict[str, int]:  # noqa: ARG002
        """Called when the trigger fires: with the counts, or with what kept it from looking."""
        if "error" in event:
            raise RuntimeError(event["error"])
        return self._outcomes()

    def _outcomes(self) -> dict[str, int]:
        from invoice_llm_airflow.work import refused_for_good

        with refused_for_good():
            return dict(InvoiceLLMHook(self.invoice_llm_conn_id).outcomes(self.run_id))


def run_id_of(context: Context) -> str:
    """The id of a reading: one for each task of each DAG run, the same in all its tries."""
    ti = context["ti"]
    mapped = f"__{ti.map_index}" if ti.map_index is not None and ti.map_index >= 0 else ""
    return f"{ti.dag_id}__{ti.task_id}__{ti.run_id}{mapped}"
