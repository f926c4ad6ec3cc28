"""Thresholds of a document's confidence: what each would accept, and which one keeps a share right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.evaluation.thresholds import (
    JudgedDocument,
    judged_decision,
    point_at,
    threshold_keeping,
    thresholds_json,
)
from invoice_llm.evaluation.wording import kept_right
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, Party

FOUR = [JudgedDocument(0.99, True), JudgedDocument(0.9, True), JudgedDocument(0.6, False), JudgedDocument(None, False)]
INVOICE = Invoice(
    invoice_number="1",
    issue_date=date(2026, 3, 2),
    currency="EUR",
    seller=Party(name="Ashfen Tools"),
    total_gross=Decimal(5),
)


def test_a_document_without_a_confidence_is_never_taken_and_counts_among_all() -> None:
    point = point_at(FOUR, 0.5)
    assert (point.taken, point.right, point.documents) == (3, 2, 4)
    assert point_at(FOUR, 0.75).to_json()["share"] == 0.5
    assert point_at(FOUR, 1.0).share_right is None


@pytest.mark.parametrize(("right", "threshold"), [(0.6, 0.6), (0.95, 0.9), (1.0, 0.9)])
def test_the_lowest_confidence_that_keeps_the_share_is_named(right: float, threshold: float) -> None:
    point = threshold_keeping(FOUR, right)
    assert point is not None
    assert point.threshold == threshold


def test_where_none_keeps_it_that_is_said() -> None:
    assert threshold_keeping([JudgedDocument(0.9, False)], 0.99) is None
    assert kept_right("0.99", None) == "No threshold keeps 99 % of the documents right."
    assert thresholds_json([]) is None


def test_a_decision_judges_the_five_values_alone_and_no_e_invoice() -> None:
    before = Record(document="a.pdf", sha256="0" * 64, outcome=Outcome.REVIEW, confidence=0.7, invoice=INVOICE)
    other = INVOICE.model_copy(update={"due_date": date(2026, 4, 1)})
    assert judged_decision(before, other) == JudgedDocument(0.7, True)
    assert judged_decision(before, INVOICE.model_copy(update={"currency": "USD"})) == JudgedDocument(0.7, False)
    data = before.model_copy(update={"evidence": {"total_gross": Evidence(source="xml")}})
    assert judged_decision(data, INVOICE) is None
