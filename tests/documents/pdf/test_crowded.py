from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from tests.documents.made_files import Draw, pdf


def texts(*placed: tuple[float, float, str]) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for x, y, text in placed:
            canvas.drawString(x, y, text)

    return draw


def rows_of(draw: Draw) -> list[str]:
    return [row.text for row in read_bytes(pdf(draw), Limits()).pages[0].rows]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2025. szeptember 17.", "2025. november 1."),
        ("17 September 2025", "1 November 2025"),
        ("17 de septiembre de 2025", "1 de noviembre de 2025"),
        ("17. oktober 2025", "1. desember 2025"),
    ],
)
def test_a_day_that_runs_into_the_day_beside_it_keeps_its_words(first: str, second: str) -> None:
    drawn = texts((60, 700, "Number"), (60, 688, "R-7"), (150, 688, first), (205, 700, "Due"), (205, 688, second))
    assert rows_of(drawn)[-1] == f"R-7  {first}  {second}"


def test_texts_that_were_drawn_apart_are_two_cells_with_a_narrow_gap_between_them() -> None:
    rows = rows_of(texts((60, 700, "Issued on"), (105, 700, "by"), (60, 688, "x"), (121, 700, "Due"), (60, 676, "y")))
    assert rows[0] == "Issued on by  Due"


def test_a_text_printed_over_the_end_of_another_is_a_cell_of_its_own() -> None:
    assert rows_of(texts((60, 700, "Number R-77"), (60, 688, "x"), (105, 700, "PO-4"))) == ["Number R-77  PO-4", "x"]


def test_a_row_beside_a_label_and_its_value_shares_no_row_with_both() -> None:
    column = ((60, 700, "Due"), (60, 690, "12 May 2026"))
    table = ((200, 695, "Cleaning"), (320, 695, "1"), (400, 695, "855.17"))
    rows = rows_of(texts(*column, *table))
    assert not [row for row in rows if "Due" in row and "2026" in row]
    assert any("Cleaning  1  855.17" in row for row in rows)


def test_what_stands_beside_a_ruled_row_is_no_part_of_it() -> None:
    column = ((60, 703, "Due"), (60, 692, "12 May 2026"))
    table = ((200, 698, "Cleaning"), (200, 686, "of windows"), (320, 698, "1"), (400, 698, "9.10"), (480, 698, "9.10"))

    def draw(canvas: Canvas) -> None:
        texts(*column, *table)(canvas)
        for y in (715, 680):
            canvas.line(198, y, 520, y)

    assert sorted(rows_of(draw)) == ["12 May 2026", "Cleaning of windows  1  9.10  9.10", "Due"]
