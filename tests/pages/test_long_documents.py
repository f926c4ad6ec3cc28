"""The form of a document with more lines than a person looks at: made in parts, and counted as a whole."""

from __future__ import annotations

import sys
from decimal import Decimal
from types import FrameType
from typing import Any

import pytest

from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Outcome
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice, LineItem
from invoice_llm_airflow.pages.review.fields import LINES_AT_FIRST, LINES_AT_ONCE, FormBuilder
from tests.pages.api_server import Server
from tests.pages.test_words import BRITISH

LINES = 1300
SURE = Evidence(page=1, bbox=(0.1, 0.1, 0.2, 0.2), quote="1.00", source="text", confidence=0.99)
DOUBTED = SURE.model_copy(update={"reasons": ("NOT_ON_PAGE",)})
WEAK = SURE.model_copy(update={"confidence": 0.1})


def builder() -> FormBuilder:
    """Every hundredth line has a value that is not on the page, every 97th a weak one."""
    lines = tuple(LineItem(description=f"Article {n}", line_total=Decimal(1)) for n in range(LINES))
    evidence = {f"lines[{n}].line_total": SURE for n in range(LINES)}
    evidence |= {f"lines[{n}].line_total": DOUBTED for n in range(0, LINES, 100)}
    evidence |= {f"lines[{n}].description": WEAK for n in range(0, LINES, 97)}
    record = Record(
        document="long.pdf", sha256="0", outcome=Outcome.REVIEW, invoice=Invoice(lines=lines), evidence=evidence
    )
    return FormBuilder(record, BRITISH, {"lines[1299].quantity": ["It does not fit."]}, {}, 0.75)


def test_the_first_lines_are_made_and_the_others_are_counted() -> None:
    form = builder().form()
    assert [line.index for line in form.lines] == list(range(LINES_AT_FIRST))
    assert form.lines_left == LINES - LINES_AT_FIRST


def test_the_lines_come_in_parts_until_none_is_left() -> None:
    made, indexes, first = builder(), [], 0
    while part := made.some_lines(first, LINES_AT_ONCE):
        indexes += [line.index for line in part]
        first += len(part)
    assert indexes == list(range(LINES))


def test_questions_of_lines_that_are_not_made_yet_are_counted_as_if_they_were() -> None:
    made = builder()
    doubtful = [cell for line in made.some_lines(0, LINES) for cell in line.cells if cell.is_doubtful]
    behind = [cell for cell in doubtful if int(cell.path.split("[")[1].split("]")[0]) >= LINES_AT_FIRST]
    assert len(behind) > 20
    assert made.questions_from(LINES_AT_FIRST) == len(behind)
    assert len([cell for line in made.form().lines for cell in line.cells if cell.is_doubtful]) == len(doubtful) - len(
        behind
    )


def test_what_kind_of_reading_it_is_is_looked_up_once_for_the_whole_form() -> None:
    asked = 0

    def count(frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal asked
        asked += event == "call" and frame.f_code.co_qualname == "Record.is_data"

    made = builder()
    sys.setprofile(count)
    try:
        made.form()
    finally:
        sys.setprofile(None)
    assert asked == 1


@pytest.mark.airflow
def test_a_part_of_the_table_is_rows_and_nothing_else(server: Server, places: dict[str, str]) -> None:
    path = f"/review/{places['sums-do-not-add-up.pdf']}/lines"
    whole, behind = server.ask(f"{path}?first=0"), server.ask(f"{path}?first=1")
    assert (whole.text.count("<tbody"), behind.text.count("<tbody")) == (2, 1)
    assert "<html" not in whole.text
    assert 'data-origin="1"' in behind.text
    assert server.ask(f"{path}?first=99999").status == 422
