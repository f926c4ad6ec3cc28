"""What the fault-injecting endpoint answers is what the program asks for today."""

from __future__ import annotations

from invoice_llm.invoice.answers import ShortVerdicts
from invoice_llm.invoice.answers.short_answer import ShortAnswer
from tests.faults.schema_answers import by_schema

PAGE = """\
Meadow Tools Ltd                      INVOICE
Invoice number: CH-1
Invoice date: 3 March 2026
Total       GBP 120.00
"""


def asking(text: str) -> dict[str, object]:
    return {"messages": [{"role": "user", "content": text}]}


def test_an_extraction_is_answered_with_the_values_of_the_page() -> None:
    said = by_schema(ShortAnswer.model_json_schema(), asking(f"<document>\n{PAGE}\n</document>"))
    told = dict(ShortAnswer.model_validate_json(said).told())
    assert told["invoice_number"] == "CH-1"
    assert told["seller.name"] == "Meadow Tools Ltd"
    assert told["total_gross"] == "120.00"


def test_a_validation_is_answered_with_a_verdict_for_each_field() -> None:
    said = by_schema(ShortVerdicts.model_json_schema(), asking('<extraction>{"invoice_number": "CH-1"}</extraction>'))
    (verdict,) = ShortVerdicts.model_validate_json(said).verdicts
    assert (verdict.field, verdict.verdict) == ("invoice_number", "correct")
