from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from dags.invoice_extraction import below_confidence_threshold, requires_validation
from invoice_llm_airflow.gates import was_extracted

PARAMS = {"confidence_threshold": 0.75, "validation_threshold": 0.9, "min_fields": 5}


@dataclass
class TaskInstance:
    """Answers with what the extraction of its own map index left."""

    results: Mapping[int, Any]
    map_index: int = 0

    def xcom_pull(self, *, task_ids: str, map_indexes: int) -> Any:
        assert task_ids == "invoices.extract_data"
        return self.results.get(map_indexes)


def context(*documents: tuple[float | None, int], **params: Any) -> dict[str, Any]:
    rows = [{"position": n, "confidence": c, "field_count": f} for n, (c, f) in enumerate(documents)]
    return {"ti": TaskInstance({0: {"chunk": 0, "documents": rows}}), "params": PARAMS | params}


def single(confidence: Any, field_count: Any = 8) -> dict[str, Any]:
    return {"ti": TaskInstance({0: {"confidence": confidence, "field_count": field_count}}), "params": PARAMS}


def test_one_document_below_the_threshold_is_not_accepted() -> None:
    assert below_confidence_threshold(single(0.74))[0]


def test_a_document_at_the_threshold_is_accepted() -> None:
    assert not below_confidence_threshold(single(0.75))[0]


def test_one_confident_document_opens_the_gate_for_its_chunk() -> None:
    skip, message = below_confidence_threshold(context((0.2, 8), (0.8, 8), (None, 0)))
    assert not skip
    assert message == "1 of 3 documents reach confidence 0.75"


def test_the_threshold_is_the_param_of_the_run() -> None:
    assert below_confidence_threshold(context((0.8, 8), confidence_threshold=0.95))[0]


@pytest.mark.parametrize(
    ("documents", "needed"),
    [
        ([(0.95, 8)], False),
        ([(0.95, 8), (0.95, 4)], True),
        ([(0.95, 8), (0.89, 8)], True),
        ([(0.95, 8), (None, 8)], True),
        ([], False),
    ],
)
def test_validation_runs_when_a_document_is_doubtful_or_has_few_fields(documents: Any, needed: bool) -> None:
    assert requires_validation(context(*documents))[0] is needed


def test_each_chunk_is_judged_by_its_own_extraction() -> None:
    results = {0: {"confidence": 0.9, "field_count": 8}, 1: {"confidence": 0.1, "field_count": 8}}
    assert below_confidence_threshold({"ti": TaskInstance(results, 1), "params": PARAMS})[0]
    assert not below_confidence_threshold({"ti": TaskInstance(results, 0), "params": PARAMS})[0]


BROKEN: list[dict[str, Any]] = [
    {},
    {"ti": TaskInstance({}), "params": PARAMS},
    {"ti": TaskInstance({0: "text"}), "params": PARAMS},
    {"ti": TaskInstance({0: {"documents": [None]}}), "params": PARAMS},
    {"ti": TaskInstance({0: {"documents": 3}}), "params": PARAMS},
    {"ti": TaskInstance({0: {"confidence": 1.0, "field_count": 9}}), "params": {}},
    {"ti": TaskInstance({0: {"confidence": 1.0, "field_count": 9}}), "params": None},
    single(None),
    single("0.99"),
    single(float("nan")),
    single(True),
    {**single(1.0, 9), "params": dict.fromkeys(PARAMS, "high")},
    {**single(1.0, 9), "params": dict.fromkeys(PARAMS, float("nan"))},
    {**single(1.0, 9), "params": dict.fromkeys(PARAMS)},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_a_gate_cannot_read_is_checked_again_and_not_accepted(broken: dict[str, Any]) -> None:
    assert below_confidence_threshold(broken)[0] is True
    assert requires_validation(broken)[0] is True


def test_a_chunk_without_an_extraction_is_not_routed() -> None:
    assert not was_extracted({"ti": TaskInstance({}), "params": PARAMS})[0]
    assert was_extracted(context())[0]


@pytest.mark.parametrize("gate", [below_confidence_threshold, requires_validation, was_extracted])
def test_a_gate_is_synchronous_since_airflow_never_awaits_it(gate: Any) -> None:
    assert not inspect.iscoroutinefunction(gate)
