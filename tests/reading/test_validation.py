"""The second look: what is asked, and what stays in doubt."""

from __future__ import annotations

import asyncio

import pytest

from invoice_llm.calls import CallContext
from invoice_llm.invoice.answers import FieldVerdict, ValidationAnswer
from invoice_llm.prompt_pack import PromptPack
from invoice_llm.reading.extraction import Asks
from invoice_llm.reading.validation import Validation, Validator
from tests.reading.scenes import MODEL, TEXT, Scripted, embedded_client

VALUES = {"invoice_number": "HP-2041", "total_gross": "£420.00"}
CONTEXT = CallContext(operation="extract", document="00")


def verdict(field: str, word: str) -> FieldVerdict:
    return FieldVerdict.model_validate({"field": field, "verdict": word, "printed": None, "reason": "seen"})


def validate(client: Asks, values: dict[str, str]) -> Validation:
    return asyncio.run(Validator(client, PromptPack.load(), MODEL).validate(TEXT, values, context=CONTEXT))


def answering(*verdicts: FieldVerdict) -> Scripted:
    return Scripted(ValidationAnswer(verdicts=list(verdicts)))


def test_confirmed_values_are_not_in_doubt() -> None:
    client = answering(verdict("invoice_number", "correct"), verdict("total_gross", "correct"))
    assert validate(client, VALUES).doubts == ()
    ((schema, context, prompt),) = client.asked
    assert (schema, context.operation, context.document) == ("validate_invoice", "validate", "00")
    assert "£420.00" in prompt


@pytest.mark.parametrize("word", ["wrong", "not_printed", "unsure"])
def test_anything_but_correct_is_a_doubt(word: str) -> None:
    client = answering(verdict("invoice_number", "correct"), verdict("total_gross", word))
    assert validate(client, VALUES).doubts == ("total_gross",)


def test_a_value_that_nothing_is_said_of_is_in_doubt() -> None:
    assert validate(answering(verdict("total_gross", "correct")), VALUES).doubts == ("invoice_number",)


def test_two_verdicts_that_differ_are_a_doubt() -> None:
    client = answering(verdict("total_gross", "correct"), verdict("total_gross", "unsure"))
    assert validate(client, {"total_gross": "£420.00"}).doubts == ("total_gross",)


def test_verdicts_on_other_fields_are_left_out() -> None:
    result = validate(answering(verdict("total_gross", "correct"), verdict("iban", "wrong")), VALUES)
    assert [v.field for v in result.verdicts] == ["total_gross"]


def test_nothing_to_confirm_is_not_asked() -> None:
    client = answering()
    assert validate(client, {}) == Validation((), ())
    assert client.asked == []


def test_the_embedded_endpoint_confirms_what_is_printed_and_nothing_else() -> None:
    assert validate(embedded_client(), VALUES).doubts == ()
    assert validate(embedded_client(), VALUES | {"total_gross": "£999.00"}).doubts == ("total_gross",)
