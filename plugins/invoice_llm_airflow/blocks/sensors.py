"""Sensor that waits for documents that were not read before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseSensorOperator, PokeReturnValue

from invoice_llm_airflow.blocks.hook import InvoiceLLMHook

if TYPE_CHECKING:
    from airflow.sdk import Context


class InvoiceInboxSensor(BaseSensorOperator):
    """Succeeds once the inbox holds at least ``at_least`` documents that no run has decided; returns their count. Files
    that are still being written do not count. ``inbox`` is as for ``ExtractInvoicesOperator``; ``mode="reschedule"``
    waits without a worker slot."""

    template_fields: Sequence[str] = ("inbox",)

    def __init__(
        self,
        *,
        inbox: str | None = None,
        at_least: int = 1,
        invoice_llm_conn_id: str = InvoiceLLMHook.default_conn_name,
        mode: str = "reschedule",
        **kwargs: Any,
    ) -> None:
        super().__init__(mode=mode, **kwargs)
        self.inbox = inbox
        self.at_least = at_least
        self.invoice_llm_conn_id = invoice_llm_conn_id

    def poke(self, context: Context) -> PokeReturnValue:  # noqa: ARG002
        from invoice_llm.lookups import count_new_documents
        from invoice_llm_airflow.work import refused_for_good

        with refused_for_good():
            count = count_new_documents(InvoiceLLMHook(self.invoice_llm_conn_id).get_conn(), self.inbox)
        self.log.info("%d new documents", count)
        return PokeReturnValue(is_done=count >= self.at_least, xcom_value=count)
