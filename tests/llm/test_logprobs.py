"""From the tokens of an answer to how sure the model was of each value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.llm.logprobs import Token, read_tokens, sureness
from invoice_llm.llm.models.catalog import Catalog
from invoice_llm.llm.wire import build_request

CATALOG = Catalog.load()


def spelled(*parts: tuple[str, float]) -> list[Token]:
    return [Token(text.encode(), logprob) for text, logprob in parts]


def test_a_value_has_the_least_and_the_mean_of_its_tokens() -> None:
    tokens = spelled(('{"number":"', -3.0), ("INV", -0.1), ("-17", -0.5), ('"}', -2.0))
    (found,) = sureness('{"number":"INV-17"}', tokens).values()
    assert found.least == pytest.approx(-0.5)
    assert found.mean == pytest.approx(-0.3)


def test_a_token_across_the_edge_of_a_value_counts_for_it() -> None:
    tokens = spelled(('{"a":"x', -1.0), ('","', -9.0), ('b":"', -9.0), ("y", -0.2), ('"}', -9.0))
    found = sureness('{"a":"x","b":"y"}', tokens)
    assert (found["a"].least, found["b"].least) == (-1.0, -0.2)


def test_parts_and_lines_have_paths() -> None:
    content = '{"seller": {"name": "Ä"}, "lines": [{"qty": 1}, {"qty": null}], "none": [], "empty": ""}'
    assert list(sureness(content, spelled((content, -0.4)))) == ["seller.name", "lines[0].qty", "lines[1].qty"]


def test_a_fence_around_the_content_is_left_out() -> None:
    assert (
        sureness('{"a":1}', spelled(("```json\n", -8.0), ('{"a":', -8.0), ("1", -0.3), ("}\n```", -8.0)))["a"].least
        == -0.3
    )


@pytest.mark.parametrize("content", ["", "{", "no JSON", '{"a":1}', "[" * 5000])
def test_tokens_that_spell_something_else_say_nothing(content: str) -> None:
    assert sureness(content, spelled(('{"b":2}', -0.1))) == {}


def test_letters_that_are_split_over_tokens_are_put_together() -> None:
    euro = "€".encode()
    tokens = [Token(b'{"a":"', -1.0), Token(euro[:1], -0.2), Token(euro[1:], -0.6), Token(b'"}', -1.0)]
    assert sureness('{"a":"€"}', tokens)["a"].mean == pytest.approx(-0.4)


@given(st.lists(st.text(max_size=8), min_size=1, max_size=5), st.integers(1, 7))
def test_every_value_that_is_not_empty_is_found_however_the_text_is_cut(values: list[str], size: int) -> None:
    import json

    content = json.dumps({"lines": values}, ensure_ascii=False)
    data = content.encode("utf-8", "surrogatepass")
    tokens = [Token(data[at : at + size], -0.5) for at in range(0, len(data), size)]
    found = sureness(content, tokens)
    assert list(found) == [f"lines[{index}]" for index, value in enumerate(values) if value]
    assert all(one.least == one.mean == -0.5 for one in found.values())


@pytest.mark.parametrize(
    "odd",
    [
        None,
        {},
        {"content": None},
        {"content": [{"token": "a"}]},
        {"content": [{"token": "a", "logprob": float("nan")}]},
        {"content": [{"token": "a", "logprob": True}]},
        {"content": [{"token": "a", "logprob": -1, "bytes": ["x"]}]},
        {"content": ["a"]},
    ],
)
def test_log_probabilities_in_another_form_are_none(odd: Any) -> None:
    assert read_tokens(odd) == ()


def test_a_token_without_bytes_is_its_text_and_no_probability_is_above_one() -> None:
    entries = [{"token": "a", "logprob": 0.5, "bytes": None}, {"token": "b", "logprob": -9999.0}]
    assert read_tokens({"content": entries}) == (Token(b"a", 0.0), Token(b"b", -100.0))


@pytest.mark.parametrize("name", ["gpt-6.1-sol", "embedded-label-reader", "o3", "gpt-5-mini"])
def test_a_model_that_does_not_give_them_is_not_asked_for_them(name: str) -> None:
    asked = build_request(CATALOG[name], [], max_output_tokens=7, logprobs=True)
    assert asked == build_request(CATALOG[name], [], max_output_tokens=7)


def test_a_model_that_gives_them_is_asked_where_they_are_wanted() -> None:
    model = CATALOG["gpt-6-luna"]
    assert build_request(model, [], max_output_tokens=7, logprobs=True)["logprobs"] is True
    assert "logprobs" not in build_request(model, [], max_output_tokens=7)
