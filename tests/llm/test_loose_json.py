"""JSON in other signs than its own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.llm.loose_json import strict_json

VALUE = {"number": "A-1", "total": None, "paid": True, "lines": [{"text": "a, b"}]}


@pytest.mark.parametrize(
    "text",
    [
        '{"number": "A-1", "total": null, "paid": true, "lines": [{"text": "a, b",},],}',
        "{'number': 'A-1', 'total': None, 'paid': True, 'lines': [{'text': 'a, b'}]}",
        "{number: 'A-1', total: null, paid: true, lines: [{text: \"a, b\"}]}",
        '{"number": "A-1", // as printed\n "total": null, /* not {there} */ "paid": true, # yes\n'
        ' "lines": [{"text": "a, b"}]}',
        "{“number”: “A-1”, “total”: null, “paid”: true, “lines”: [{“text”: “a, b”}]}",
        '{"number": "A-1", "total": NaN, "paid": true, "lines": [{"text": "a, b"}]} and {more}',
    ],
)
def test_what_can_be_read_in_one_way_is(text: str) -> None:
    strict, _ = strict_json(text, 0)
    assert json.loads(strict) == VALUE


@pytest.mark.parametrize(
    "text",
    [
        '{"total": 1,234.56}',
        '{"number": A-1}',
        '{"number": "A-1"',
        '{"number": "A-1" "total": 1}',
        '{"a": 1,, "b": 2}',
        '{"a": [1, 2}',
        '{"a": 007}',
        "{'it's': 1}",
        '{"a"}',
    ],
)
def test_nothing_is_guessed(text: str) -> None:
    assert not _is_read(text)


def _is_read(text: str) -> bool:
    try:
        strict_json(text, 0)
    except ValueError:
        return False
    return True


def test_a_line_break_in_a_text_stays_one() -> None:
    strict, _ = strict_json('{"text": "two\nlines", "path": "C:\\Users"}', 0)
    assert json.loads(strict) == {"text": "two\nlines", "path": "C:\\Users"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), JSON))
def test_what_is_strict_already_stays_what_it_is(value: dict[str, object]) -> None:
    text = json.dumps(value)
    strict, end = strict_json(text, 0)
    assert (json.loads(strict), end) == (value, len(text))


@given(st.text(alphabet="{}[],:\"'“” a1\\\n/*#"))
def test_whatever_stands_there_it_ends(text: str) -> None:
    try:
        strict, end = strict_json("{" + text, 0)
    except (ValueError, RecursionError):
        return
    assert isinstance(json.loads(strict), dict)
    assert end <= len(text) + 1
