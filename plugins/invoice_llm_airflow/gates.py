"""The gates of the DAG: which of the tasks after extraction a chunk needs.

A condition is synchronous (Airflow never awaits one, and a coroutine counts as true) and never raises: what it cannot
read leads to the safe side, which is validation and no acceptance. In a chunk the gate opens when at least one
document qualifies; the task behind it then handles just those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from invoice_llm.pipeline.gates import is_confident, needs_validation

EXTRACTION = "invoices.extract_data"

Verdict = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """One document of a chunk as its extraction left it; ``None`` where nothing is known."""

    confidence: float | None
    field_count: int | None


def below_confidence_threshold(context: Mapping[str, Any]) -> Verdict:
    """True where no document of the chunk reaches ``confidence_threshold``, with the counts; unknown is below."""
    try:
        threshold = _share(context["params"]["confidence_threshold"])
        readings = extracted(context)
    except Exception as error:  # whatever it is, a gate must not fail
        return True, f"nothing is accepted: {_told(error)}"
    if threshold is None:
        return True, "nothing is accepted: confidence_threshold is no number from 0 to 1"
    reached = [r for r in readings if is_confident(r.confidence, threshold)]
    return not reached, f"{len(reached)} of {len(readings)} documents reach confidence {threshold}"


def requires_validation(context: Mapping[str, Any]) -> Verdict:
    """True where a document is below ``validation_threshold`` or has fewer values than ``min_fields``, with the counts;
    unknown counts as both."""
    try:
        threshold = _share(context["params"]["validation_threshold"])
        fewest = _count(context["params"]["min_fields"])
        readings = extracted(context)
    except Exception as error:  # whatever it is, a gate must not fail
        return True, f"validation runs: {_told(error)}"
    if threshold is None or fewest is None:
        return True, "validation runs: validation_threshold or min_fields is not usable"
    doubtful = [
        r for r in readings if needs_validation(r.confidence, r.field_count, threshold=threshold, fewest=fewest)
    ]
    message = f"{len(doubtful)} of {len(readings)} documents below confidence {threshold} or {fewest} fields"
    return bool(doubtful), message


def was_extracted(context: Mapping[str, Any]) -> Verdict:
    """True where the chunk's extraction left a result to route."""
    try:
        return True, f"{len(extracted(context))} documents to route"
    except Exception as error:  # whatever it is, a gate must not fail
        return False, _told(error)


def extracted(context: Mapping[str, Any]) -> list[DocumentReading]:
    """The documents of this chunk from the XCom of ``extract_data``; one document may stand without a list.

    The list is empty when every document of the chunk ended before extraction.
    """
    ti = context["ti"]
    result = ti.xcom_pull(task_ids=EXTRACTION, map_indexes=ti.map_index)
    if not isinstance(result, Mapping):
        raise LookupError("the extraction left no result")
    documents = result.get("documents")
    rows = [result] if documents is None else documents
    return [DocumentReading(_share(row.get("confidence")), _count(row.get("field_count"))) for row in rows]


def _share(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return float(value) if 0 <= value <= 1 else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
