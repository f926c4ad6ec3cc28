"""Runs that were refused for what was asked of them: the sentence, made again from what the run was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoice_llm_airflow.params import OF_THE_DAG


def refusal_sentence(asked: Mapping[str, Any] | None) -> str | None:
    """Why a run with these params is refused; ``None`` for one that is not."""
    from invoice_llm.errors import ConfigurationError
    from invoice_llm.pipeline import RunParams

    try:
        RunParams.from_mapping({name: value for name, value in (asked or {}).items() if name not in OF_THE_DAG})
    except ConfigurationError as error:
        return f"The run was refused: {error}"
    return None
