"""A page on which somebody put a note goes to a person, with that reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.ocr.installed import installed_engine
from tests.documents.pdf.made_pictures import words
from tests.documents.pdf.outlined import outlined
from tests.pipeline.inboxes import fill, run, settings

TEXT = """\
Thornbury Lift Services Ltd                                  INVOICE
8 Canal Walk
Leeds LS2 7EW
VAT No. GB 362 8104 57

Bill To                                     Invoice No.      PT-7706
Brackwater Instruments Ltd                  Invoice Date     14 September 2026
14 Quay Road
Bristol BS1 4QD

Description                       Qty        Unit Price            Amount
Service call                        3            120.00            360.00
Hydraulic seal kit                  2             47.50             95.00

                                             Subtotal          455.00 GBP
                                             VAT 20%            91.00 GBP
                                             Total             546.00 GBP
"""


def invoice(note: str | None, draw: Callable[[Canvas], None] = lambda _: None) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    drawn = canvas.beginText(40, 790)
    drawn.setFont("Courier", 9)
    drawn.textLines(TEXT)
    canvas.drawText(drawn)
    if note:
        canvas.freeTextAnnotation(note, (300, 380, 560, 400), addtopage=1)
    draw(canvas)
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize("note", [None, "VOID - DO NOT PAY", "Neue IBAN"])
def test_an_invoice_with_a_note_on_its_page_is_for_a_person(note: str | None, tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"invoice.pdf": invoice(note)})
    record = run(settings(tmp_path, inbox), "monday", model_tier="embedded")["invoice.pdf"]
    assert record["outcome"] == ("review" if note else "accepted")
    assert ("MARKED_UP" in record["reasons"]) is bool(note)


@pytest.mark.parametrize(("text", "place", "outcome"), [
    ("VOID", (200, 400, 40), "review"),
    ("Please hold payment", (60, 500, 8), "review"),
    ("Thornbury", (350, 810, 20), "accepted"),
])  # fmt: skip
def test_an_invoice_with_words_drawn_as_shapes_is_for_a_person_unless_they_are_its_letterhead(
    text: str, place: tuple[float, float, float], outcome: str, tmp_path: Path
) -> None:
    inbox = fill(tmp_path / "inbox", {"invoice.pdf": invoice(None, outlined(text, *place))})
    record = run(settings(tmp_path, inbox), "monday", model_tier="embedded")["invoice.pdf"]
    assert record["outcome"] == outcome
    assert ("MARKED_UP" in record["reasons"]) is (outcome == "review")


def pasted(text: str, x: float, y: float) -> Callable[[Canvas], None]:
    """Words as a small picture where nothing else is."""
    return lambda canvas: canvas.drawImage(ImageReader(words(text)), x, y, 90, 24) and None


@pytest.mark.parametrize(("text", "place", "outcome"), [
    ("CANCELLED", (300, 480), "review"),
    ("Thornbury", (420, 805), "accepted"),
])  # fmt: skip
def test_without_an_engine_a_picture_of_words_amid_the_page_is_for_a_person_and_a_logo_is_not(
    text: str, place: tuple[float, float], outcome: str, tmp_path: Path
) -> None:
    inbox = fill(tmp_path / "inbox", {"invoice.pdf": invoice(None, pasted(text, *place))})
    record = run(settings(tmp_path, inbox), "monday", model_tier="embedded")["invoice.pdf"]
    assert record["outcome"] == outcome
    assert ("MARKED_UP" in record["reasons"]) is (outcome == "review")


@pytest.mark.skipif(installed_engine("auto") is None, reason="no OCR engine is installed")
@pytest.mark.parametrize("place", [(300, 480), (420, 805)])
def test_with_one_the_record_says_what_the_picture_says(place: tuple[float, float], tmp_path: Path) -> None:
    inbox = fill(tmp_path / "inbox", {"invoice.pdf": invoice(None, pasted("CANCELLED", *place))})
    record = run(settings(tmp_path, inbox, ocr="auto"), "monday", model_tier="embedded")["invoice.pdf"]
    assert (record["outcome"], record["reasons"]) == ("review", ["SAYS_VOID"])
