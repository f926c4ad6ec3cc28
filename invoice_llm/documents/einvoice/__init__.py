"""E-invoice XML into an :class:`Invoice`, exactly and without a call: CII with ZUGFeRD 1.0, UBL 2.1, FatturaPA,
KSeF FA, Facturae and CFDI, plain or in an envelope."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from invoice_llm.documents.einvoice.attached import attached_pdfs
from invoice_llm.documents.einvoice.completing import with_price_basis
from invoice_llm.documents.einvoice.envelopes import invoices_in
from invoice_llm.documents.einvoice.markings import Markings, markings_of
from invoice_llm.documents.einvoice.source import Element, parsed, without_namespaces
from invoice_llm.documents.einvoice.syntaxes import syntax_of
from invoice_llm.documents.read_document import Syntax
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice


@dataclass(frozen=True, slots=True)
class EinvoiceData:
    """The invoice of an XML document, the syntax it is in, its markings, and the PDFs that are attached to it."""

    invoice: Invoice
    syntax: Syntax
    markings: Markings
    attached: tuple[bytes, ...] = ()


def parse_einvoice(xml: bytes) -> tuple[Invoice, Syntax]:
    """The invoice and the syntax of :func:`read_einvoice`."""
    read = read_einvoice(xml)
    return read.invoice, read.syntax


def read_einvoice(xml: bytes) -> EinvoiceData:
    """Map the one invoice of an XML document. Absent elements are ``None``; no sum is checked. Besides
    ``prices_include_tax`` only totals are computed that the syntax has no place for, or that are left out where the
    others give them.

    Raises ``UnreadableDocument``: ``UNREADABLE_FILE`` where the XML is broken or carries a document type definition,
    ``UNSUPPORTED_FILE`` where it is another kind of XML, ``SEVERAL_INVOICES`` where it holds more than one.
    """
    found = list(invoices_in(parsed(xml)))
    if not found:
        raise UnreadableDocument("the XML is no invoice of a known kind", reason=Reason.UNSUPPORTED_FILE)
    if len(found) > 1:
        raise UnreadableDocument(f"the XML holds {len(found)} invoices", reason=Reason.SEVERAL_INVOICES)
    return _invoice(found[0])


def _invoice(root: Element) -> EinvoiceData:
    syntax = syntax_of(str(root.tag))
    assert syntax is not None
    plain = without_namespaces(root)
    try:
        invoice = with_price_basis(syntax.build(plain))
        return EinvoiceData(invoice, syntax.name, markings_of(plain, syntax.name), attached_pdfs(plain))
    except ValidationError as error:
        # The message of pydantic quotes values: name the field only.
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UnreadableDocument(f"the XML has an impossible {field}", reason=Reason.UNREADABLE_FILE) from None
