"""PDFs and XML made for one test each."""

from __future__ import annotations

import io
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, size: tuple[float, float] = A4) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def words_at(*places: tuple[float, float, str], size: float = 10) -> Draw:
    """Draw texts at (x, y from the bottom), in points."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for x, y, text in places:
            canvas.drawString(x, y, text)

    return draw


def _changed(data: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def turned(data: bytes, degrees: int) -> bytes:
    def turn(writer: PdfWriter) -> None:
        for page in writer.pages:
            page.rotate(degrees)

    return _changed(data, turn)


def cropped(data: bytes, box: tuple[float, float, float, float]) -> bytes:
    def crop(writer: PdfWriter) -> None:
        writer.pages[0].cropbox = RectangleObject(box)

    return _changed(data, crop)


def moved_media_box(data: bytes, by: tuple[float, float]) -> bytes:
    """The same drawing on a page whose corner is not the origin."""

    def move(writer: PdfWriter) -> None:
        page = writer.pages[0]
        box = page.mediabox
        page.mediabox = RectangleObject((box.left - by[0], box.bottom - by[1], box.right - by[0], box.top - by[1]))
        page.cropbox = page.mediabox

    return _changed(data, move)


def locked(data: bytes, *, user: str, owner: str = "owner") -> bytes:
    return _changed(data, lambda writer: writer.encrypt(user, owner, algorithm="AES-256"))


def with_attachments(data: bytes, files: dict[str, bytes]) -> bytes:
    def attach(writer: PdfWriter) -> None:
        for name, content in files.items():
            writer.add_attachment(name, content)

    return _changed(data, attach)


UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>{number}</cbc:ID>
  <cbc:IssueDate>2026-03-04</cbc:IssueDate>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
</Invoice>
"""


def ubl(number: str = "U-1") -> bytes:
    return UBL.format(number=number).encode()
