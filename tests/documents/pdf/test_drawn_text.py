"""A page is read as it is drawn, whatever text its file names in place of that."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes


def text_of(drawn: str, replacing: str) -> str:
    """What is read of a page that draws one text and names another for it."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(60, 760, "Invoice AC-7   Total GBP 546.00   Acme Ltd, 12 Mill Lane, Derby")
    canvas._code.append(f"/Span <</ActualText ({replacing})>> BDC")
    canvas.drawString(60, 700, drawn)
    canvas._code.append("EMC")
    canvas.save()
    page = read_bytes(target.getvalue(), Limits()).pages[0]
    return page.rows[-1].text


@pytest.mark.parametrize("replacing", ["Thank you", "GB33 BUKB 2020 1555 5555 55", "Paid to: " + "x" * 300])
def test_the_drawn_words_are_read_and_not_those_that_replace_them(replacing: str) -> None:
    assert text_of("PAID - do not pay again", replacing) == "PAID - do not pay again"


def test_a_replaced_ligature_is_read_as_its_letters() -> None:
    assert "ffi" in text_of("#", "ffi")
