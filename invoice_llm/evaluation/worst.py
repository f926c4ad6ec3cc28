"""Selection of the documents of an evaluation that one should look at, and of the values in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from invoice_llm.evaluation.scored import ScoredDocument
from invoice_llm.evaluation.scoring import FieldScore
from invoice_llm.invoice.outcome import Outcome

MOST = 12
_MOST_ROWS = 14


@dataclass(frozen=True, slots=True)
class Box:
    """In percent of the page; ``number`` is that of its row."""

    number: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Worst:
    """``page`` is the one with most of the wrong values; rows whose value stands there have a number and a box."""

    document: ScoredDocument
    page: int
    rows: tuple[tuple[int | None, FieldScore], ...]
    boxes: tuple[Box, ...]
    more: int


def worst(documents: Iterable[ScoredDocument], *, most: int = MOST) -> list[Worst]:
    """Accepted and not right first, then by how many values are wrong or, less weighty, missing."""
    mistaken = [(document, mistakes(document)) for document in documents]
    ranked = sorted((pair for pair in mistaken if pair[1]), key=_badness)
    return [_looked_at(document, found) for document, found in ranked[:most]]


def mistakes(document: ScoredDocument) -> list[FieldScore]:
    """Values that are not right, stated values before missing ones."""
    found = [v for v in document.score.fields if v.verdict != "correct"] if document.score else []
    return sorted(found, key=lambda verdict: ("." in verdict.key, verdict.found is None))


def _badness(pair: tuple[ScoredDocument, list[FieldScore]]) -> tuple[bool, float, str]:
    document, found = pair
    dangerous = document.outcome is Outcome.ACCEPTED and document.is_right is False
    return not dangerous, -sum(1.0 if v.found is not None else 0.6 for v in found if "." not in v.key), document.name


def _looked_at(document: ScoredDocument, found: list[FieldScore]) -> Worst:
    pages = Counter(verdict.page for verdict in found if verdict.page)
    page = pages.most_common(1)[0][0] if pages else 1
    rows: list[tuple[int | None, FieldScore]] = []
    boxes: list[Box] = []
    for verdict in found[:_MOST_ROWS]:
        number = None
        if verdict.page == page and verdict.bbox:
            number = len(boxes) + 1
            boxes.append(_box(number, verdict.bbox))
        rows.append((number, verdict))
    return Worst(document, page or 1, tuple(rows), tuple(boxes), more=max(len(found) - _MOST_ROWS, 0))


def _box(number: int, bbox: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = (round(100 * side, 2) for side in bbox)
    return Box(number, left, top, round(right - left, 2), round(bottom - top, 2))
