"""Accepted invoices as UBL 2.1, and which of them an e-invoice has a form for."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from invoice_llm.documents.einvoice.output.writing import ubl
from invoice_llm.documents.einvoice.totals import lines_include_tax
from invoice_llm.invoice.schema import Invoice
from invoice_llm.pipeline.exports import DecidedDocument, ExportFile

log = logging.getLogger(__name__)


def ubl_files(documents: Iterable[DecidedDocument]) -> Iterator[ExportFile]:
    """An XML file for each accepted invoice."""
    for document, invoice in payable_invoices(documents, "UBL"):
        if (xml := ubl(invoice)) is not None:
            yield ExportFile(f"{document.stem}.xml", xml)


def payable_invoices(documents: Iterable[DecidedDocument], form: str) -> Iterator[tuple[DecidedDocument, Invoice]]:
    """The accepted ones that EN 16931 has a place for: an invoice's lines are net there."""
    for document in documents:
        invoice = document.record.invoice
        if not document.is_accepted or invoice is None:
            continue
        if lines_include_tax(invoice):
            log.warning("%s: left out of %s, since its lines include the tax", document.record.document, form)
            continue
        yield document, invoice
