"""A page on which somebody put a note goes to a person, with that reason."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

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
