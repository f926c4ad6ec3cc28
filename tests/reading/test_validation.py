"""The second look: what is asked, and what stays in doubt."""

from __future__ import annotations

import asyncio

import pytest

from invoice_llm.calls import CallContext
from invoice_llm.invoice.answers import FieldVerdict, ShortVerdicts, ValidationAnswer
from invoice_llm.invoice.checks import Finding
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.statements import Statement
from invoice_llm.prompt_pack import PromptPack
from invoice_llm.reading.extraction import Asks
from invoice_llm.reading.validation import Doubt, Validation, Validator, in_doubt
from tests.reading.printed_invoice import MODEL, TEXT, Scripted, embedded_client

VALUES = {"invoice_number": "HP-2041", "total_gross": "£420.00"}
CONTEXT = CallContext(operation="extract", document="00")


def verdict(field: str, word: str, printed: str | None = None) -> FieldVerdict:
    return FieldVerdict.model_validate({"field": field, "verdict": word, "printed": printed, "reason": "seen"})


def validate(client: Asks, values: dict[str, str], complaints: dict[str, str] | None = None) -> Validation:
    validator = Validator(client, PromptPack.load(), MODEL)
    return asyncio.run(validator.validate(TEXT, values, complaints=complaints, context=CONTEXT))


def answering(*verdicts: FieldVerdict) -> Scripted:
    return Scripted(ValidationAnswer(verdicts=list(verdicts)))


def test_confirmed_values_are_not_in_doubt() -> None:
    client = answering(verdict("invoice_number", "correct"), verdict("total_gross", "correct"))
    assert validate(client, VALUES).doubts == ()
    ((schema, context, prompt),) = client.asked
    assert (schema, context.operation, context.document) == ("validate_invoice", "validate", "00")
    assert "£420.00" in prompt


def test_short_verdicts_say_the_same_as_whole_ones() -> None:
    verdicts = [
        verdict("invoice_number", "correct"),
        verdict("total_gross", "wrong", "£350.00"),
        verdict("total_net", "wrong"),
        verdict("due_date", "not_printed"),
        verdict("seller.name", "unsure"),
    ]
    short = ShortVerdicts.model_validate(ValidationAnswer(verdicts=verdicts))
    assert short.v == [
        "invoice_number=ok",
        "total_gross=£350.00",
        "total_net=wrong",
        "due_date=none",
        "seller.name=unsure",
    ]
    assert [(v.field, v.verdict, v.printed) for v in short.verdicts] == [
        (v.field, v.verdict, v.printed) for v in verdicts
    ]
    assert ShortVerdicts(v=["total_gross"]).verdicts[0].verdict == "unsure"


@pytest.mark.parametrize("word", ["wrong", "not_printed", "unsure"])
def test_anything_but_correct_is_a_doubt(word: str) -> None:
    client = answering(verdict("invoice_number", "correct"), verdict("total_gross", word))
    assert validate(client, VALUES).doubts == (Doubt("total_gross"),)


def test_another_value_counts_as_a_reading_only_if_the_page_shows_it() -> None:
    client = answering(verdict("invoice_number", "correct"), verdict("total_gross", "wrong", "£350.00"))
    assert validate(client, VALUES).doubts == (Doubt("total_gross", "£350.00"),)
    client = answering(verdict("invoice_number", "correct"), verdict("total_gross", "wrong", "£999.00"))
    assert validate(client, VALUES).doubts == (Doubt("total_gross"),)


@pytest.mark.parametrize(
    ("field", "value", "again"),
    [
        ("total_gross", "£420.00", "420.00"),
        ("issue_date", "2 March 2026", "2026-03-02"),
        ("seller.name", "Harbour Paper Ltd", "HARBOUR PAPER LTD"),
    ],
)
def test_the_same_value_confirms_whatever_the_verdict_is_called(field: str, value: str, again: str) -> None:
    assert validate(answering(verdict(field, "wrong", again)), {field: value}).doubts == ()


def test_the_checks_that_fail_are_named_in_the_question() -> None:
    client = answering(verdict("total_gross", "correct"))
    validate(client, {"total_gross": "£420.00"}, {"total_gross": "420.00 is not 350.00 + 80.00 (BR-CO-15)"})
    ((_, _, prompt),) = client.asked
    assert "- total_gross: 420.00 is not 350.00 + 80.00 (BR-CO-15)" in prompt


def spot(confidence: float | None, quote: str | None = "x", *reasons: str) -> Evidence:
    page = 1 if quote else None
    return Evidence(page=page, quote=quote, source="text", confidence=confidence, reasons=reasons)


BROKEN = Finding(
    rule="BR-CO-15",
    reason=Reason.SUM_MISMATCH,
    fields=("total_net", "total_tax", "total_gross"),
    ok=False,
    says=Statement.NET_SUM,
    values={"made": "350.00", "total": "351.00"},
)


def test_only_what_is_weak_or_fails_a_check_is_asked_about() -> None:
    evidence = {
        "invoice_number": spot(0.97),
        "issue_date": spot(0.6),
        "total_gross": spot(0.97),
        "due_date": spot(0, None),
    }
    assert set(in_doubt(evidence, (), below=0.9)) == {"issue_date"}
    assert set(in_doubt(evidence, (BROKEN,), below=0.9)) == {"issue_date", "total_gross"}
    warned = evidence | {"invoice_number": spot(0.97, "x", "WEAK_LABEL")}
    assert set(in_doubt(warned, (), below=0.9)) == {"issue_date", "invoice_number"}


def test_where_nothing_stands_out_all_that_was_found_is_asked_about() -> None:
    evidence = {"invoice_number": spot(0.97), "issue_date": spot(0.95), "lines[0].line_total": spot(0.1)}
    assert set(in_doubt(evidence, (), below=0.9)) == {"invoice_number", "issue_date"}


def test_a_value_that_nothing_is_said_of_is_in_doubt() -> None:
    assert validate(answering(verdict("total_gross", "correct")), VALUES).doubts == (Doubt("invoice_number"),)


def test_two_verdicts_that_differ_are_a_doubt() -> None:
    client = answering(verdict("total_gross", "correct"), verdict("total_gross", "unsure"))
    assert validate(client, {"total_gross": "£420.00"}).doubts == (Doubt("total_gross"),)


def test_verdicts_on_other_fields_are_left_out() -> None:
    result = validate(answering(verdict("total_gross", "correct"), verdict("iban", "wrong")), VALUES)
    assert [v.field for v in result.verdicts] == ["total_gross"]


def test_nothing_to_confirm_is_not_asked() -> None:
    client = answering()
    assert validate(client, {}) == Validation({}, ())
    assert client.asked == []


def test_the_embedded_endpoint_confirms_what_is_printed_and_nothing_else() -> None:
    assert validate(embedded_client(), VALUES).doubts == ()
    assert validate(embedded_client(), VALUES | {"total_gross": "£999.00"}).doubts == (Doubt("total_gross", "420.00"),)
