"""A person's changes to an invoice, as values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoice_llm.invoice.paths import NoSuchField, join, leaves, parse
from invoice_llm.invoice.schema import Invoice, TaxLine
from invoice_llm.review import Change, Edits, LineEdit
from invoice_llm.review.corrections import correct, counted
from invoice_llm.review.values import field_type
from tests.review.stored_night import evidence, invoice


def changed(before: Invoice, **values: str | None) -> Invoice:
    fields = {path.replace("__", "."): Change(value) for path, value in values.items()}
    result = correct(before, evidence(before), Edits(fields))
    assert result.errors == {}
    return result.invoice


def error(path: str, value: str | None) -> str:
    return correct(invoice(), {}, Edits({path: Change(value)})).errors[path]


def test_values_are_read_in_one_form_whatever_the_readers_country() -> None:
    after = changed(
        invoice(), total_gross=" 1234.5 ", due_date="2026-12-31", seller__name=" Müller ", prices_include_tax="true"
    )
    assert (after.total_gross, after.due_date) == (Decimal("1234.5"), date(2026, 12, 31))
    assert (after.seller.name, after.prices_include_tax) == ("Müller", True)


@pytest.mark.parametrize(
    "value", ["1,234.50", "1.234,50", "12,5", "1e5", "NaN", "Infinity", "٣", "0x1", "1 000", "--1"]
)
def test_a_number_in_another_form_is_refused_not_guessed(value: str) -> None:
    assert "point before the decimals" in error("total_gross", value)


@pytest.mark.parametrize(
    "value", ["31.12.2026", "12/31/2026", "2026-1-1", "20261231", "2026-12-31T00:00", "2026-W01-1"]
)
def test_a_date_in_another_form_is_refused_not_guessed(value: str) -> None:
    assert "year-month-day" in error("due_date", value)


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "x", "seller", "seller.", "seller..name", "lines", "lines[0]", "lines[-1].quantity"),
        *("lines[9].quantity", "lines[0].quantity[0]", "__class__", "seller.__dict__", "taxes[99999].rate"),
        *("Lines[0].quantity", "notes[0].x"),
    ],
)
def test_what_is_no_field_is_refused(path: str) -> None:
    assert error(path, "1")


def test_an_empty_value_empties_the_field_and_its_evidence() -> None:
    before = invoice()
    result = correct(before, evidence(before), Edits({"total_gross": Change(" "), "seller.vat_id": Change(None)}))
    assert (result.invoice.total_gross, result.invoice.seller.vat_id) == (None, None)
    assert "total_gross" not in result.evidence


def test_rows_of_other_tables_are_added_and_taken_away() -> None:
    before = invoice(taxes=(TaxLine(rate=Decimal(7)), TaxLine(rate=Decimal(19), amount=Decimal(19))))
    spots = {"taxes[0].amount": evidence(before)["total_gross"], "taxes[1].amount": evidence(before)["invoice_number"]}
    result = correct(before, spots, Edits({"taxes[0]": Change(None), "taxes[2].rate": Change("5")}))
    assert result.errors == {}
    assert [tax.rate for tax in result.invoice.taxes] == [19, 5]
    assert result.evidence["taxes[0].amount"] is spots["taxes[1].amount"]
    assert result.evidence["taxes[1].rate"].source == "human"
    assert "taxes[2].rate" not in result.evidence


def test_a_list_of_texts_grows_and_shrinks() -> None:
    before = invoice(po_numbers=("PO-1", "PO-2"))
    result = correct(before, {}, Edits({"po_numbers[2]": Change("PO-3"), "po_numbers[0]": Change("")}))
    assert result.invoice.po_numbers == ("PO-2", "PO-3")


def test_lines_are_copied_moved_deleted_and_changed_in_one_go() -> None:
    lines = [LineEdit(1, {"quantity": Change("3")}), LineEdit(0), LineEdit(1)]
    result = correct(invoice(), evidence(invoice()), Edits(lines=lines))
    rows = [(row.description, str(row.quantity)) for row in result.invoice.lines]
    assert rows == [("Bread", "3"), ("Rolls", "1"), ("Bread", "2")]
    assert {path for path in result.evidence if path.startswith("lines")} == {
        *(f"lines[{n}].line_total" for n in range(3)),
        "lines[0].quantity",
    }
    assert "no line 8" in correct(invoice(), {}, Edits(lines=[LineEdit(7)])).errors["lines[0]"]
    assert correct(invoice(), {}, Edits(lines=[])).invoice.lines == ()


def test_what_a_new_row_cannot_be_without_is_asked_for() -> None:
    errors = correct(invoice(), {}, Edits({"allowances_charges[0].amount": Change("1.00")})).errors
    assert errors == {"allowances_charges[0].is_charge": "A value is needed here."}


def test_all_changes_are_made_or_none() -> None:
    result = correct(invoice(), {}, Edits({"due_date": Change("2026-12-31"), "currency": Change("x" * 3000)}))
    assert result.invoice == invoice()
    assert list(result.errors) == ["currency"]


def test_confirming_a_value_is_no_correction() -> None:
    before = invoice()
    after = changed(before, total_gross="119.0", invoice_number="RE-1")
    assert counted(before, after)[1] == 0
    assert counted(before, changed(before, total_gross="119.01"))[1] == 1
    assert counted(None, before)[0] == counted(None, before)[1] > 15


@given(st.text(max_size=60), st.text(max_size=40))
@settings(max_examples=300)
def test_nothing_that_a_browser_may_send_breaks_it(path: str, value: str) -> None:
    result = correct(invoice(), {}, Edits({path: Change(value)}))
    assert result.errors or result.invoice is not None


@given(st.sampled_from([path for path, _ in leaves(invoice().model_dump())]), st.text(max_size=40))
@settings(max_examples=300)
def test_any_text_in_a_real_field_is_taken_or_refused_with_a_sentence(path: str, value: str) -> None:
    result = correct(invoice(), {}, Edits({path: Change(value)}))
    assert all(sentence.endswith(".") for sentence in result.errors.values())
    Invoice.model_validate_json(result.invoice.model_dump_json())


def test_a_path_is_written_as_it_was_read() -> None:
    for path, _ in leaves(invoice().model_dump()):
        assert join(parse(path)) == path
        assert field_type(parse(path)) is not None
    for wrong in ("", "a.", ".a", "a[", "a[]", "a[x]", "a b"):
        with pytest.raises(NoSuchField):
            parse(wrong)
