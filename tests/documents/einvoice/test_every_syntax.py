"""Every syntax of e-invoices has an example here, which is read from a file and from inside a PDF."""

from __future__ import annotations

from typing import get_args

import pytest

from invoice_llm.documents.einvoice.syntaxes import syntax_of
from invoice_llm.documents.kind import root_tag
from invoice_llm.documents.read_document import Limits, Syntax
from invoice_llm.documents.reader import read_bytes
from tests.documents.einvoice import national_texts, xml_texts
from tests.documents.made_files import pdf, with_attachments, words_at

EXAMPLES = {
    "ubl": xml_texts.UBL.encode(),
    "cii": xml_texts.CII.encode(),
    "fatturapa": national_texts.fatturapa(),
    "ksef": national_texts.ksef(),
    "facturae": national_texts.facturae(),
    "cfdi": national_texts.cfdi(),
}
every_syntax = pytest.mark.parametrize("syntax", get_args(Syntax))


def test_every_syntax_has_an_example() -> None:
    assert set(EXAMPLES) == set(get_args(Syntax))


@every_syntax
def test_an_example_of_every_syntax_is_known_by_its_root(syntax: str) -> None:
    found = syntax_of(root_tag(EXAMPLES[syntax]) or "")
    assert found is not None
    assert found.name == syntax


@every_syntax
def test_an_example_of_every_syntax_is_read_from_a_file(syntax: str) -> None:
    read = read_bytes(EXAMPLES[syntax], Limits())
    assert (read.syntax, read.pages) == (syntax, ())
    assert read.invoice is not None
    assert None not in (read.invoice.invoice_number, read.invoice.issue_date, read.invoice.seller.name)
    assert read.invoice.lines


@every_syntax
def test_an_example_of_every_syntax_is_read_from_inside_a_pdf(syntax: str) -> None:
    page = pdf(words_at((72, 700, "Invoice")))
    read = read_bytes(with_attachments(page, {"invoice.xml": EXAMPLES[syntax]}), Limits())
    assert (read.kind, read.syntax, len(read.pages)) == ("pdf", syntax, 1)
