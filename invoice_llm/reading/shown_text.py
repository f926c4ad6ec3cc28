"""The part of a document's text that a question needs: a table whose lines are proven is not sent, nor proven sums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from invoice_llm.label_reader.grid import GridRow, grid_of, is_row
from invoice_llm.reading.evidence.page_reading import PageReading

LEFT_OUT = "[...]"
"""Stands for rows left out, as the short question's prompt says."""
_MOST_BETWEEN = 4
"""Rows between two rows of a table that are wrapped descriptions; more of them are something else."""


_SOMETHING_ELSE = re.compile(r"[0-9]|[^\W\d_]{4}")


def without_table(text: str, read: PageReading, *, sums: bool = True) -> str:
    """The text without its rows of lines, and with ``sums`` unless set also without rows that say a labelled amount and
    nothing else; a mark in their place. As it is where it is not the pages' own layout."""
    if text != read.layout:
        return text
    rows = grid_of(text).rows
    left_out = read.structure.table | (frozenset() if sums else _rows_of_sums(read, rows))
    return "\n".join(_kept_lines(text, rows, left_out)) if left_out else text


def _rows_of_sums(read: PageReading, rows: Sequence[GridRow]) -> frozenset[int]:
    said: dict[int, list[str]] = {}
    for one in read.structure.sums:
        said.setdefault(one.row, []).extend(filter(None, (one.label, one.text, one.rate, one.base)))
    return frozenset(row for row, parts in said.items() if not _SOMETHING_ELSE.search(_less(rows[row].text, parts)))


def _less(text: str, parts: list[str]) -> str:
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, " ")
    return text


def _kept_lines(text: str, rows: Sequence[GridRow], table: frozenset[int]) -> Iterator[str]:
    coming, left_out = iter(rows), _with_wrapped(rows, table)
    was_left_out = False
    for line in text.split("\n"):
        row = next(coming, None) if is_row(line) else None
        if row is not None and row.index in left_out:
            if not was_left_out:
                yield LEFT_OUT
            was_left_out = True
        elif line or not was_left_out:
            yield line
            was_left_out = False


def _with_wrapped(rows: Sequence[GridRow], table: frozenset[int]) -> set[int]:
    """The table's rows and the few that stand between two of them on one page."""
    left_out = set(table)
    ordered = sorted(table)
    for above, below in pairwise(ordered):
        if below - above - 1 <= _MOST_BETWEEN and rows[above].page == rows[below].page:
            left_out.update(range(above, below))
    return left_out
