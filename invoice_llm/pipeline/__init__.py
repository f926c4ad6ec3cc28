"""The steps of a run in order, for one chunk of documents at a time; the same for Airflow and for the command."""

from invoice_llm.pipeline.params import RunParams
from invoice_llm.pipeline.steps import Pipeline

__all__ = ["Pipeline", "RunParams"]
