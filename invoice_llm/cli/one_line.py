"""Tables with one line a row at any width: figures and names that are copied stay whole, texts are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

_GAP = 2
"""Blanks between columns."""


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column with ``share`` gets that part of what the others leave, at most what its texts need; one without a
    share stays whole. It is left out on a console of fewer than ``needs`` columns. Figures stand on the right."""

    name: str
    share: int = 0
    needs: int = 0
    figures: bool = False


def print_lines(console: Console, columns: Sequence[ShownColumn], rows: Sequence[Sequence[str]]) -> None:
    """Print the rows, cells in rich markup, under the columns' names."""
    shown = [number for number, column in enumerate(columns) if console.width >= column.needs]
    kept = [columns[number] for number in shown]
    cells = [[Text.from_markup(row[number], overflow="ellipsis") for number in shown] for row in rows]
    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    for column, width in zip(kept, _widths(console.width, kept, cells), strict=True):
        justify = "right" if column.figures else "left"
        table.add_column(column.name, width=width, no_wrap=True, overflow="ellipsis", justify=justify)  # type: ignore[arg-type]
    for row in cells:
        table.add_row(*row)
    console.print(table)


def _widths(width: int, columns: Sequence[ShownColumn], rows: Sequence[Sequence[Text]]) -> list[int]:
    """Width of each column: what its texts need, and of those with a share their part of the room that is left. Room
    that one does not need goes to the others."""
    needed = [max([len(column.name), *(row[number].cell_len for row in rows)]) for number, column in enumerate(columns)]
    left = width - _GAP * len(columns) - sum(n for n, column in zip(needed, columns, strict=True) if not column.share)
    widths = list(needed)
    open_ = [number for number, column in enumerate(columns) if column.share]
    while open_:
        total = sum(columns[number].share for number in open_)
        parts = {number: max(left * columns[number].share // total, 1) for number in open_}
        small = [number for number in open_ if needed[number] <= parts[number]]
        for number in small or open_:
            widths[number] = needed[number] if small else parts[number]
        left -= sum(needed[number] for number in small)
        open_ = [number for number in open_ if number not in small] if small else []
    return widths
