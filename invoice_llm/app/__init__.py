"""The only place where settings meet adapters."""

from invoice_llm.app.clients import Tuning, open_client
from invoice_llm.app.pipelines import check_budget_names, open_pipeline
from invoice_llm.app.readers import open_reader
from invoice_llm.app.records import deliver_records, export_run, open_purge, raise_budget
from invoice_llm.app.reviews import open_review
from invoice_llm.app.storage import ready_store, today

__all__ = [
    "Tuning",
    "check_budget_names",
    "deliver_records",
    "export_run",
    "open_client",
    "open_pipeline",
    "open_purge",
    "open_reader",
    "open_review",
    "raise_budget",
    "ready_store",
    "today",
]
