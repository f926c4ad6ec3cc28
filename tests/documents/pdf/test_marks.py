"""What somebody put on a finished page: it is told, whatever it says."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes

Draw = Callable[[Canvas], None]


def page(after: Draw, before: Draw = lambda _: None) -> Page:
    """An invoice's page, with something drawn before its text and something after it."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    before(canvas)
    for row, text in enumerate(("Acme Ltd", "Invoice AC-7", "Valve and seal kit    455.00", "Total GBP    546.00")):
        canvas.drawString(60, 760 - 40 * row, text)
    after(canvas)
    canvas.save()
    return read_bytes(target.getvalue(), Limits()).pages[0]


def picture(x: float, y: float, width: float, height: float) -> Draw:
    image = ImageReader(Image.new("RGBA", (60, 20), (220, 30, 30, 90)))
    return lambda canvas: canvas.drawImage(image, x, y, width, height, mask="auto") and None


def crossed(canvas: Canvas) -> None:
    canvas.setLineWidth(3)
    canvas.line(50, 100, 545, 760)
    canvas.line(545, 100, 50, 760)


def watermark(grey: float) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(grey)
        canvas.setFont("Helvetica-Bold", 70)
        canvas.translate(200, 300)
        canvas.rotate(35)
        canvas.drawString(0, 0, "VOID")

    return draw


def pen(*points: tuple[float, float], width: float = 1.2) -> Draw:
    """A line from point to point."""

    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(width)
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path)

    return draw


def bar(canvas: Canvas) -> None:
    canvas.rect(58, 642.5, 110, 1.2, stroke=0, fill=1)


def aslant(canvas: Canvas) -> None:
    canvas.translate(200, 400)
    canvas.rotate(7)
    canvas.drawString(0, 0, "see credit note")


def over(text: str, x: float = 1, y: float = 1) -> Draw:
    return lambda canvas: canvas.drawString(60 + x, 640 + y, text) and None


TOTAL = "Total GBP    546.00"
MARKS: dict[str, Draw] = {
    "the total struck through": pen((58, 644), (170, 644.5)),
    "the total struck through aslant": pen((58, 638), (170, 651)),
    "the total struck through by a filled bar": bar,
    "a loop around the total": lambda canvas: canvas.ellipse(50, 630, 190, 660) and None,
    "a note written aslant": aslant,
    "another total printed over the first": over("Total GBP    382.20"),
    "a note as free text": lambda canvas: canvas.freeTextAnnotation("VOID", (300, 380, 560, 400), addtopage=1),
    "a sticky note": lambda canvas: canvas.textAnnotation("Please cancel", (300, 380, 320, 400), addtopage=1),
    "a picture over the total": picture(60, 636, 120, 14),
    "a stamp as picture in an empty place": picture(150, 350, 300, 150),
    "two strokes across the page": crossed,
}


@pytest.mark.parametrize("draw", MARKS.values(), ids=MARKS.keys())
def test_what_was_put_on_the_page_is_counted(draw: Draw) -> None:
    assert page(draw).marks > 0


def frame(canvas: Canvas) -> None:
    canvas.rect(40, 40, 515, 760)
    canvas.line(40, 400, 555, 400)


def decoration(canvas: Canvas) -> None:
    shape = canvas.beginPath()
    shape.moveTo(0, 842)
    shape.lineTo(595, 842)
    shape.lineTo(0, 500)
    shape.close()
    canvas.setFillGray(0.9)
    canvas.drawPath(shape, stroke=0, fill=1)
    canvas.setFillGray(0)


OWN: dict[str, tuple[Draw, Draw]] = {
    "nothing": (lambda _: None, lambda _: None),
    "a link": (lambda canvas: canvas.linkURL("https://acme.example", (60, 640, 200, 660)), lambda _: None),
    "a form field": (lambda canvas: canvas.acroForm.textfield(name="po", x=300, y=300, width=90), lambda _: None),
    "a letterhead": (picture(380, 770, 170, 50), lambda _: None),
    "a payment code": (picture(60, 330, 130, 130), lambda _: None),
    "a signature": (picture(60, 90, 160, 60), lambda _: None),
    "a picture below the text": (lambda _: None, picture(40, 500, 500, 300)),
    "a frame": (frame, lambda _: None),
    "an underlined total": (pen((58, 637), (170, 637)), lambda _: None),
    "a rule above the total": (pen((40, 655), (555, 655)), lambda _: None),
    "a rule drawn before the text": (lambda _: None, pen((58, 644), (170, 644))),
    "a total printed twice, as bold": (over(TOTAL, 0.3, 0), lambda _: None),
    "a label that reaches into an amount": (
        lambda canvas: canvas.drawString(150, 640, "less 2 % if paid by 5 May") and None,
        lambda _: None,
    ),
    "a slanted shape": (lambda _: None, decoration),
}


@pytest.mark.parametrize(("after", "before"), OWN.values(), ids=OWN.keys())
def test_what_belongs_to_the_page_is_no_mark(after: Draw, before: Draw) -> None:
    assert page(after, before).marks == 0


@pytest.mark.parametrize("grey", [0.6, 0.8, 0.9, 0.96])
def test_a_pale_watermark_is_read(grey: float) -> None:
    assert "VOID" in " ".join(row.text for row in page(watermark(grey)).rows)


def test_marks_are_kept_with_the_page() -> None:
    marked = page(crossed)
    assert Page.from_json(marked.to_json()) == marked


@pytest.mark.parametrize(("text", "size", "marks"), [("", 5, 0), ("VOID", 5, 1), ("", 40, 1)])
def test_an_empty_note_smaller_than_a_letter_says_nothing(text: str, size: int, marks: int) -> None:
    def note(canvas: Canvas) -> None:
        canvas.freeTextAnnotation(text, "(0 g)", Rect=(0, 0, size, size), addtopage=1)

    assert page(note).marks == marks
