"""Honest invoices in three languages, with slots in which something may be planted."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Language = Literal["en", "de", "fr"]
Draw = Callable[[Canvas], None]
Change = Callable[[PdfWriter], None]

TEXTS: Mapping[Language, str] = {
    "en": """\
Alder & Finch Trading Ltd{seller}                                  INVOICE
14 Wharf Street
Bristol BS1 4QA
VAT Reg No GB 823 4471 81
{top}
Bill to:                              Invoice no:      {number}
Northgate Hotels Ltd                  Invoice date:    2 March 2026
7 Castle Road                         Due date:        1 May 2026
Leeds LS1 2AB

Description                         Qty    Unit price       Amount
Bath towel, white                    40          6.50       260.00
Hand towel, white                    25          3.20        80.00
{line}
                                          Subtotal         £340.00
                                          VAT 20%           £68.00
                                          Total            £408.00
{more}
Payment within 30 days. IBAN GB33 BUKB 2020 1555 5555 55
{foot}
""",
    "de": """\
Lindner Werkzeugbau GmbH{seller} - Hafenstr. 12 - 20457 Hamburg
{top}
Nordwind Logistik AG
Am Speicher 3
28195 Bremen

                                       Rechnungsnummer:    {number}
                                       Rechnungsdatum:     05.03.2026
                                       Kundennummer:       10442

Rechnung

Pos.   Bezeichnung                    Menge     Einzelpreis       Gesamt
1      Fräser 8 mm                 10 Stück           12,50       125,00
2      Montage vor Ort              3,5 Std           80,00       280,00
{line}
                                        Nettobetrag             405,00 €
                                        zzgl. 19 % MwSt.         76,95 €
                                        Gesamtbetrag            481,95 €
{more}
Zahlbar bis 04.04.2026 ohne Abzug.

Lindner Werkzeugbau GmbH   USt-IdNr.: DE136695976   IBAN: DE89 3704 0044 0532 0130 00
{foot}
""",
    "fr": """\
Papeterie du Lac SARL{seller}
3 rue des Lilas
74000 Annecy
N° TVA : FR 40 303 265 045
{top}
                                             Facturé à :
                                             Hôtel Bellevue SAS
                                             12 avenue du Port
                                             69001 Lyon

Facture n° : {number}
Date de facture : 12/03/2026
Date d'échéance : 11/04/2026

Désignation                      Quantité       Prix unitaire HT        Montant HT
Ramette papier A4                      20                4,90 €           98,00 €
Stylo bille bleu                       50                0,80 €           40,00 €
{line}
                                                Total HT                 138,00 €
                                                TVA 20 %                  27,60 €
                                                Total TTC                165,60 €
{more}
IBAN FR14 2004 1010 0505 0001 3M02 606
{foot}
""",
}
SLOTS = ("seller", "top", "line", "more", "foot")


def text(language: Language, number: str, **slots: str) -> str:
    return TEXTS[language].format(number=number, **{name: slots.get(name, "") for name in SLOTS})


def pdf(shown: str, *, under: Draw | None = None, over: Draw | None = None, change: Change | None = None) -> bytes:
    """A page that shows a text in a fixed pitch. ``under`` and ``over`` draw before and after it; ``change`` is done to
    the file."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=True)
    if under is not None:
        under(canvas)
    drawn = canvas.beginText(40, 790)
    drawn.setFont("Courier", 9)
    drawn.textLines(shown, trim=0)
    canvas.drawText(drawn)
    if over is not None:
        over(canvas)
    canvas.save()
    return _changed(target.getvalue(), change) if change else target.getvalue()


def _changed(data: bytes, change: Change) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def say(text: str, *, at: tuple[float, float] = (40, 300), size: float = 9, **how: Any) -> Draw:
    """Text drawn on its own: ``color`` (red, green, blue, 0-1), ``mode`` of rendering, ``alpha``."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColorRGB(*how.get("color", (0, 0, 0)))
        canvas.setFillAlpha(how.get("alpha", 1))
        drawn = canvas.beginText(*at)
        drawn.setFont("Courier", size)
        drawn.setTextRenderMode(how.get("mode", 0))
        drawn.textLines(text, trim=0)
        canvas.drawText(drawn)
        canvas.restoreState()

    return draw


def box(at: tuple[float, float, float, float], color: tuple[float, float, float] = (1, 1, 1)) -> Draw:
    """A filled rectangle: x, y, width, height in points from the bottom left."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColorRGB(*color)
        canvas.rect(*at, stroke=0, fill=1)
        canvas.restoreState()

    return draw


def both(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw
