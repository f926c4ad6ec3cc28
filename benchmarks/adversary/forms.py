"""Values as fields of a form in the file, with the appearance that programs show or without one."""

from __future__ import annotations

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from benchmarks.adversary.made import Draft

FONTS = {"Helvetica": "Helvetica", "Times-Roman": "Times-Roman", "Courier": "Courier"}


def field(canvas: Canvas, text: str, place: tuple[float, float], font: tuple[str, float], *, right: bool) -> None:
    """A field with its value, as wide as the text; one of the fonts that every form has."""
    name, size = font
    width = pdfmetrics.stringWidth(text, name, size) + 8
    x, y = place
    canvas.acroForm.textfield(
        name=f"f{round(x)}-{round(y)}",
        value=text,
        x=x - (width if right else 0),
        y=y - 3,
        width=width,
        height=size + 5,
        fontName=FONTS.get(name, "Helvetica"),
        fontSize=size,
        borderWidth=0,
        forceBorder=False,
    )


def is_form(draft: Draft) -> bool:
    """``True`` where the values are fields, and every letter of them is in the fonts of forms."""
    texts = [value for _, value in (*draft.meta, *draft.totals)]
    return draft.form != "none" and all(ord(letter) < 256 for text in texts for letter in text)


def without_appearances(made: bytes) -> bytes:
    """The file as programs write it that leave it to the viewer to show the fields."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    for page in writer.pages:
        for note in page.get("/Annots", ()):
            note.get_object().pop(NameObject("/AP"), None)
    writer.set_need_appearances_writer(True)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
