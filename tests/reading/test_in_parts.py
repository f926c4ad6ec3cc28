"""Long answers in parts: no page is lost or asked for twice."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_llm.errors import AnswerCutOff
from invoice_llm.invoice.answers.short_answer import ShortAnswer
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.llm.client import Answer
from invoice_llm.reading.asking import Asked
from invoice_llm.reading.in_parts import MOST_AT_ONCE, OF_A_PART, halves, printed_answer, row_parts

LABELS = read_invoice("Invoice")
EVERYTHING = Asked(("invoice_number",), lines=True)


def pages(*sizes: int) -> str:
    """A text whose pages have so many rows; each row says which one it is."""
    rows = iter(range(sum(sizes)))
    made = ["\n".join(f"row {next(rows)} Article about so long" for _ in range(size)) for size in sizes]
    return "".join(
        f"\f--- page {number} ---\n{page}\n" if number > 1 else f"{page}\n" for number, page in enumerate(made, 1)
    )


@dataclass
class Model:
    """Answers the rows of what it is shown, at most ``most`` of them."""

    most: int
    asked: list[tuple[str | None, str]] = field(default_factory=list)

    async def __call__(self, words: str | None, text: str, *, answer: type[Any]) -> Answer[Any]:
        self.asked.append((words, text))
        rows = re.findall(r"row \d+", text) if words and "rows" in words else []
        if len(rows) > self.most:
            raise AnswerCutOff("too long")
        values = ["number=7"] if words and "number" in words else []
        told = ShortAnswer(v=values, rows=[[row, *[""] * 6] for row in rows])
        account: dict[str, Any] = {
            "raw": "",
            "usage": None,
            "cost_micros": 0,
            "model": "first-model",
            "latency": timedelta(),
        }
        return Answer(value=told, from_store=False, **account)


def read(model: Model, text: str, asked: Asked = EVERYTHING) -> PrintedInvoice:
    printed, _ = asyncio.run(printed_answer(model, text, asked, LABELS))
    return printed


def test_a_short_text_is_one_question() -> None:
    model = Model(most=100)
    printed = read(model, pages(10, 10))
    assert len(model.asked) == 1
    assert [line.description for line in printed.lines] == [f"row {number}" for number in range(20)]


def test_of_a_long_text_the_values_are_asked_of_the_whole_and_the_rows_of_a_few_pages_each() -> None:
    model, text = Model(most=300), pages(*[20] * 40)
    printed = read(model, text)
    assert printed.invoice_number == "7"
    assert model.asked[0] == ("number", text)
    assert [words for words, _ in model.asked[1:]] == ["rows"] * (len(model.asked) - 1)
    assert "".join(part for _, part in model.asked[1:]) == text
    assert [line.description for line in printed.lines] == [f"row {number}" for number in range(800)]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(1, 40))
def test_whatever_is_cut_off_is_asked_for_again_in_halves(sizes: list[int], most: int) -> None:
    printed = read(Model(most=most), pages(*sizes))
    assert [line.description for line in printed.lines] == [f"row {number}" for number in range(sum(sizes))]


def test_an_answer_that_is_cut_off_though_it_has_no_rows_is_a_failure() -> None:
    model = Model(most=-1)
    with pytest.raises(AnswerCutOff):
        read(model, pages(5), Asked(("invoice_number",), lines=False))


def test_where_only_the_rows_are_open_nothing_else_is_asked() -> None:
    model = Model(most=300)
    read(model, pages(*[20] * 40), Asked((), lines=True))
    assert {words for words, _ in model.asked} == {"rows"}


@given(st.lists(st.integers(1, 60), min_size=1, max_size=60))
def test_every_page_is_in_one_part(sizes: list[int]) -> None:
    text = pages(*sizes)
    parts = row_parts(text)
    assert "".join(parts) == text
    assert (len(parts) > 1) is (len(" ".join(text.split())) > MOST_AT_ONCE and len(sizes) > 1)
    assert all(
        len(" ".join(part.split())) <= OF_A_PART or part.count("--- page") <= 1 for part in parts if len(parts) > 1
    )


@given(st.lists(st.integers(1, 10), min_size=1, max_size=5))
def test_halves_are_the_whole(sizes: list[int]) -> None:
    assert "".join(halves(pages(*sizes))) == pages(*sizes)
