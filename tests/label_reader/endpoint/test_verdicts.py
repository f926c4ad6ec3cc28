"""Verdicts on values that somebody else read."""

from __future__ import annotations

import pytest

from invoice_llm.label_reader.endpoint.verdicts import judge_extraction
from tests.label_reader.page_texts import ENGLISH, GERMAN


def verdict(document: str, field: str, value: str | None) -> str:
    (judged,) = judge_extraction(document, {field: value})["verdicts"]
    assert judged["field"] == field
    return str(judged["verdict"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("invoice_number", "AF-2026-00123"),
        ("issue_date", "02/03/2026"),
        ("total_gross", "516.00"),
        ("total_gross", "GBP 516,00"),
        ("seller.name", "ALDER & FINCH Trading Ltd."),
        ("buyer.name", "Northgate Hotels Ltd"),
    ],
)
def test_the_same_value_in_another_form_is_correct(field: str, value: str) -> None:
    assert verdict(ENGLISH, field, value) == "correct"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("invoice_number", "PO-77812"),
        ("issue_date", "1 April 2026"),
        ("total_gross", "430.00"),
        ("total_gross", "5.16"),
        ("seller.name", "Northgate Hotels Ltd"),
        ("due_date", None),
    ],
)
def test_another_value_in_this_role_is_wrong_and_shown(field: str, value: str | None) -> None:
    (judged,) = judge_extraction(ENGLISH, {field: value})["verdicts"]
    assert judged["verdict"] == "wrong"
    assert judged["printed"]
    assert judged["printed"] in ENGLISH


def test_a_value_that_stands_nowhere_is_not_printed() -> None:
    assert verdict(GERMAN, "purchase_order", "PO-9") == "not_printed"


def test_a_value_without_its_label_is_unsure() -> None:
    assert verdict(GERMAN, "purchase_order", "20457") == "unsure"


def test_none_is_correct_where_nothing_is_printed() -> None:
    assert verdict(GERMAN, "purchase_order", None) == "correct"


def test_nested_extractions_are_judged_by_the_same_paths_and_unknown_fields_are_left_out() -> None:
    nested = {"seller": {"name": "Alder & Finch Trading Ltd", "address": "x"}, "lines": [{"description": "y"}], "z": 1}
    assert [judged["field"] for judged in judge_extraction(ENGLISH, nested)["verdicts"]] == ["seller.name"]
