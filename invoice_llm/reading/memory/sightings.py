"""Values of one kind that a page offers, each with its surroundings; and the likeliest one by those it had before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from invoice_llm.documents.page import Box
from invoice_llm.invoice.amounts import find_amounts
from invoice_llm.reading.evidence.page_cells import PageCell, PageCells, Surroundings
from invoice_llm.vocabulary.dates import find_dates

SightingKind = Literal["date", "amount", "number"]
_ALIGNED = 0.012
_LEVEL = 0.02
_EDGES = " .,;:#()"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One value that stands on a page."""

    quote: str
    cell: PageCell
    start: int
    end: int
    around: Surroundings

    @property
    def box(self) -> Box:
        return self.cell.box_of(self.start, self.end)


def sightings(cells: PageCells, kind: SightingKind, words: int = 1) -> list[Sighting]:
    """Every value of a kind, from the top; a number has so many ``words``."""
    found = []
    for cell in cells:
        for start, end in _spans(cell, kind, words):
            found.append(Sighting(cell.text[start:end], cell, start, end, cells.around(cell, start, end)))
    return found


def _spans(cell: PageCell, kind: SightingKind, words: int) -> Iterator[tuple[int, int]]:
    if kind == "date":
        yield from find_dates(cell.text)
    elif kind == "amount":
        yield from find_amounts(cell.text)
    else:
        for first in range(len(cell.words) - words + 1):
            start = cell.starts[first]
            end = cell.starts[first + words - 1] + len(cell.words[first + words - 1].text)
            text = cell.text[start:end]
            start, end = start + len(text) - len(text.lstrip(_EDGES)), end - len(text) + len(text.rstrip(_EDGES))
            if re.search(r"\d", cell.text[start:end]):
                yield start, end


def likeliest(offered: Sequence[Sighting], before: Surroundings, shape: str, *, from_end: bool) -> list[Sighting]:
    """The sightings that stand where a value stood ``before``: one, or several with the same words in that place. None
    where nothing stands there.

    Words that were its label have to be there again. A value that had none has to stand in the same place, in the same
    shape.
    """
    scored = [(points, one) for one in offered if (points := _likeness(one, before, shape)) > 0]
    if not scored:
        return []
    best = max(points for points, _ in scored)
    equal = [one for points, one in scored if points >= best - 0.25]
    quotes = {one.quote for one in equal}
    if len(quotes) == 1:
        return equal
    nearest = sorted(equal, key=lambda one: abs(one.around.y - before.y))
    if abs(nearest[0].around.y - before.y) <= _LEVEL < abs(nearest[1].around.y - before.y):
        return nearest[:1]
    return [equal[-1]] if from_end and len({one.around.x1 for one in equal}) == 1 else []


def _likeness(one: Sighting, before: Surroundings, shape: str) -> float:
    """0 where it cannot be the value."""
    now = one.around
    aligned = min(abs(now.x0 - before.x0), abs(now.x1 - before.x1)) <= _ALIGNED
    level = abs(now.y - before.y) <= _LEVEL
    formed = shape_of(one.quote) == shape
    label = before.label
    if label is None:
        return float(aligned and level and formed and now.label is None)
    side, words = label
    if getattr(now, side) != words:
        return 0.0
    if side != "before" and now.before != before.before:
        return 0.0
    if side == "above" and not (aligned or formed):
        return 0.0
    points = 2.0 + aligned + 0.5 * formed + 0.5 * level
    points += sum(0.5 for other in ("left", "above", "heading") if getattr(now, other) == getattr(before, other) != "")
    return points + (0.5 if now.after == before.after else -0.5)


def shape_of(text: str) -> str:
    """Kinds of characters of a number: ``INV-0042`` is ``A-0``."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "0", text))
