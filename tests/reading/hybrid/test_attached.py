"""PDFs that are attached to e-invoice data."""

from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal

import pytest

from invoice_llm.documents.einvoice.attached import attached_pdfs
from invoice_llm.documents.einvoice.output.cii_writing import cii
from invoice_llm.documents.einvoice.output.writing import ubl
from invoice_llm.documents.einvoice.source import parsed
from invoice_llm.documents.read_document import Limits, ReadDocument
from invoice_llm.documents.reader import read_bytes
from invoice_llm.invoice.schema import Invoice, PrecedingInvoice
from invoice_llm.invoice.telling import as_sentences
from invoice_llm.reading.hybrid.attached import attached_concerns
from tests.pipeline.inboxes import INVOICE, LETTER, invoice, page
from tests.pipeline.test_hybrids import SAME

_UBL = (
    "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
    '<cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="a.pdf">{}'
    "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
    "<cac:AccountingSupplierParty>"
)
_CII = (
    "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>1</ram:IssuerAssignedID><ram:TypeCode>916</ram:TypeCode>"
    '<ram:AttachmentBinaryObject mimeCode="application/pdf" filename="a.pdf">{}</ram:AttachmentBinaryObject>'
    "</ram:AdditionalReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
)


def with_pdf(pdf: bytes, data: Invoice = SAME, syntax: str = "ubl") -> ReadDocument:
    written = (ubl if syntax == "ubl" else cii)(data)
    assert written is not None
    place, put = (
        ("<cac:AccountingSupplierParty>", _UBL) if syntax == "ubl" else ("</ram:ApplicableHeaderTradeAgreement>", _CII)
    )
    xml = written.decode()
    assert place in xml
    return read_bytes(xml.replace(place, put.format(base64.b64encode(pdf).decode())).encode(), Limits())


def told(pdf: bytes, data: Invoice = SAME, syntax: str = "ubl") -> str:
    read = with_pdf(pdf, data, syntax)
    assert read.invoice is not None
    return as_sentences(attached_concerns(read.invoice, read.attached))


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_the_same_invoice_as_a_page_says_nothing(syntax: str) -> None:
    assert len(with_pdf(invoice(), syntax=syntax).attached) == 1
    assert told(invoice(), syntax=syntax) == ""


@pytest.mark.parametrize("syntax", ["ubl", "cii"])
def test_another_invoice_is_told(syntax: str) -> None:
    said = told(invoice("AF-2026-00999"), syntax=syntax)
    assert said == "The PDF attached to the e-invoice is another invoice, AF-2026-00999."


def test_what_it_says_otherwise_is_told() -> None:
    twice = {"total_gross": Decimal("816.00"), "total_net": Decimal("680.00"), "total_tax": Decimal("136.00")}
    data = SAME.model_copy(update={**twice, "amount_due": Decimal("816.00"), "issue_date": date(2026, 3, 9)})
    assert told(invoice(), data) == (
        "The PDF attached to the e-invoice says “2 March 2026” for the invoice date. "
        "The PDF attached to the e-invoice says “408.00” for the total."
    )


def test_an_invoice_that_the_data_refer_to_is_told_by_them() -> None:
    data = SAME.model_copy(update={"preceding_invoices": (PrecedingInvoice(number="AF-2026-00999"),)})
    assert told(invoice("AF-2026-00999"), data) == ""


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        "Time sheet\n\nAF-2026-00123\nNorthgate Hotels Ltd\n\n2 March 2026   8 h\n3 March 2026   7 h",
        "Terms and conditions\n\n1. Invoices are due within 30 days. 2. An invoice of 408.00 is not free of tax.",
    ],
)
def test_what_supports_an_invoice_says_nothing_against_it(text: str) -> None:
    assert told(page(text)) == ""


def test_a_receipt_of_the_suppliers_own_costs_says_nothing() -> None:
    text = (
        invoice_text()
        .replace("Northgate Hotels Ltd", "Alder & Finch Trading Ltd")
        .replace("Alder & Finch Trading Ltd  ", "Grand Hotel Leeds Ltd      ", 1)
    )
    assert told(page(text)) == ""


def invoice_text() -> str:
    return INVOICE.format(number="GH-77", date="1 March 2026", total="408.00", more="")


def test_what_is_no_pdf_is_passed_over() -> None:
    assert with_pdf(b"%PDF-1.7 and no more").attached == ()


def test_the_pages_are_kept_with_the_document() -> None:
    read = with_pdf(invoice())
    assert ReadDocument.from_json(read.to_json()) == read


@pytest.mark.parametrize(
    "xml",
    [
        "<FatturaElettronica><FatturaElettronicaBody><Allegati><NomeAttachment>a.pdf</NomeAttachment>"
        "<Attachment>{}</Attachment></Allegati></FatturaElettronicaBody></FatturaElettronica>",
        "<Facturae><Attachment><AttachmentFormat>pdf</AttachmentFormat><AttachmentData>{}</AttachmentData>"
        "</Attachment></Facturae>",
    ],
)
def test_national_syntaxes_have_pdfs_as_well(xml: str) -> None:
    text = base64.encodebytes(invoice()).decode()
    assert attached_pdfs(parsed(xml.format(text).encode())) == (invoice(),)
