"""JSON out of what models put around it."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict

from invoice_llm import errors
from invoice_llm.llm.answer import plain_text_of, read_body, value_of

GOOD = '{"number": "A-1", "total": "12.00", "lines": []}'


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str | None
    kind: Literal["item", "charge"]


class Paper(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: str | None
    total: str | None
    lines: list[Line]


def read(message: dict[str, Any] | str, **choice: Any) -> tuple[str | None, str | None]:
    given = {"content": message} if isinstance(message, str) else message
    body = json.dumps({"choices": [{"message": given, "finish_reason": "stop", **choice}]})
    paper, _ = value_of(read_body(body), Paper)
    return paper.number, paper.total


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}\n```\nAnything else?",
        f"Sure! Here it is: {GOOD} I hope that {{helps}}.",
        f'<think>{{"number": "not yet"}} hmm {{</think>\n{GOOD}',
        f"the opening tag is in the template {{...}}</think>{GOOD}",
        f"[THINK]Let me see {{[/THINK]{GOOD}",
        f"<|channel|>analysis<|message|>a {{b}} c<|end|><|start|>assistant<|channel|>final<|message|>{GOOD}<|end|>",
        f'<tool_call>{{"name": "extract", "arguments": {GOOD}}}</tool_call>',
        json.dumps(GOOD),
        f"{GOOD}\n{GOOD}",
        f"\ufeff  {GOOD}",
        f'{{"invoice": {GOOD}}}',
        f'{{"invoices": [{GOOD}]}}',
        f"[{GOOD}]",
        f"```json5\n{GOOD[:-1]},}}\n```",
        "{'number': 'A-1', 'total': '12.00', 'lines': [],}",
        GOOD.replace(", ", ", // as printed\n"),
        '{"Number": "A-1", "TOTAL": "12.00", "lines": []}',
        f"Voici la facture : {GOOD} Bonne journée {{...}}",
    ],
)
def test_what_stands_around_one_object_is_left_out(content: str) -> None:
    assert read(content) == ("A-1", "12.00")


@pytest.mark.parametrize(
    "message",
    [
        {"content": [{"type": "thinking", "thinking": "{"}, {"type": "text", "text": GOOD}]},
        {"content": [{"type": "text", "text": GOOD[:9]}, {"type": "output_text", "text": GOOD[9:]}]},
        {"content": None, "tool_calls": [{"function": {"name": "extract", "arguments": GOOD}}]},
        {"content": "", "tool_calls": [{"function": {"name": "extract", "arguments": json.loads(GOOD)}}]},
        {"content": None, "function_call": {"name": "extract", "arguments": GOOD}},
        {"content": None, "reasoning_content": f"I think so. {GOOD}"},
        {"content": "", "reasoning": GOOD},
        {"content": json.loads(GOOD)},
        {"content": "I call the tool.", "tool_calls": [{"function": {"name": "extract", "arguments": GOOD}}]},
    ],
)
def test_the_answer_is_found_wherever_the_server_puts_it(message: dict[str, Any]) -> None:
    assert read(message, finish_reason="tool_calls") == ("A-1", "12.00")


@pytest.mark.parametrize(
    "content",
    [
        "no object at all",
        GOOD[:-1],
        f"<think>{GOOD}",
        f"{GOOD} or rather {GOOD.replace('A-1', 'B-2')}",
        '{"note": "done"}',
        '{"number": "A-1"}',
        GOOD.replace("[]", '[{"text": "x"}]'),
        GOOD.replace('"A-1"', '{"value": "A-1"}'),
    ],
)
def test_nothing_is_guessed(content: str) -> None:
    if content == f"<think>{GOOD}":
        assert read(content) == ("A-1", "12.00")  # the one object there is, though the thinking never ended
        return
    with pytest.raises(errors.AnswerOffSchema):
        read(content)


def test_a_value_that_is_left_out_is_null_and_a_key_that_nobody_asked_for_is_dropped() -> None:
    assert read('{"number": "A-1", "lines": [], "confidence": "high"}') == ("A-1", None)
    assert read('{"number": "A-1", "total": "12.00"}') == ("A-1", "12.00")


def test_a_number_in_place_of_a_text_keeps_its_digits() -> None:
    assert read('{"number": 100, "total": 12.00, "lines": []}') == ("100", "12.00")


def test_plain_text_comes_without_the_thinking() -> None:
    body = json.dumps({"choices": [{"message": {"content": "<think>well</think> hello"}}]})
    assert plain_text_of(read_body(body)) == "hello"
