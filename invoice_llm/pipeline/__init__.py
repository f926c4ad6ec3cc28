"""The steps of a run in order, for one chunk of documents at a time; the same for Airflow and for the command.

``Pipeline`` is imported when it is first asked for: who only needs a part, such as the pages that show the records,
does without the model's SDK.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invoice_llm.pipeline.params import RunParams

if TYPE_CHECKING:
    from invoice_llm.pipeline.steps import Pipeline

__all__ = ["Pipeline", "RunParams"]


def __getattr__(name: str) -> Any:
    if name == "Pipeline":
        from invoice_llm.pipeline.steps import Pipeline

        return Pipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
