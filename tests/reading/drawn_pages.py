"""Papers of many kinds, drawn and read back as pages."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.page import Page
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes

SENDER = ("Nordlicht Versand 12", "Am Hafen 3", "20457 Hamburg")


def read(*sheets: Sheet) -> tuple[Page, ...]:
    """The pages of a PDF with these sheets."""
    return read_bytes(drawn(*sheets), Limits()).pages


class Sheet:
    """A title in large print (or in the size of the text), lines under it, and the words of the foot."""

    def __init__(self, title: str, *lines: str, size: float = 18, foot: str = "") -> None:
        self.title, self.lines, self.size, self.foot = title, lines, size, foot


def drawn(*sheets: Sheet) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for sheet in sheets:
        _draw(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw(canvas: Canvas, sheet: Sheet) -> None:
    canvas.setFont("Helvetica", 9)
    for row, text in enumerate(SENDER):
        canvas.drawString(60, 800 - 12 * row, text)
    canvas.setFont("Helvetica-Bold", sheet.size)
    canvas.drawString(60, 730, sheet.title)
    canvas.setFont("Helvetica", 9)
    for row, line in enumerate(sheet.lines):
        for column, cell in enumerate(line.split("|")):
            canvas.drawString(60 + 150 * column, 690 - 16 * row, cell.strip())
    canvas.drawString(250, 30, sheet.foot)


def bill(number: str, *more: str, title: str = "Invoice", foot: str = "", total: bool = True) -> Sheet:
    """An invoice of one page, or without ``total`` its first page."""
    sums = ("Net | 100.00", "VAT 19 % | 19.00", "Total | 119.00 EUR") if total else ()
    head = (f"Invoice no: | {number}", "Invoice date: | 2026-03-04", "Description | Quantity | Amount")
    return Sheet(title, *head, "Rope | 4 | 100.00", *more, *sums, foot=foot)
