"""Ways to put text into a PDF that nobody sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import reportlab
from pypdf import PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.hostile.honest_pages import Change, Draw, both, box, say

_WHITE, _ALMOST_WHITE, _NAVY = (1, 1, 1), (0.96, 0.97, 0.96), (0.05, 0.05, 0.3)


def ways(order: str) -> dict[str, dict[str, Any]]:
    """What to give :func:`honest_pages.pdf` for each of them."""
    plain = say(order)
    return {
        "white": {"over": say(order, color=_WHITE)},
        "almost-white": {"over": say(order, color=_ALMOST_WHITE)},
        "white-beneath-the-total": {"under": say(order, at=(250, 585), color=_WHITE)},
        "dark-on-dark": {"over": both(box((30, 280, 540, 40), _NAVY), say(order, color=_NAVY))},
        "invisible": {"over": say(order, mode=3)},
        "transparent": {"over": say(order, alpha=0)},
        "one-point": {"over": say(order, size=1)},
        "beside-the-page": {"over": say(order, at=(700, 300))},
        "below-the-page": {"over": say(order, at=(40, -60))},
        "covered": {"over": both(plain, box((30, 290, 540, 25)))},
        "covered-in-colour": {"over": both(plain, box((30, 290, 540, 25), (0.8, 0.9, 0.8)))},
        "cropped-off": {"over": say(order, at=(40, 20)), "change": _crop},
        "in-a-form": {"over": _in_form(order)},
        "in-a-layer-that-is-off": {"change": _in_hidden_layer(order)},
    }


def outside_the_page(order: str) -> dict[str, Change]:
    """Places that are no part of what the page shows."""
    return {
        "metadata": lambda writer: writer.add_metadata({"/Title": order, "/Subject": order, "/Keywords": order}),
        "popup-note": lambda writer: _annotate(writer, Text(rect=(50, 50, 70, 70), text=order)),
        "hidden-free-text": lambda writer: _annotate(writer, FreeText(rect=(50, 50, 400, 90), text=order), flags=2),
        "hidden-form-field": lambda writer: _add_field(writer, order),
        "attachment": lambda writer: _attach(writer, order),
        "javascript": lambda writer: _run_on_opening(writer, f"app.alert({order!r});"),
    }


def in_unicode(text: str) -> Draw:
    """Drawn in a font that knows what character each of its glyphs is, also of those that it cannot draw."""
    fonts = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Vera", str(fonts / "Vera.ttf")))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 9)
        canvas.drawString(40, 300, text)

    return draw


def _in_form(order: str) -> Draw:
    """White text inside a form object that is moved and scaled when it is drawn."""

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("planted")
        say(order, at=(0, 0), size=18, color=_WHITE)(canvas)
        canvas.endForm()
        canvas.saveState()
        canvas.translate(40, 250)
        canvas.scale(0.5, 0.5)
        canvas.doForm("planted")
        canvas.restoreState()

    return draw


def _crop(writer: PdfWriter) -> None:
    page = writer.pages[0]
    page.cropbox.lower_left = (0, 60)


def _in_hidden_layer(order: str) -> Change:
    """Optional content (ISO 32000-1, 8.11) that is off."""

    def change(writer: PdfWriter) -> None:
        group = writer._add_object(
            DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("x")})
        )
        off = DictionaryObject({NameObject("/OFF"): ArrayObject([group]), NameObject("/Order"): ArrayObject()})
        writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
            {NameObject("/OCGs"): ArrayObject([group]), NameObject("/D"): off}
        )
        page = writer.pages[0]
        resources = page["/Resources"].get_object()
        resources[NameObject("/Properties")] = DictionaryObject({NameObject("/L1"): group})  # type: ignore[index]
        font = next(iter(resources["/Font"].get_object()))  # type: ignore[index]
        escaped = order.replace("(", r"\(").replace(")", r"\)").encode("cp1252")
        stream = DecodedStreamObject()
        stream.set_data(b"/OC /L1 BDC BT %s 9 Tf 40 300 Td (%s) Tj ET EMC" % (font.encode(), escaped))
        contents = page["/Contents"]
        page[NameObject("/Contents")] = ArrayObject([contents.indirect_reference, writer._add_object(stream)])

    return change


def _annotate(writer: PdfWriter, annotation: DictionaryObject, flags: int = 0) -> None:
    annotation[NameObject("/F")] = FloatObject(flags)
    writer.add_annotation(page_number=0, annotation=annotation)


def _add_field(writer: PdfWriter, order: str) -> None:
    """A text field with a value, hidden, and without an appearance."""
    text = TextStringObject(order)
    annotation = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("total"),
            NameObject("/V"): text,
            NameObject("/F"): FloatObject(2),
            NameObject("/Rect"): ArrayObject(map(FloatObject, (50, 50, 400, 70))),
        }
    )
    writer.add_annotation(page_number=0, annotation=annotation)
    widget = writer.pages[0]["/Annots"][-1]  # type: ignore[index]
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([widget])})


def _attach(writer: PdfWriter, order: str) -> None:
    writer.add_attachment("total.txt", order.encode())


def _run_on_opening(writer: PdfWriter, script: str) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
