"""PDFs and XML made for one test each."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, RectangleObject, StreamObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
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


def pdf_with_a_font_without_unicode_map() -> bytes:
    """One page with five glyphs of which nothing says what characters they are."""
    content = b"BT /F1 12 Tf 72 700 Td <00240025002600270028> Tj ET"
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+X/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+X/DW 600/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/AAAAAA+X/Flags 4/FontBBox[0 -200 1000 900]/Ascent 900/Descent -200"
        b"/ItalicAngle 0/CapHeight 700/StemV 80>>",
    )
    objects = b"".join(b"%d 0 obj%s\nendobj\n" % numbered for numbered in enumerate(parts, 1))
    return b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF"


def image_on_page(over: Draw | None = None) -> Draw:
    """A page that is a grey picture from edge to edge, with what is drawn over it."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *A4)
        if over is not None:
            over(canvas)

    return draw


def drawn(*lines: str, size: tuple[int, int] = (1000, 600), letters: int = 28) -> Image.Image:
    """Lines of print in black on white, from the top."""
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((60, 50 + number * letters * 2), line, fill=0, font=ImageFont.load_default(letters))
    return picture


def image_file(*pictures: Image.Image, format: str = "PNG", **options: object) -> bytes:
    """A file of these pictures; several only as TIFF."""
    target = io.BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}
    pictures[0].save(target, format, **more, **options)
    return target.getvalue()


_WRONG_MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Wrong def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
1 beginbfrange <21> <7E> <0022> endbfrange endcmap end end"""


def with_wrong_unicode_map(data: bytes) -> bytes:
    """The same drawing, whose fonts say of every character that it is the next one: ``Invoice`` reads ``Jowpjdf``."""

    def spoil(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(_WRONG_MAP)
        wrong = writer._add_object(stream)
        for page in writer.pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
                font.get_object()[NameObject("/ToUnicode")] = wrong

    return _changed(data, spoil)
