"""One invoice of many lines, drawn as a PDF: what evidence location is timed on."""

from __future__ import annotations

import io
from decimal import Decimal

from reportlab.pdfgen.canvas import Canvas

_HEAD = (
    (50, 800, "Harbour Paper Ltd"),
    (50, 786, "2 Quay Street, Bristol BS1 4QA"),
    (50, 772, "accounts@harbourpaper.example"),
    (50, 744, "Bill to:"),
    (50, 730, "Northgate Hotels Ltd"),
    (50, 716, "Leeds LS1 2AB"),
    (330, 744, "Invoice no:"),
    (450, 744, "HP-2041"),
    (330, 730, "Invoice date:"),
    (450, 730, "2 March 2026"),
    (330, 716, "Due date:"),
    (450, 716, "1 April 2026"),
)
_COLUMNS = ((50, "Description"), (300, "Qty"), (370, "Unit price"), (470, "Amount"))


def long_invoice(lines: int) -> bytes:
    """A page with so many lines, at most 40, and totals that agree with them."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont("Helvetica", 9)
    for x, y, text in _HEAD:
        canvas.drawString(x, y, text)
    for x, text in _COLUMNS:
        canvas.drawString(x, 690, text)
    net = Decimal(0)
    for at in range(lines):
        quantity, price = at % 7 + 1, Decimal(f"{3 + at}.{at % 10}5")
        net += quantity * price
        cells = (f"Article {at + 101} for the house", str(quantity), f"{price}", f"{quantity * price}")
        for (x, _), text in zip(_COLUMNS, cells, strict=True):
            canvas.drawString(x, 676 - 14 * at, text)
    tax = (net / 5).quantize(Decimal("0.01"))
    for at, (label, amount) in enumerate((("Subtotal", net), ("VAT 20%", tax), ("Total", net + tax))):
        canvas.drawString(370, 660 - 14 * (lines + at), label)
        canvas.drawString(470, 660 - 14 * (lines + at), f"GBP {amount}")
    canvas.save()
    return buffer.getvalue()
