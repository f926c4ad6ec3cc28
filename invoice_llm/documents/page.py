"""Pages of positioned text, whatever they were read from. Plain values, JSON in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self

FileKind = Literal["pdf", "ubl", "cii", "xml", "image", "empty", "other"]
Box = tuple[float, float, float, float]
"""(x0, top, x1, bottom) in parts of the page, 0-1, from its top left corner."""


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a gap, as printed."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Row:
    """Words on one base line, left to right. ``cells`` groups them where the gap is wide (columns)."""

    cells: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for cell in self.cells for word in cell)

    @property
    def text(self) -> str:
        return "  ".join(" ".join(word.text for word in cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``number`` counts from 1, ``width`` and ``height`` are in points."""

    number: int
    width: float
    height: float
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        rows = [[[[w.text, *w.box] for w in cell] for cell in row.cells] for row in self.rows]
        return {"number": self.number, "width": self.width, "height": self.height, "rows": rows}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        rows = tuple(
            Row(tuple(tuple(Word(w[0], (w[1], w[2], w[3], w[4])) for w in cell) for cell in row))
            for row in data["rows"]
        )
        return cls(data["number"], data["width"], data["height"], rows)
