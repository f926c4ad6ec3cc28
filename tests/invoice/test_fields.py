"""Every field is catalogued once, and nothing that is derived from the catalogue leaves one out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from invoice_llm.evaluation import truth
from invoice_llm.invoice.field_names import spoken_name, title_of
from invoice_llm.invoice.fields import FIELDS, HEADER_FIELDS, NOT_CATALOGUED, REQUIRED_FIELDS, field_at, type_at
from invoice_llm.invoice.paths import at_index, every, first, get, put
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.invoice.schema import Invoice, LineItem, TaxLine
from invoice_llm.label_reader.header import HEAD_FIELDS
from invoice_llm.pipeline.exports.writing import COLUMNS
from invoice_llm.reading.evidence.locate import values
from invoice_llm.reading.fusion import _AMOUNTS, _CHARGED, _KEYS, _LINES
from invoice_llm.reading.parsing.assembly import assemble
from invoice_llm.vocabulary.sections import AMOUNTS, HEAD, PARTIES
from invoice_llm.vocabulary.sections import COLUMNS as LINE_COLUMNS
from invoice_llm_airflow.pages.text.values import value_kind
from tests.reading.printed_invoice import EMPTY

ANSWERS = {field.answer: field for field in FIELDS if field.answer}


def keys_of(model: Any, at: str = "") -> Iterator[str]:
    """Every leaf of a model as a path, with ``[]`` for the rows of its lists."""
    for name, info in model.model_fields.items():
        yield from _keys(info.annotation, f"{at}.{name}" if at else name)


def _keys(kind: Any, at: str) -> Iterator[str]:
    if get_origin(kind) is Annotated:
        yield from _keys(get_args(kind)[0], at)
    elif get_origin(kind) in (Union, UnionType):
        (only,) = (one for one in get_args(kind) if one is not type(None))
        yield from _keys(only, at)
    elif get_origin(kind) in (tuple, list):
        yield from _keys(get_args(kind)[0], f"{at}[]")
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from keys_of(kind, at)
    else:
        yield at


def not_in_the_catalogue(model: type[BaseModel]) -> set[str]:
    known = {field.path for field in FIELDS} if issubclass(model, Invoice) else set(ANSWERS)
    return set(keys_of(model)) - known - set(NOT_CATALOGUED)


class InvoiceWithOneMore(Invoice):
    inspector: str | None = None


class AnswerWithOneMore(PrintedInvoice):
    inspector: str | None


@pytest.mark.parametrize("model", [Invoice, PrintedInvoice])
def test_every_key_is_catalogued_or_left_out_for_a_reason(model: type[BaseModel]) -> None:
    assert not_in_the_catalogue(model) == set()


@pytest.mark.parametrize("model", [InvoiceWithOneMore, AnswerWithOneMore])
def test_a_key_that_nobody_catalogued_is_found(model: type[BaseModel]) -> None:
    assert not_in_the_catalogue(model) == {"inspector"}


def test_the_catalogue_names_nothing_that_is_not_there() -> None:
    assert {field.path for field in FIELDS} <= set(keys_of(Invoice))
    assert set(ANSWERS) <= set(keys_of(PrintedInvoice))
    assert set(NOT_CATALOGUED) <= set(keys_of(PrintedInvoice)) - set(ANSWERS)
    assert all(reason for reason in NOT_CATALOGUED.values())


@pytest.mark.parametrize("attribute", ["path", "answer", "csv", "truth"])
def test_no_two_fields_share_a_name(attribute: str) -> None:
    names = [name for field in FIELDS if (name := getattr(field, attribute))]
    assert len(names) == len(set(names))


def test_what_is_read_from_a_page_is_shown_to_a_person_who_can_correct_it() -> None:
    unseen = {path for path, field in ANSWERS.items() if field.form is None}
    assert unseen == {
        *("language", "seller.tax_id", "seller.address", "buyer.tax_id", "buyer.address", "sum_lines_net"),
        *("lines[].item_code", "allowances_charges[].reason", "allowances_charges[].amount"),
    }


def test_what_is_read_from_a_page_is_searched_there_and_fused_where_it_is_weighed() -> None:
    weighed = {field.path for field in FIELDS if field.located}
    assert {field.path for field in FIELDS if field.fused in ("value", "value_or_none", "amounts")} <= weighed | {
        "currency"
    }
    assert {field.path for field in FIELDS if field.located and not field.fused} == {"taxes[].amount"}
    assert all(field.answer for field in FIELDS if field.fused or field.located)


def test_the_prompt_tells_a_model_of_every_value_of_the_document() -> None:
    told = Path("prompts/extract/system.md").read_text("utf-8")
    asked = [key for key, info in PrintedInvoice.model_fields.items() if not info.exclude]
    untold = [key for key in asked if not re.search(rf"\b{key}\b", told)]
    assert untold == ["payment_terms", "own"]  # own fields stand among the notes of their invoice model


def test_both_readings_are_fused_under_every_key() -> None:
    fused = {*_KEYS, *_AMOUNTS, *_LINES, _CHARGED}
    assert fused == {
        field.answer if not field.answer or "[" not in field.answer else field.answer.partition("[")[0]
        for field in FIELDS
        if field.fused
    }


def test_every_label_of_a_field_is_a_role_of_the_vocabulary() -> None:
    known = {*HEAD, *AMOUNTS, *PARTIES, *(f"col_{name}" for name in LINE_COLUMNS)}
    assert {field.role for field in FIELDS if field.role} <= known
    read = {field.role for field in FIELDS if field.role}
    assert set(HEAD) - read == {"other_date", "other_number"}
    assert set(HEAD_FIELDS.values()) == set(HEAD) & read


def test_every_printed_value_reaches_the_invoice() -> None:
    texts: dict[str, object] = {"amount": "12.00", "date": "2026-03-02", "currency": "EUR", "iban": "DE02"}
    for key, field in ANSWERS.items():
        if "[" not in key and field.type not in ("code", "doc_type", "flag"):
            tree = EMPTY.model_dump()
            put(tree, key, texts.get(field.type, "ABC-1"))
            made = assemble(PrintedInvoice.model_validate(tree), "").invoice
            assert first(made, field.path) is not None, key


def test_every_column_and_every_truth_key_has_its_value() -> None:
    assert [name for name in COLUMNS if name in {field.csv for field in FIELDS}] == [f.csv for f in FIELDS if f.csv]
    row = [*truth.row_values(LineItem()), *truth.row_values(TaxLine())]
    assert {field.truth for field in FIELDS if field.truth} == {
        *truth.truth_values(Invoice()),
        *(f"{truth.LINES}.{key}" for key in truth.row_values(LineItem())),
        *(f"{truth.TAXES}.{key}" for key in truth.row_values(TaxLine())),
    }
    assert len(row) == 15


def test_every_located_value_is_searched_for() -> None:
    tree: dict[str, Any] = Invoice().model_dump(mode="json")
    wanted = {field.first_path: field.type for field in FIELDS if field.located}
    for path, kind in wanted.items():
        put(tree, path, {"amount": "1.00", "date": "2026-03-02"}.get(kind, "A1"))
    assert dict(values(Invoice.model_validate(tree))).keys() == wanted.keys()


def test_a_type_is_the_type_of_the_value() -> None:
    for field in FIELDS:
        kinds = {"amount": Decimal, "number": Decimal, "rate": Decimal, "date": date}
        text: dict[str, Any] = {"amount": "1", "number": "1", "rate": "1", "date": "2026-03-02", "flag": True}
        if field.type in kinds and "allowances_charges[]" not in field.path:
            tree = Invoice().model_dump(mode="json")
            put(tree, field.first_path, text[field.type])
            if field.path.startswith("preceding_invoices"):
                put(tree, "preceding_invoices[0].number", "1")
            assert isinstance(get(Invoice.model_validate(tree), field.first_path), kinds[field.type]), field.path


def test_required_fields_are_those_that_an_invoice_is_booked_by() -> None:
    assert set(REQUIRED_FIELDS) == {"invoice_number", "issue_date", "currency", "seller.name", "total_gross"}
    assert set(REQUIRED_FIELDS) < set(HEADER_FIELDS)


def test_names_for_people_are_words() -> None:
    for field in FIELDS:
        assert not {"_", "[", "]"} & set(field.title + field.spoken)
        assert title_of(field.path) == field.title
    assert (title_of("lines[2].quantity"), spoken_name("lines[2].quantity")) == (
        "Quantity of line 3",
        "quantity of line 3",
    )
    assert spoken_name("seller.tax_ids[0].value") == "supplier's tax number"


def test_a_path_finds_its_field_with_and_without_its_rows() -> None:
    assert field_at("lines[12].unit_price") is field_at("lines[].unit_price") is field_at("lines.unit_price")
    assert (type_at("lines[0]"), value_kind("lines[0].unit_price")) == ("text", "amount")


def test_a_pattern_covers_every_row_that_has_a_value() -> None:
    tree = {"po_numbers": ["A", "", "B"], "lines": [{"line_total": None}, {"line_total": "3"}]}
    assert list(every(tree, "po_numbers[]")) == [("po_numbers[0]", "A"), ("po_numbers[2]", "B")]
    assert list(every(tree, "lines[].line_total")) == [("lines[1].line_total", "3")]
    assert (first(tree, "lines[].line_total"), first(tree, "taxes[].rate")) == ("3", None)
    assert get(tree, "lines[1].line_total") == "3"
    assert get(tree, at_index("lines[].line_total", 7)) is None
