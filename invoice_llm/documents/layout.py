"""Pages as text that keeps their columns: what goes into prompts and what the embedded reader reads.

One line a row. A cell stands at the character column that matches its x, at least two spaces behind the cell before
it; words in a cell are one space apart. A blank line stands for a wide vertical gap, ``--- page 2 ---`` (after a form
feed) between pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from invoice_llm.documents.page import Box, Page, Row

COLUMNS = 110
_WIDE_GAP = 0.9  # of the row's height, between the bottom of a row and the top of the next


def layout_text(pages: Sequence[Page], columns: int = COLUMNS) -> str:
    """The text of all pages, the whole width of a page on ``columns`` characters. Empty for pages without rows."""
    parts: list[str] = []
    for page in pages:
        if parts:
            parts.append(f"\f--- page {page.number} ---")
        parts.extend(_page_lines(page, columns))
    return "\n".join(parts)


def _page_lines(page: Page, columns: int) -> Iterator[str]:
    previous: Box | None = None
    for row in page.rows:
        box = _row_box(row)
        if previous is not None and _is_wide(previous, box):
            yield ""
        previous = box
        yield _line(row, columns)


def _line(row: Row, columns: int) -> str:
    line = ""
    for cell in row.cells:
        column = round(cell[0].box[0] * columns)
        if line:
            column = max(column, len(line) + 2)
        line = line.ljust(column) + " ".join(word.text for word in cell)
    return line


def _row_box(row: Row) -> Box:
    boxes = [word.box for word in row.words]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _is_wide(above: Box, below: Box) -> bool:
    height = min(above[3] - above[1], below[3] - below[1])
    return below[1] - above[3] > _WIDE_GAP * height
