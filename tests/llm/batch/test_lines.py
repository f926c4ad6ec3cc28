"""Requests into files within the provider's limits, and lines of results read whatever else stands there."""

from __future__ import annotations

import json

from invoice_llm.calls import CallContext
from invoice_llm.llm.batch.lines import custom_id_of, in_files, request_line, result_lines

LINES = [(str(number), b"x" * 10) for number in range(7)]


def names(files: list[list[tuple[str, bytes]]]) -> list[str]:
    return ["".join(name for name, _ in file) for file in files]


def test_a_file_has_no_more_requests_than_it_may_have() -> None:
    assert names(list(in_files(LINES, most_requests=3))) == ["012", "345", "6"]


def test_a_file_has_no_more_bytes_than_it_may_have_and_a_long_line_one_of_its_own() -> None:
    assert names(list(in_files(LINES, most_bytes=25))) == ["01", "23", "45", "6"]
    assert names(list(in_files(LINES, most_bytes=5))) == list("0123456")
    assert list(in_files([])) == []


def test_a_request_is_named_by_document_operation_and_what_is_sent() -> None:
    context = CallContext(operation="extract", document="ab" * 32)
    first, second = (custom_id_of(context, key * 64) for key in "12")
    assert first != second
    assert first.startswith("ababababab")
    assert "-extract-" in first
    assert len(first) == 64


def test_the_tier_of_single_calls_stays_out_of_a_file() -> None:
    line = request_line("a", {"model": "m", "service_tier": "default", "messages": [{"content": "ü\n\ud800"}]})
    assert line.count(b"\n") == 1
    told = json.loads(line)
    assert (told["custom_id"], told["method"], told["url"]) == ("a", "POST", "/v1/chat/completions")
    assert told["body"] == {"model": "m", "messages": [{"content": "ü\n?"}]}


def test_torn_and_foreign_lines_are_passed_over() -> None:
    good = json.dumps({"custom_id": "a", "response": {"status_code": 200, "body": {"choices": []}}, "error": None})
    bad = json.dumps({"custom_id": "b", "response": None, "error": {"code": "batch_expired"}})
    text = "\n".join([good, good[:20], "[1]", "null", "", bad, '{"custom_id": 7}'])
    first, second = result_lines(text)
    assert (first.custom_id, first.status, json.loads(first.body)) == ("a", 200, {"choices": []})
    assert (second.custom_id, second.status, second.error, second.body) == ("b", 0, "batch_expired", "")


def test_a_status_may_be_written_as_text() -> None:
    told = [json.dumps({"custom_id": "a", "response": {"status_code": one, "body": {}}}) for one in ("200", "", None)]
    assert [line.status for line in result_lines("\n".join(told))] == [200, 0, 0]
