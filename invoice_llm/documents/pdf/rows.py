"""Runs of one page into rows and cells.

Runs share a row when their middles or their base lines agree within half of the smaller one's height, so that a
30-point heading does not swallow the three address lines beside it; none of one row stands above another one. A gap
wider than 0.9 of the height starts a new cell, and one wider than half of it where the texts on its sides were drawn
apart. Text that is turned is read in its own frame; its rows follow those of
the way most of the page is turned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from invoice_llm.documents.pdf.crowded import Texts, base_of, rows_within, strands_of, texts_by_run
from invoice_llm.documents.pdf.runs import SLANTED, Run

CELL_GAP = 0.9
_GAP_OF_TEXTS = 0.5
_SMALLEST = 4.0  # points; boxes of some fonts are flatter than what is drawn
_LOOK_BACK = 5
_SLANTED_GAP = 0.5
"""Part of the lower word's outline by which outlines of words on a slanted line may be apart."""
_LEADERS = re.compile(r"[.·…‥_]{4,}")
_DOTS_ALONE = re.compile(r"[.·…‥]+|_{2,}")

Cell = tuple[Run, ...]
Line = tuple[Cell, ...]
"""Cells from left to right on one base line."""


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """Lines in reading order, leader dots dropped."""
    by_turn: dict[int, list[Run]] = {}
    for run in _without_leaders(runs):
        by_turn.setdefault(run.turn, []).append(run)
    weight = Counter({turn: sum(len(run.text) for run in group) for turn, group in by_turn.items()})
    lines: list[Line] = []
    for turn, _ in weight.most_common():
        group = by_turn[turn]
        lines += _slanted_lines(group) if turn == SLANTED else _lines_of_one_turn(group)
    return lines


def _slanted_lines(runs: Sequence[Run]) -> list[Line]:
    """Words of a stamp or watermark that follow one another, a cell a line."""
    lines: list[list[Run]] = []
    for run in runs:
        if lines and _follows(lines[-1][-1], run):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [(tuple(line),) for line in lines]


def _follows(before: Run, run: Run) -> bool:
    """Outlines that touch, or nearly so, lie on one slanted line."""
    reach = _SLANTED_GAP * min(before.height, run.height)
    across = run.x0 - reach < before.x1 and before.x0 < run.x1 + reach
    return across and run.y0 - reach < before.y1 and before.y0 < run.y1 + reach


def cells_of(runs: Sequence[Run], texts: Texts | None = None) -> Line:
    """Split runs of one line, from left to right, where the gap is wide. Between two of the ``texts``, each drawn as a
    whole, a narrower gap is."""
    cells: list[list[Run]] = []
    previous: Run | None = None
    for run in runs:
        apart = texts is not None and previous is not None and texts.get(id(previous)) != texts.get(id(run))
        gap = (_GAP_OF_TEXTS if apart else CELL_GAP) * max(run.height, _SMALLEST)
        if previous is None or run.x0 - previous.x1 > gap:
            cells.append([run])
        else:
            cells[-1].append(run)
        # A wide run may end behind the one that follows it.
        previous = run if previous is None or run.x1 > previous.x1 else previous
    return tuple(tuple(cell) for cell in cells)


@dataclass(slots=True)
class _OpenLine:
    middle: float
    base: float
    height: float
    runs: list[Run] = field(default_factory=list)

    def takes(self, middle: float, base: float, height: float) -> bool:
        smaller = height if height < self.height else self.height
        reach = 0.5 * (smaller if smaller > _SMALLEST else _SMALLEST)
        return abs(middle - self.middle) < reach or abs(base - self.base) < 0.6 * reach


def _lines_of_one_turn(runs: list[Run]) -> list[Line]:
    found: list[_OpenLine] = []
    for run in sorted(runs, key=lambda run: run.middle):
        middle, height = run.middle, run.height
        base = base_of(run)
        for line in reversed(found[-_LOOK_BACK:]):
            if line.takes(middle, base, height):
                line.runs.append(run)
                break
        else:
            found.append(_OpenLine(middle, base, height, [run]))
    found.sort(key=lambda line: line.middle)
    _settle(found)
    texts = texts_by_run(runs)
    return [_cells_of_row(row, texts) for line in found for row in rows_within(line.runs)]


def _cells_of_row(runs: Iterable[Run], texts: Texts) -> Line:
    strands = strands_of(_once(sorted(runs, key=lambda run: run.x0)), texts)
    return tuple(cell for strand in strands for cell in cells_of(_with_commas(strand), texts))


def _settle(lines: list[_OpenLine]) -> None:
    """Move runs that stand well off their line to a line, opened later, on which they stand exactly.

    Two blocks side by side with different line spacing would otherwise lend each other their values.
    """
    for index, line in enumerate(lines):
        for run in [run for run in line.runs if _off(run, line) > 0.25 * run.height]:
            others = lines[max(index - _LOOK_BACK, 0) : index + _LOOK_BACK + 1]
            home = min(others, key=lambda other: _off(run, other))
            if home is not line and _off(run, home) < 0.1 * run.height:
                line.runs.remove(run)
                home.runs.append(run)
    lines[:] = [line for line in lines if line.runs]


def _off(run: Run, line: _OpenLine) -> float:
    """Distance of a run's middle or base line from the line's, whichever is nearer."""
    return min(abs(run.middle - line.middle), abs(base_of(run) - line.base))


def _once(runs: Iterable[Run]) -> list[Run]:
    """Runs from left to right without repeats: some writers paint a word twice, a hair apart, to make it bold."""
    once: list[Run] = []
    for run in runs:
        previous = once[-1] if once else None
        if previous is None or run.text != previous.text or run.x0 - previous.x0 >= 0.3 * run.height:
            once.append(run)
    return once


def _with_commas(runs: Iterable[Run]) -> list[Run]:
    """Runs from left to right, with commas joined to what they follow."""
    tidy: list[Run] = []
    for run in runs:
        previous = tidy[-1] if tidy else None
        if previous and run.text in (",", ";") and run.x0 - previous.x1 < 0.5 * run.height:
            tidy[-1] = replace(previous, text=previous.text + run.text, x1=max(run.x1, previous.x1))
        else:
            tidy.append(run)
    return tidy


def _without_leaders(runs: Iterable[Run]) -> Iterator[Run]:
    for run in runs:
        if run.text.isalnum():
            yield run
        elif _DOTS_ALONE.fullmatch(run.text):
            continue
        elif _LEADERS.search(run.text):
            yield from _split_at_leaders(run)
        else:
            yield run


def _split_at_leaders(run: Run) -> Iterator[Run]:
    """``Total......12.00`` is two runs. Where each stands is estimated from its share of the characters."""
    width = (run.x1 - run.x0) / len(run.text)
    start = 0
    for end, resume in [*((m.start(), m.end()) for m in _LEADERS.finditer(run.text)), (len(run.text),) * 2]:
        if end > start:
            yield replace(run, text=run.text[start:end], x0=run.x0 + start * width, x1=run.x0 + end * width)
        start = resume
