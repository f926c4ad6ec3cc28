"""A page while it is drawn: texts, blocks, pairs and tables. Coordinates in points, ``y`` falls from the top."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from benchmarks.adversary.fonts import wide_font

WIDTH, HEIGHT = A4
LEFT, RIGHT = 50.0, WIDTH - 50
Align = Literal["l", "r", "c"]
_LATIN = "€’–—·•\u00a0°"


@dataclass(frozen=True, slots=True)
class Col:
    """A column: key of its cells, its label, its share of the width, its alignment."""

    key: str
    label: str
    share: float
    align: Align = "r"
    head: Align | None = None


class Sheet:
    """One document; ``texts`` are all that was printed."""

    def __init__(self, *, latin: bool, chance: random.Random, size: float = 9.5, family: str = "Helvetica") -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=True)
        bolds = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}
        self.regular, self.bold = (family, bolds[family]) if latin else wide_font()
        self.size = size
        self.chance = chance
        self.texts: list[str] = []

    def done(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()

    def new_page(self) -> None:
        self.canvas.showPage()

    def say(self, x: float, y: float, text: str, *, bold: bool = False, size: float = 0, align: Align = "l") -> None:
        if not text:
            return
        self.texts.append(text)
        self.canvas.setFont(self.bold if bold else self.regular, size or self.size)
        shown = text.replace("\u202f", "\u00a0")
        draw = {"l": self.canvas.drawString, "r": self.canvas.drawRightString, "c": self.canvas.drawCentredString}
        draw[align](x, y, shown)

    def block(
        self, x: float, y: float, lines: Iterable[str], *, bold_first: bool = False, align: Align = "l",
            size: float = 0,
        lead: float = 0,
    ) -> float:  # fmt: skip
        """Lines below one another; gives the ``y`` below them."""
        size = size or self.size
        for at, line in enumerate(lines):
            self.say(x, y, line, bold=bold_first and at == 0, size=size, align=align)
            y -= lead or size + 3
        return y

    def pairs(
        self, x: float, y: float, pairs: Iterable[tuple[str, str]], *, to: float, align: Align = "l",
            label: Align = "l",
        bold: bool = False, lead: float = 0, last_bold: bool = False,
    ) -> float:  # fmt: skip
        """Labels at ``x`` with their values at ``to``."""
        pairs = list(pairs)
        for at, (name, value) in enumerate(pairs):
            heavy = last_bold and at == len(pairs) - 1
            self.say(x, y, name, bold=bold or heavy, align=label)
            self.say(to, y, value, align=align, bold=heavy)
            y -= lead or self.size + 5
        return y

    def stacked(
        self, x: float, y: float, pairs: Iterable[tuple[str, str]], *, align: Align = "l", small: float = -1
    ) -> float:
        """Each label above its value."""
        for name, value in pairs:
            self.say(x, y, name, bold=True, size=self.size + small, align=align)
            self.say(x, y - self.size - 2, value, align=align)
            y -= 2 * self.size + 9
        return y

    def across(self, y: float, pairs: Sequence[tuple[str, str]], *, left: float = LEFT, right: float = RIGHT) -> float:
        """A row of labels over a row of values."""
        step = (right - left) / len(pairs)
        for at, (name, value) in enumerate(pairs):
            self.say(left + at * step, y, name, bold=True, size=self.size - 1)
            self.say(left + at * step, y - self.size - 3, value)
        return y - 2 * self.size - 12

    def rule(self, y: float, *, left: float = LEFT, right: float = RIGHT) -> None:
        self.canvas.setLineWidth(0.6)
        self.canvas.line(left, y, right, y)

    def wrap(self, text: str, width: float, size: float = 0) -> list[str]:
        """The text in rows that are not wider than ``width``."""
        rows: list[str] = []
        for word in text.split(" "):
            longer = f"{rows[-1]} {word}" if rows else word
            if rows and stringWidth(longer, self.regular, size or self.size) <= width:
                rows[-1] = longer
            else:
                rows.append(word)
        return rows

    def table(
        self, y: float, cols: Sequence[Col], rows: Sequence[Mapping[str, str | Sequence[str]]], *, left: float = LEFT,
        right: float = RIGHT, ruled: bool = True, lead: float = 0, middle: bool = False, head_bold: bool = True,
    ) -> float:  # fmt: skip
        """A table; cells wrap in their column. ``middle``: short cells stand in the middle of a tall row."""
        whole = sum(col.share for col in cols)
        spots: dict[str, tuple[float, float]] = {}
        x = left
        for col in cols:
            width = (right - left) * col.share / whole
            spots[col.key] = (x + 2, x + width - 4)
            x += width
        y = self._heads(y, cols, spots, ruled=ruled, left=left, right=right, bold=head_bold)
        for row in rows:
            cells = {col.key: self._rows_of(row.get(col.key, ""), spots[col.key]) for col in cols}
            height = max(map(len, cells.values()))
            for col in cols:
                down = (height - len(cells[col.key])) / 2 if middle else 0
                for at, text in enumerate(cells[col.key]):
                    self._cell(spots[col.key], y - (at + down) * (self.size + 2), text, col.align)
            y -= height * (self.size + 2) + (lead or 6)
            if ruled:
                self.rule(y + self.size + 1.5, left=left, right=right)
        return y

    def _heads(
        self, y: float, cols: Sequence[Col], spots: Mapping[str, tuple[float, float]], *, ruled: bool, left: float,
        right: float, bold: bool,
    ) -> float:  # fmt: skip
        labels = {col.key: self._rows_of(col.label, spots[col.key]) for col in cols}
        height = max(map(len, labels.values()))
        for col in cols:
            for at, text in enumerate(labels[col.key]):
                self._cell(spots[col.key], y - at * (self.size + 1), text, col.head or col.align, bold=bold)
        y -= height * (self.size + 1) + 3
        if ruled:
            self.rule(y + 6, left=left, right=right)
        return y - 6

    def _rows_of(self, text: str | Sequence[str], spot: tuple[float, float]) -> list[str]:
        parts = [text] if isinstance(text, str) else list(text)
        return [row for part in parts for row in self.wrap(part, spot[1] - spot[0])]

    def _cell(self, spot: tuple[float, float], y: float, text: str, align: Align, *, bold: bool = False) -> None:
        x = {"l": spot[0], "r": spot[1], "c": (spot[0] + spot[1]) / 2}[align]
        self.say(x, y, text, align=align, bold=bold)


def is_latin(texts: Iterable[str]) -> bool:
    """``True`` where the fonts that every PDF program has can print the texts."""
    return not any(ord(letter) > 255 and letter not in _LATIN for text in texts for letter in text)
