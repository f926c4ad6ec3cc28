"""E-invoice XML (UN/CEFACT CII with ZUGFeRD 1.0, and UBL 2.1) into an :class:`Invoice`, exactly and without a call."""

from __future__ import annotations

from typing import Literal

from pydantic import ValidationError

from invoice_llm.documents.einvoice import cii, ubl
from invoice_llm.documents.einvoice.source import parsed
from invoice_llm.documents.kind import kind_of_root
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.schema import Invoice


def parse_einvoice(xml: bytes) -> tuple[Invoice, Literal["ubl", "cii"]]:
    """Map one CII or UBL document. Absent elements are ``None``; no sum is checked, and besides
    ``prices_include_tax`` nothing is computed.

    Raises ``UnreadableDocument``: ``UNREADABLE_FILE`` where the XML is broken or carries a document type definition,
    ``UNSUPPORTED_FILE`` where it is another kind of XML.
    """
    root, tag = parsed(xml)
    try:
        match kind_of_root(tag):
            case "cii":
                return _with_price_basis(cii.invoice_from_cii(root)), "cii"
            case "ubl":
                return _with_price_basis(ubl.invoice_from_ubl(root)), "ubl"
    except ValidationError as error:
        # The message of pydantic quotes values: name the field only.
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UnreadableDocument(f"the XML has an impossible {field}", reason=Reason.UNREADABLE_FILE) from None
    raise UnreadableDocument("the XML is no CII or UBL invoice", reason=Reason.UNSUPPORTED_FILE)


def _with_price_basis(invoice: Invoice) -> Invoice:
    """EN 16931 wants net lines. Some writers put gross ones: then the lines add up to the gross total only."""
    amounts = [line.line_total for line in invoice.lines if line.kind == "item" and line.line_total is not None]
    if not amounts or sum(amounts) != invoice.total_gross or invoice.total_net in (None, invoice.total_gross):
        return invoice
    return invoice.model_copy(update={"prices_include_tax": True})
