"""What happens to a finished page on its way here: XML put in, a scanner, a password, a broken upload."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from PIL import ImageFilter
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from samples.making.sheet import Sheet


def with_xml(pdf: bytes, xml: bytes) -> bytes:
    """A PDF that carries ``factur-x.xml``. Not PDF/A-3: its fonts are not embedded."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    attachment = writer.add_attachment("factur-x.xml", xml)
    attachment.pdf_object[NameObject("/AFRelationship")] = NameObject("/Alternative")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def scanned(pdf: bytes) -> bytes:
    """The first page as a slightly turned grey picture at 100 dpi, and nothing else."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image = page.render(scale=100 / 72, grayscale=True).to_pil().convert("L")
    worn = image.rotate(0.7, fillcolor=250).filter(ImageFilter.GaussianBlur(0.5)).quantize(8).convert("L")
    sheet = Sheet(title="Scan")
    sheet.picture(worn)
    return sheet.bytes()


def letter() -> bytes:
    """A letter of a supplier that bills nothing."""
    sheet = Sheet(title="Letter", font="Times-Roman")
    sheet.text(64, 80, "Larkmead Cleaning Services Ltd", size=15, bold=True)
    sheet.lines(64, 96, ["14 Osier Lane, Reading RG1 4QT"], size=9)
    sheet.lines(64, 150, ["Northgate Foods plc", "200 Harbour Road", "Hull HU1 2AB"], size=11, lead=15)
    sheet.text(64, 220, "9 March 2026", size=11)
    sheet.text(64, 256, "New opening hours of our office", size=12, bold=True)
    body = (
        "Dear customer,",
        "",
        "from 1 April 2026 you can reach our office from Monday to Thursday between 8 am and 4 pm. On Fridays",
        "we close at noon. Your usual cleaning times do not change, and neither do your contact persons.",
        "",
        "We thank you for your trust and look forward to working with you.",
        "",
        "Yours sincerely",
        "",
        "Imogen Farrow",
        "Customer care",
    )
    sheet.lines(64, 286, body, size=11, lead=16)
    return sheet.bytes()
