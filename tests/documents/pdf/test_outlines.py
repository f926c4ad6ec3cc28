"""Words that are drawn as shapes are seen; what is drawn of shapes and is no word is not."""

from __future__ import annotations

import random

import pytest
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.charts.piecharts import Pie
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas

from tests.documents.pdf.outlined import outlined
from tests.documents.pdf.test_marks import Draw, page

WORDS: dict[str, Draw] = {
    "a stamp": outlined("VOID", 200, 400, 40),
    "a stamp of one path": outlined("STORNIERT", 150, 400, 30, at_once=True),
    "a stamp aslant": outlined("BETAALD", 200, 300, 40, turned=35),
    "a stamp up the margin": outlined("PAID", 30, 300, 14, turned=90),
    "a stamp of straight letters": outlined("KIFIZETVE", 150, 400, 30),
    "a note": outlined("Please hold payment", 60, 560, 8),
    "another account": outlined("DE89 3704 0044 0532 0130 00", 60, 300, 9),
    "another total": outlined("1,294.56", 300, 600, 10),
    "a stamp over the letterhead's text": outlined("VOID", 62, 758, 20),
    "a stamp over the text of the foot": outlined("VOID", 62, 58, 20),
}


def foot(canvas: Canvas) -> None:
    canvas.drawString(60, 60, "Registered in England")


@pytest.mark.parametrize("draw", WORDS.values(), ids=WORDS.keys())
def test_a_word_drawn_as_shapes_is_a_mark(draw: Draw) -> None:
    assert page(draw, foot).marks > 0
    assert page(foot, draw).marks > 0, "and also where it was drawn before the text"


def code(canvas: Canvas) -> None:
    drawing = Drawing(120, 120)
    drawing.add(QrCodeWidget("BCD\n002\n1\nSCT\n\nAcme Ltd\nDE89370400440532013000\nEUR546.00", barWidth=120))
    renderPDF.draw(drawing, canvas, 300, 300)


def code_of_one_path(canvas: Canvas) -> None:
    modules, path = random.Random(7), canvas.beginPath()
    for at in range(29 * 29):
        if modules.random() < 0.5:
            path.rect(300 + at % 29 * 4, 300 + at // 29 * 4, 4, 4)
    canvas.drawPath(path, stroke=0, fill=1)


def chart(canvas: Canvas) -> None:
    drawing, pie = Drawing(160, 160), Pie()
    pie.width = pie.height = 140
    pie.data = [10, 20, 30, 25, 15]
    drawing.add(pie)
    renderPDF.draw(drawing, canvas, 300, 300)


def bars(canvas: Canvas) -> None:
    for at, high in enumerate((30, 55, 20, 80, 64, 41, 12)):
        canvas.rect(100 + 20 * at, 300, 14, high, stroke=0, fill=1)


def table(canvas: Canvas) -> None:
    for at, wide in enumerate((200, 60, 60, 80)):
        for row in range(8):
            canvas.rect(60 + sum((200, 60, 60, 80)[:at]), 300 + 18 * row, wide, 18)


def labels(canvas: Canvas) -> None:
    for at, wide in enumerate((90, 60, 110, 75)):
        canvas.roundRect(60 + sum((90, 60, 110, 75)[:at]) + 4 * at, 400, wide, 30, 5)


def bullets(canvas: Canvas) -> None:
    for at in range(12):
        canvas.circle(64, 300 + 12 * at, 4, stroke=0, fill=1)


def icons(canvas: Canvas) -> None:
    """Shapes of one size that stand further apart than letters do."""
    for at, letter in enumerate("OSAG"):
        outlined(letter, 300 + 30 * at, 500, 16)(canvas)


OTHERS: dict[str, Draw] = {
    "a logo in the letterhead": outlined("Acme Pumps", 350, 780, 24),
    "names of cards in the foot": outlined("VISA MASTERCARD", 60, 40, 14),
    "a payment code": code,
    "a code of one path": code_of_one_path,
    "a pie chart": chart,
    "a bar chart": bars,
    "a table": table,
    "round fields of a form": labels,
    "bullets": bullets,
    "icons": icons,
}


@pytest.mark.parametrize("draw", OTHERS.values(), ids=OTHERS.keys())
def test_other_shapes_are_no_mark(draw: Draw) -> None:
    assert page(draw).marks == 0
