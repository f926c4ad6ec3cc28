"""The form of a review marks what is below the threshold that its run asked for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.params import RunParams
from invoice_llm_airflow.pages.review.fields import FormBuilder
from invoice_llm_airflow.pages.text.notation import Notation
from invoice_llm_airflow.params import PARAMS

BRITISH = Notation(Locale("en", "GB"), ZoneInfo("Europe/Berlin"))
READ = Record(
    document="a.pdf",
    sha256="a",
    outcome=Outcome.REVIEW,
    reasons=("LOW_CONFIDENCE",),
    invoice=Invoice(invoice_number="R-7"),
    evidence={
        "invoice_number": Evidence(source="text", quote="R-7", page=1, bbox=(0, 0, 1, 1), confidence=0.8),
    },
)


@pytest.mark.parametrize(("threshold", "weak"), [(0.75, False), (0.8, False), (0.81, True), (0.95, True)])
def test_a_value_is_marked_below_the_threshold_of_its_own_run(threshold: float, weak: bool) -> None:
    field = FormBuilder(READ, BRITISH, {}, {}, threshold).field("invoice_number")
    assert field.is_weak is weak
    assert [("evidence is weak" in doubt) for doubt in field.doubts] == [True] * weak


def test_the_threshold_of_a_run_is_the_one_that_it_was_started_with() -> None:
    assert RunParams.threshold_of(RunParams(confidence_threshold=0.9).to_mapping()) == 0.9
    assert RunParams.threshold_of({"inbox": "/in"}) == RunParams().confidence_threshold


def test_the_form_of_the_dag_proposes_the_defaults_of_a_run() -> None:
    usual = RunParams().to_mapping()
    assert {name: PARAMS[name].value for name in usual} == usual
