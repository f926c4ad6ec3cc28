"""Hook that reads invoices with the settings of this installation and the endpoint of a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook

from invoice_llm_airflow.settings import airflow_settings, find_connection, with_endpoint

if TYPE_CHECKING:
    from invoice_llm.api import ReadResult, Source
    from invoice_llm.invoice.record import Record
    from invoice_llm.settings import Settings


class InvoiceLLMHook(BaseHook):
    """Reads files or an inbox. Without the connection the settings alone say which endpoint is asked; without an
    endpoint the label reader reads by itself."""

    conn_name_attr = "invoice_llm_conn_id"
    default_conn_name = "invoice_llm_default"
    conn_type = "invoice_llm"
    hook_name = "Invoice LLM"

    def __init__(self, invoice_llm_conn_id: str = default_conn_name) -> None:
        super().__init__()
        self.invoice_llm_conn_id = invoice_llm_conn_id

    def get_conn(self) -> Settings:
        """Settings with the connection's endpoint, which goes before that of the environment."""
        settings = airflow_settings()
        connection = find_connection(self.invoice_llm_conn_id)
        return settings if connection is None else with_endpoint(settings, connection)

    def read(self, files: Source | Iterable[Source], **params: Any) -> list[ReadResult]:
        """Read a file, or several; each part of a mail or an archive is a result. See :func:`invoice_llm.read_many`."""
        from invoice_llm.api import read_many

        one = isinstance(files, str | bytes) or hasattr(files, "__fspath__")
        return read_many([files] if one else files, settings=self.get_conn(), **params)  # type: ignore[arg-type, list-item]

    def read_inbox(self, run_id: str, inbox: str | None = None, **params: Any) -> dict[str, Any]:
        """Read a folder as the nightly DAG does: what was decided before is not read again, and the same ``run_id``
        goes on where it stopped. Returns the counts, the cost and the paths of the records."""
        from invoice_llm.app import open_pipeline
        from invoice_llm.pipeline import RunParams
        from invoice_llm_airflow.alerting.watch import tuning

        asked = RunParams.from_mapping({"inbox": inbox, **params})
        with open_pipeline(self.get_conn(), tuning=tuning()) as pipeline:
            try:
                asyncio.run(pipeline.process_all(run_id, pipeline.discover(run_id, asked), self._tell))
            finally:
                summary = pipeline.summarize(run_id)
        return {"run_id": run_id, **summary}

    def records(self, run_id: str) -> list[Record]:
        """Records of all documents of a run, with what people have decided since. Raises ``ConfigurationError`` for a
        run that never began."""
        from invoice_llm.lookups import run_result

        return run_result(self.get_conn(), run_id)[1]

    def outcomes(self, run_id: str) -> Mapping[str, int]:
        """Count of documents by outcome, as of now."""
        from invoice_llm.lookups import outcomes_of

        return outcomes_of(self.get_conn(), run_id)

    def test_connection(self) -> tuple[bool, str]:
        """Make one tiny call a model, booked like any other; the button *Test* of the connection's form."""
        from invoice_llm.doctor.pinging import ping
        from invoice_llm.errors import InvoiceLLMError

        try:
            entries = list(ping(self.get_conn()))
        except InvoiceLLMError as error:
            return False, str(error)
        return all(one["status"] == "ok" for one in entries), "; ".join(one["message"] for one in entries)

    def _tell(self, done: int, total: int) -> None:
        self.log.info("%d of %d chunks", done, total)
