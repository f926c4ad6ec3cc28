"""Layout text as rows of cells."""

from __future__ import annotations

from invoice_llm.label_reader.grid import grid_of

TEXT = """\
Supplier Ltd          INVOICE

  Total due           12.00
\f--- page 2 ---
last row
"""


def test_two_blanks_part_cells_and_one_does_not() -> None:
    first = grid_of(TEXT).rows[0]
    assert [(cell.text, cell.start, cell.end) for cell in first.cells] == [("Supplier Ltd", 0, 12), ("INVOICE", 22, 29)]


def test_rows_know_their_page_and_the_gap_above_them() -> None:
    rows = grid_of(TEXT).rows
    assert [(row.page, row.gap) for row in rows] == [(1, True), (1, True), (2, True)]


def test_cells_below_share_columns_and_stay_on_the_page() -> None:
    grid = grid_of(TEXT)
    invoice, total = grid.rows[0].cells[1], grid.rows[1].cells[0]
    assert [cell.text for cell in grid.below(invoice, 3)] == ["12.00"]
    assert list(grid.below(total, 3)) == []
    assert [cell.text for cell in grid.right_of(total)] == ["12.00"]


def test_an_empty_text_has_no_rows() -> None:
    assert grid_of("\n \n").rows == ()
