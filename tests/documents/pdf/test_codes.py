"""Payment codes on a page, and what they say."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from PIL import Image
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.reader import read_bytes
from invoice_llm.reading.evidence.payment_codes import PaymentCode, payment_codes_on

EPC = "BCD\n002\n1\nSCT\nBFSWDE33\nHarbour Timber Ltd\nDE89370400440532013000\nEUR123.45\n\n\nInvoice HT-2044\n"
SWISS = "\r\n".join(
    [
        "SPC", "0200", "1", "CH4431999123000889012", "S", "Bergholz AG", "Seeweg", "1", "6300", "Zug", "CH",
        *[""] * 7, "1949.75", "CHF", *[""] * 7, "QRR", "210000000003139471430009017", "", "EPD",
    ]
)  # fmt: skip


@pytest.mark.parametrize("as_picture", [False, True])
def test_an_epc_code_is_read_whether_it_is_drawn_or_a_picture(as_picture: bool) -> None:
    assert payment_codes_on(_page(EPC, as_picture=as_picture).pages) == (
        PaymentCode("DE89370400440532013000", "Harbour Timber Ltd", Decimal("123.45"), "EUR", "Invoice HT-2044"),
    )


@pytest.mark.parametrize("corner", [(0, 0), (465, 0), (0, 712), (465, 712)])
def test_a_picture_of_a_code_is_read_in_each_corner_of_the_paper(corner: tuple[int, int]) -> None:
    assert len(_page(EPC, as_picture=True, at=corner).pages[0].codes) == 1


def test_a_code_is_read_beside_a_square_logo_and_a_picture_off_the_paper() -> None:
    assert len(_page(EPC, as_picture=True, logos=((400, 700), (700, 300))).pages[0].codes) == 1


def test_a_swiss_qr_bill_is_read() -> None:
    assert payment_codes_on(_page(SWISS).pages) == (
        PaymentCode("CH4431999123000889012", "Bergholz AG", Decimal("1949.75"), "CHF", "210000000003139471430009017"),
    )


def test_a_photograph_of_a_page_has_its_code_too() -> None:
    drawing = _drawing(EPC)
    stream = io.BytesIO()
    _drawn(drawing).save(stream, "PNG")
    (code,) = payment_codes_on(read_bytes(stream.getvalue(), Limits()).pages)
    assert code.amount == Decimal("123.45")


def test_another_code_says_nothing_of_a_payment() -> None:
    assert _page("https://harbourtimber.example/thanks").pages[0].codes == ()


def test_a_code_survives_the_way_between_processes() -> None:
    read = _page(EPC)
    assert ReadDocument.from_json(read.to_json()) == read


@pytest.mark.parametrize("broken", ["BCD\n002", "SPC\r\n0200\r\n1\r\n", EPC.replace("EUR123.45", "EURabc")])
def test_a_broken_code_asks_for_no_amount(broken: str) -> None:
    assert all(code.amount is None for code in payment_codes_on(_page(broken).pages))


def _page(
    text: str,
    *,
    as_picture: bool = False,
    at: tuple[int, int] = (60, 300),
    logos: tuple[tuple[int, int], ...] = (),
) -> ReadDocument:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    canvas.drawString(40, 600, "Invoice HT-2044 of Harbour Timber Ltd, total 123.45 EUR")
    for x, y in logos:
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 60), "green")), x, y, 60, 60)
    drawing = _drawing(text)
    if as_picture:
        canvas.drawImage(ImageReader(_drawn(drawing)), *at, 130, 130)
    else:
        renderPDF.draw(drawing, canvas, *at)
    canvas.save()
    return read_bytes(stream.getvalue(), Limits())


def _drawing(text: str) -> Drawing:
    drawing = Drawing(130, 130)
    drawing.add(QrCodeWidget(text, barWidth=130, barHeight=130, barLevel="M"))
    return drawing


def _drawn(drawing: Drawing) -> Image.Image:
    """The drawing as pixels, by the renderer that reads PDF pages."""
    import pypdfium2

    page = pypdfium2.PdfDocument(renderPDF.drawToString(drawing))[0]
    picture: Image.Image = page.render(scale=4).to_pil()
    return picture.convert("RGB")
