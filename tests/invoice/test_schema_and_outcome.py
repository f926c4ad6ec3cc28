"""What the rest of the world sees of an invoice: JSON, codes, sentences."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.fields import HEADER_FIELDS, REQUIRED_FIELDS
from invoice_llm.invoice.outcome import Outcome, Reason, reason_of
from invoice_llm.invoice.record import Record, Tokens
from invoice_llm.invoice.schema import Invoice, LineItem, Party


def test_json_shows_money_as_strings_with_their_cents_and_days_as_iso() -> None:
    invoice = Invoice(issue_date=date(2026, 3, 2), total_gross=Decimal("420.00"))
    shown = json.loads(invoice.model_dump_json())
    assert shown["total_gross"] == "420.00"
    assert shown["issue_date"] == "2026-03-02"
    assert shown["invoice_number"] is None


def test_an_invoice_comes_back_from_its_json() -> None:
    invoice = Invoice(
        invoice_number="7", seller=Party(name="A"), lines=(LineItem(quantity=Decimal("2.5"), line_total=Decimal(5)),)
    )
    assert Invoice.model_validate_json(invoice.model_dump_json()) == invoice


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="total"):
        Invoice.model_validate({"total": "1"})


def test_what_must_be_there_is_part_of_the_header() -> None:
    assert set(REQUIRED_FIELDS) <= set(HEADER_FIELDS)
    assert len(HEADER_FIELDS) == 9


@pytest.mark.parametrize(
    ("outcome", "final"),
    [
        ("accepted", True),
        ("review", True),
        ("duplicate", True),
        ("rejected", True),
        ("deferred", False),
        ("failed", False),
    ],
)
def test_only_what_is_deferred_or_failed_is_taken_up_again(outcome: str, final: bool) -> None:
    assert Outcome(outcome).is_final is final


def test_every_reason_is_its_own_code_with_a_sentence() -> None:
    for reason in Reason:
        assert reason == reason.name
        assert re.fullmatch(r"[A-Z].{10,}\.", reason.sentence)
    assert len({reason.sentence for reason in Reason}) == len(Reason)


def test_a_code_gives_its_reason() -> None:
    assert reason_of("NO_TEXT") is Reason.NO_TEXT
    with pytest.raises(KeyError):
        reason_of("NO_SUCH_CODE")


def test_a_record_shows_its_cost_to_a_millionth_and_its_codes() -> None:
    record = Record(
        document="a.pdf",
        sha256="00",
        outcome=Outcome.REVIEW,
        reasons=(Reason.NO_TEXT,),
        cost_usd=Decimal("0.00123"),
        tokens=Tokens(input=3),
    )
    shown = json.loads(record.model_dump_json())
    assert shown["cost_usd"] == "0.001230"
    assert shown["outcome"] == "review"
    assert shown["reasons"] == ["NO_TEXT"]
    assert shown["confidence"] is None
    assert shown["tokens"] == {"input": 3, "cached": 0, "output": 0}


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_a_confidence_outside_of_0_to_1_is_refused(confidence: float) -> None:
    with pytest.raises(ValidationError):
        Evidence(source="text", confidence=confidence)
