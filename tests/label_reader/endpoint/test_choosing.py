"""Detection by the hints that stand in the prompt's list of candidates."""

from __future__ import annotations

from invoice_llm.label_reader.endpoint.choosing import choose_model
from tests.label_reader.page_texts import ENGLISH, GERMAN

LISTED = """\
Decide which of these models the document follows:
- vendor_a_v2: Vendor A (Alder & Finch Trading Ltd), second layout. English; (new).
- vendor_b_v1: Vendor B. Says "Lindner Werkzeugbau GmbH" in its first line.
- generic_fallback: Any other supplier (Severn Bank).
"""
SCHEMA = {"properties": {"model_type": {"enum": ["vendor_a_v2", "vendor_b_v1", "generic_fallback"]}}}


def test_a_name_in_brackets_that_stands_in_the_document_decides() -> None:
    answer = choose_model(ENGLISH, LISTED, SCHEMA)
    assert answer["model_type"] == "vendor_a_v2"
    assert "Alder & Finch Trading Ltd" in answer["reasoning"]


def test_a_name_in_quotation_marks_that_stands_in_the_document_decides() -> None:
    assert choose_model(GERMAN, LISTED, SCHEMA)["model_type"] == "vendor_b_v1"


def test_candidates_are_those_of_the_list_where_the_schema_names_none() -> None:
    answer = choose_model(ENGLISH, LISTED, {"properties": {"model_type": {"type": "string"}}})
    assert answer["model_type"] == "vendor_a_v2"


def test_the_fallback_is_chosen_where_no_hint_stands_in_the_document() -> None:
    assert choose_model("Some other supplier", LISTED, SCHEMA)["model_type"] == "generic_fallback"


def test_the_fallback_is_chosen_where_two_candidates_stand_in_the_document() -> None:
    assert choose_model(ENGLISH + GERMAN, LISTED, SCHEMA)["model_type"] == "generic_fallback"


def test_a_model_that_is_no_candidate_is_never_chosen() -> None:
    only_b = {"properties": {"model_type": {"enum": ["vendor_b_v1", "generic_fallback"]}}}
    assert choose_model(ENGLISH, LISTED, only_b)["model_type"] == "generic_fallback"


def test_a_short_word_in_brackets_is_no_hint() -> None:
    assert choose_model("A new order", LISTED, SCHEMA)["model_type"] == "generic_fallback"
