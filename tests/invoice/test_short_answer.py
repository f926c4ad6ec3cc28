"""A short answer says the same as a whole one, in a third of the tokens."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from invoice_llm.invoice.answers.short_answer import WIRE_KEYS, ShortAnswer, ShortValues
from invoice_llm.invoice.fields import FIELDS
from invoice_llm.invoice.printed import PrintedCharge, PrintedInvoice, PrintedTax
from invoice_llm.llm.schema import strict_schema
from tests.reading.printed_invoice import RIGHT

SILENT = RIGHT.model_copy(update={"lines": [], "taxes": [], "invoice_number": None, "total_gross": None})


def test_every_key_of_an_answer_has_one_word_or_is_a_cell_of_a_row() -> None:
    keys = {str(field.answer).partition("[")[0] for field in FIELDS if field.answer}
    assert keys - {"lines"} == set(WIRE_KEYS)
    assert len(set(WIRE_KEYS.values())) == len(WIRE_KEYS)


def test_a_whole_answer_and_the_short_one_made_of_it_are_the_same_reading() -> None:
    whole = RIGHT.model_copy(
        update={
            "taxes": [PrintedTax(rate="19 %", base=None, amount="3,80"), PrintedTax(rate="7 %", base="1", amount="2")],
            "allowances_charges": [PrintedCharge(kind="charge", reason=None, amount="4.00")],
            "prices_include_tax": False,
        }
    )
    short = ShortAnswer.model_validate(whole)
    assert ShortAnswer.model_validate_json(short.model_dump_json()).printed(SILENT) == whole


def test_a_value_may_hold_the_sign_that_ends_its_key() -> None:
    read = ShortAnswer(v=["number=A=B/7", "seller = Smith & Sons "], rows=[]).printed(SILENT)
    assert (read.invoice_number, read.seller.name) == ("A=B/7", "Smith & Sons")


def test_what_the_answer_leaves_out_is_nothing_or_what_the_other_reading_has() -> None:
    short = ShortAnswer(v=["number=7"], rows=[])
    assert short.printed(RIGHT).issue_date is None
    assert short.printed(RIGHT, frozenset({"issue_date", "seller.vat_id"})).issue_date == RIGHT.issue_date
    assert short.printed(RIGHT, frozenset({"seller.vat_id"})).seller.vat_id == RIGHT.seller.vat_id
    assert short.printed(RIGHT, frozenset({"invoice_number"})).invoice_number == "7"


def test_a_word_that_nobody_asked_for_is_no_value_and_no_error() -> None:
    short = ShortAnswer(v=["weather=fine", "total=5.00", "net"], rows=[])
    assert (short.keys, dict(short.told())) == ((None, "total_gross", "total_net"), {"total_gross": "5.00"})


@pytest.mark.parametrize("cells", [0, 3, 5, 8])
def test_a_row_with_other_cells_could_be_read_in_several_ways_and_is_refused(cells: int) -> None:
    with pytest.raises(ValidationError, match="cells"):
        ShortAnswer(v=[], rows=[["1"] * cells])


def test_a_row_may_leave_its_item_code_out() -> None:
    (line,) = ShortAnswer(v=[], rows=[["Bolts", "2", "", "5.00", "", "10.00"]]).printed(SILENT).lines
    assert (line.description, line.unit, line.line_total, line.item_code) == ("Bolts", None, "10.00", None)


def test_lines_that_nobody_asked_for_are_no_part_of_the_answer() -> None:
    told = ShortAnswer.model_validate(RIGHT).model_dump()
    for answer in (ShortValues.model_validate(told), ShortValues.model_validate(RIGHT)):
        assert answer.v == told["v"]
        assert answer.printed(SILENT).lines == []


def test_the_schema_is_one_that_providers_take_and_small() -> None:
    assert len(json.dumps(strict_schema(ShortAnswer))) < 400
    assert len(json.dumps(strict_schema(ShortAnswer))) * 5 < len(json.dumps(strict_schema(PrintedInvoice)))
