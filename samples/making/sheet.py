"""A page to draw on, in points from the top left, that notes every string it draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Align = Literal["left", "right", "center"]
WIDTH, HEIGHT = A4
_BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}


@dataclass(frozen=True, slots=True)
class Column:
    """``at`` is the left edge; the text stands inside with a small margin."""

    title: str
    at: float
    width: float
    align: Align = "left"


class Sheet:
    """One PDF. Same calls, same bytes: no clock, no random ids, no compression that differs between builds of zlib."""

    def __init__(self, *, title: str, font: str = "Helvetica", colour: str = "#1f3a5f", password: str | None = None):
        self._file = BytesIO()
        encrypt = {} if password is None else {"encrypt": _locked(password)}
        self._canvas = Canvas(self._file, pagesize=A4, invariant=1, pageCompression=0, **encrypt)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Ledgerly 4.2")
        self._font, self._colour = font, HexColor(colour)
        self.drawn: list[str] = []
        self.pages = 1

    def text(
        self, x: float, y: float, text: str, *, size: float = 9, bold: bool = False, align: Align = "left",
        colour: str = "#000000",
    ) -> None:  # fmt: skip
        self._canvas.setFont(_BOLD[self._font] if bold else self._font, size)
        self._canvas.setFillColor(HexColor(colour))
        draw = {"left": "drawString", "right": "drawRightString", "center": "drawCentredString"}[align]
        getattr(self._canvas, draw)(x, HEIGHT - y, text)
        self.drawn.append(text)

    def lines(self, x: float, y: float, texts: Sequence[str], *, size: float = 9, lead: float = 12.5) -> float:
        """Several lines below each other; returns where the next would stand."""
        for text in texts:
            self.text(x, y, text, size=size)
            y += lead
        return y

    def box(self, x: float, y: float, width: float, height: float, *, fill: str | None = None) -> None:
        """``y`` is the top edge. With ``fill`` an area without a border, otherwise a thin frame."""
        self._canvas.setStrokeColor(HexColor("#444444"))
        self._canvas.setLineWidth(0.6)
        if fill:
            self._canvas.setFillColor(HexColor(fill))
        self._canvas.rect(x, HEIGHT - y - height, width, height, stroke=0 if fill else 1, fill=1 if fill else 0)

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, width: float = 0.6, colour: str = "#444444") -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(width)
        self._canvas.line(x1, HEIGHT - y1, x2, HEIGHT - y2)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.circle(x, HEIGHT - y, radius, stroke=0, fill=1)

    def stamp(self, text: str) -> None:
        self._canvas.saveState()
        self._canvas.translate(WIDTH / 2 - 40, HEIGHT / 2 - 120)
        self._canvas.rotate(28)
        self._canvas.setFillColor(HexColor("#e3b5b5"))
        self._canvas.setFont("Helvetica-Bold", 58)
        self._canvas.drawCentredString(0, 0, text)
        self._canvas.restoreState()

    def cell(self, column: Column, y: float, text: str, *, size: float = 9, bold: bool = False) -> None:
        inset = 4
        x = {"left": column.at + inset, "right": column.at + column.width - inset}.get(
            column.align, column.at + column.width / 2
        )
        self.text(x, y, text, size=size, bold=bold, align=column.align)

    def wrapped(self, text: str, width: float, *, size: float = 9) -> list[str]:
        """``text`` in lines that fit into ``width``."""
        lines = [""]
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if stringWidth(longer, self._font, size) > width - 8 and lines[-1]:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def next_page(self) -> None:
        self._canvas.showPage()
        self.pages += 1

    def picture(self, image: object, *, width: float = WIDTH, height: float = HEIGHT) -> None:
        self._canvas.drawInlineImage(image, 0, 0, width, height)

    def bytes(self) -> bytes:
        self._canvas.save()
        return self._file.getvalue()


def _locked(password: str) -> object:
    from reportlab.lib.pdfencrypt import StandardEncryption

    return StandardEncryption(password, ownerPassword=f"{password}-owner", strength=128)
