"""Pages as text that keeps their columns: what goes into prompts and what the embedded reader reads.

One line a row. A cell stands at the character column that matches its x, at least two spaces behind the cell before
it; words in a cell are one space apart. A blank line stands for a wide vertical gap, ``--- page 2 ---`` (after a form
feed) between pages. The margin that all pages share is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from invoice_llm.documents.page import Box, Page, TextRow, Word

COLUMNS = 110
_GAP = 2
_WIDE_GAP = 0.9  # of the row's height, between the bottom of a row and the top of the next
_MOST_STRETCH = 1.5


def layout_text(pages: Sequence[Page], columns: int = COLUMNS) -> str:
    """The text of all pages, a page's whole width on ``columns`` characters. Empty for pages without rows.

    Pages in small print get up to half as many again, so that a long cell does not push the next one off its column.
    """
    pages = [_as_read(page) for page in pages]
    rows = [row for page in pages for row in page.rows]
    if not rows:
        return ""
    scale = _Scale(min(row.cells[0][0].box[0] for row in rows), _columns_for(rows, columns))
    parts: list[str] = []
    for page in pages:
        if parts:
            parts.append(f"\f--- page {page.number} ---")
        parts.extend(_page_lines(page, scale))
    return "\n".join(parts)


_TURNS: dict[str, Callable[[Box], Box]] = {
    "up": lambda box: (1 - box[3], box[0], 1 - box[1], box[2]),
    "down": lambda box: (box[1], 1 - box[2], box[3], 1 - box[0]),
    "left": lambda box: (1 - box[2], 1 - box[3], 1 - box[0], 1 - box[1]),
}


def _as_read(page: Page) -> Page:
    """The page turned so that most of its rows run to the right; some are written sideways without saying so."""
    ways = Counter(way for row in page.rows if (way := _way(row, page)) is not None)
    turn = _TURNS.get(ways.most_common(1)[0][0]) if ways else None
    if turn is None:
        return page
    rows = tuple(
        TextRow(tuple(tuple(Word(word.text, turn(word.box)) for word in cell) for cell in row.cells))
        for row in page.rows
    )
    return replace(page, rows=rows)


def _way(row: TextRow, page: Page) -> str | None:
    """Direction of a row, from its first word to its last; ``None`` for one word."""
    first, last = row.words[0].box, row.words[-1].box
    across, down = (last[0] - first[0]) * page.width, (last[1] - first[1]) * page.height
    if first == last:
        return None
    if abs(across) >= abs(down):
        return "right" if across > 0 else "left"
    return "down" if down > 0 else "up"


@dataclass(frozen=True, slots=True)
class _Scale:
    left: float
    columns: float

    def column(self, x: float) -> int:
        return max(round((x - self.left) * self.columns), 0)


def _columns_for(rows: Sequence[TextRow], columns: int) -> float:
    """Number of text columns at which three of four cells with a right neighbour are dense, within bounds."""
    dense = sorted(
        len(_text(cell)) / width
        for row in rows
        for cell in row.cells[:-1]
        if (width := cell[-1].box[2] - cell[0].box[0]) > 0
    )
    wanted = dense[len(dense) * 3 // 4] if dense else columns
    return min(max(wanted, columns), columns * _MOST_STRETCH)


def _page_lines(page: Page, scale: _Scale) -> Iterator[str]:
    previous: Box | None = None
    for row in page.rows:
        box = _row_box(row)
        if previous is not None and _is_wide(previous, box):
            yield ""
        previous = box
        yield _line(row, scale)


def _line(row: TextRow, scale: _Scale) -> str:
    line = ""
    for cell in row.cells:
        column = scale.column(cell[0].box[0])
        if line:
            column = max(column, len(line) + _GAP)
        line = line.ljust(column) + _text(cell)
    return line


def _text(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)


def _row_box(row: TextRow) -> Box:
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
