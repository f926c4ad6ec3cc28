"""Every language of the vocabulary: an invoice in it is read right, from text and from a PDF."""

from __future__ import annotations

import io
from datetime import date
from importlib.resources import files

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from invoice_llm.documents.layout import layout_text
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from invoice_llm.invoice.printed import PrintedInvoice
from invoice_llm.label_reader.reader import read_invoice
from invoice_llm.vocabulary.currency import parse_currency
from invoice_llm.vocabulary.dates import parse_date
from invoice_llm.vocabulary.loading import languages
from tests.vocabulary.papers import PAPERS, Cells, Paper

_FONT = "WithAllLetters"


def test_every_language_has_an_invoice_in_these_tests() -> None:
    assert set(PAPERS) == set(languages())


@pytest.mark.parametrize("code", languages())
def test_an_invoice_in_the_language_is_read_from_text(code: str) -> None:
    paper = PAPERS[code]
    text = "\n".join(_laid_out(row) for row in paper.rows(code))
    _is_read_right(read_invoice(text), paper, code)


@pytest.mark.parametrize("code", languages())
def test_an_invoice_in_the_language_is_read_from_a_pdf(code: str) -> None:
    paper = PAPERS[code]
    pages = read_bytes(_pdf(paper, code), Limits()).pages
    _is_read_right(read_invoice(layout_text(pages)), paper, code)


def _is_read_right(read: PrintedInvoice, paper: Paper, code: str) -> None:
    assert (read.language, read.doc_type) == (code, "invoice")
    assert (read.invoice_number, read.seller.name, read.buyer.name) == (
        paper.number[1],
        paper.sellers_name,
        paper.buyers_name,
    )
    assert (_day(read.issue_date, code), _day(read.due_date, code)) == (date(2026, 3, 2), date(2026, 4, 1))
    assert parse_currency(read.currency or "") == paper.currency
    assert (read.total_net, read.total_tax, read.total_gross) == paper.amounts(code)
    assert [line.description for line in read.lines] == list(paper.goods)


def _day(text: str | None, code: str) -> date | None:
    parsed = parse_date(text or "", language=code)
    return None if parsed is None else parsed.value


def _laid_out(cells: Cells) -> str:
    row = ""
    for start, text in cells:
        row = f"{row:<{start}}{text}"
    return row


def _pdf(paper: Paper, code: str) -> bytes:
    pdfmetrics.registerFont(TTFont(_FONT, str(files("barcode") / "fonts" / "DejaVuSansMono.ttf")))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    canvas.setFont(_FONT, 9)
    for at, row in enumerate(paper.rows(code)):
        for start, text in row:
            canvas.drawString(40 + 5.4 * start, 780 - 16 * at, text)
    canvas.save()
    return stream.getvalue()
