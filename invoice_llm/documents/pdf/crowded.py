"""Crowded lines: rows of two columns taken for one, and texts of one row that run into each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from invoice_llm.documents.pdf.runs import Run

_STACKED = 0.5
"""Part of the lower run's height by which base lines of runs above one another differ at least."""
_ROW_GAP = 0.2
"""Part of the lower run's height from which on two base lines are those of two rows."""
_OVERLAP = 0.2
"""Part of the height by which a text begins before the end of another one that it was printed over."""
_NEXT = 0.9
"""Part of the height up to which a run follows the one drawn before it."""

Texts = Mapping[int, int]
"""The number of the text that a run is part of, by the run's ``id``."""


def base_of(run: Run) -> float:
    """The base line, nearly: boxes reach from ascent to descent of the font."""
    return run.y1 - 0.2 * run.height


def rows_within(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of a line by their base lines, from the top, where one stands above another; else all of them.

    A label and its value in one column are above one another; a row of the column beside them may stand so that it
    shares a line with each of the two.
    """
    if not _are_stacked(runs):
        return [list(runs)]
    rows: list[list[Run]] = []
    for run in sorted(runs, key=base_of):
        last = rows[-1][-1] if rows else None
        if last is not None and base_of(run) - base_of(last) < _ROW_GAP * min(run.height, last.height):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _are_stacked(runs: Sequence[Run]) -> bool:
    bases = [base_of(run) for run in runs]
    if max(bases) - min(bases) <= _STACKED * min(run.height for run in runs):
        return False
    return any(_is_above(one, other) for one, other in combinations(runs, 2))


def _is_above(one: Run, other: Run) -> bool:
    common = min(one.x1, other.x1) - max(one.x0, other.x0)
    apart = abs(base_of(one) - base_of(other))
    return common > 0.3 * min(one.x1 - one.x0, other.x1 - other.x0) and apart > _STACKED * min(one.height, other.height)


def texts_by_run(runs: Iterable[Run]) -> Texts:
    """Texts as they were drawn: each run of one follows the run before it, to the right and on its base line."""
    texts: dict[int, int] = {}
    number, last = 0, None
    for run in runs:
        if last is None or not _follows(last, run):
            number += 1
        texts[id(run)] = number
        last = run
    return texts


def _follows(last: Run, run: Run) -> bool:
    reach = _NEXT * min(last.height, run.height)
    return run.x0 > last.x0 and run.x0 - last.x1 < reach and abs(base_of(run) - base_of(last)) < 0.5 * reach


def strands_of(runs: Sequence[Run], texts: Texts) -> list[list[Run]]:
    """The runs of one row, sorted from left to right, in strands that were printed over one another; mostly one.

    ``12. September 2025`` in a narrow column runs into the day beside it: by their places alone the words of both
    would be mixed.
    """
    if not any(_begins_within(one, other, texts) for one, other in pairwise(runs)):
        return [list(runs)]
    by_text: dict[int, list[Run]] = {}
    for run in runs:
        by_text.setdefault(texts.get(id(run), 0), []).append(run)
    strands: list[list[Run]] = []
    for text in by_text.values():
        last = max(strands[-1], key=lambda run: run.x1) if strands else None
        if last is None or last.x1 - text[0].x0 > _OVERLAP * text[0].height:
            strands.append(text)
        else:
            strands[-1] += text
    return strands


def _begins_within(one: Run, other: Run, texts: Texts) -> bool:
    return one.x1 - other.x0 > _OVERLAP * other.height and texts.get(id(one)) != texts.get(id(other))
