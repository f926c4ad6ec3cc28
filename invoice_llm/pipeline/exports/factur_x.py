"""Accepted invoices as Factur-X: the page that was read with its data in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from invoice_llm.documents.einvoice.output.cii_writing import cii
from invoice_llm.documents.einvoice.output.facturx_pdf import with_data
from invoice_llm.pipeline.exports import DecidedDocument, ExportFile
from invoice_llm.pipeline.exports.einvoices import payable_invoices


def facturx_files(documents: Iterable[DecidedDocument]) -> Iterator[ExportFile]:
    """A PDF for each accepted invoice that came as one, and the data alone for any other. What has data of its own in
    it stays as it came."""
    for document, invoice in payable_invoices(documents, "Factur-X"):
        page = _page(document)
        if document.record.is_data and page.startswith(b"%PDF"):
            yield ExportFile(f"{document.stem}.pdf", page)
        elif (xml := cii(invoice)) is not None:
            made = with_data(page, xml)
            yield ExportFile(f"{document.stem}.xml", xml) if made is None else ExportFile(f"{document.stem}.pdf", made)


def _page(document: DecidedDocument) -> bytes:
    """The file, where it is this one invoice."""
    try:
        return b"" if document.record.pages else document.original()
    except FileNotFoundError:
        return b""
