"""XML that holds several invoices: an envelope around many, a FatturaPA lot, a Facturae batch."""

from __future__ import annotations

from copy import deepcopy

from invoice_llm.documents.containers.entries import Allowance, Entries, Part
from invoice_llm.documents.einvoice.envelopes import invoices_in, serialized
from invoice_llm.documents.einvoice.source import Element, parsed
from invoice_llm.errors import UnreadableDocument

_REPEATED = {"FatturaElettronica": ".", "Facturae": "Invoices"}
"""Where the syntaxes that may hold several bodies have them, by the root's local name."""
_BODIES = ("FatturaElettronicaBody", "Invoice")


def batch_entries(data: bytes, allowance: Allowance) -> Entries:
    """Each invoice as an XML document of its own; nothing where there is one at most."""
    try:
        invoices = [one for root in invoices_in(parsed(data)) for one in _singles(root)]
    except UnreadableDocument:
        return
    if len(invoices) < 2:
        return
    for number, invoice in enumerate(invoices, 1):
        xml = serialized(invoice)
        allowance.count_part()
        allowance.count_bytes(len(xml))
        yield Part(f"{number}.xml", xml)


def _singles(root: Element) -> list[Element]:
    """The root once for each of its bodies."""
    count = len(_bodies(root))
    return [root] if count < 2 else [_with_body(root, at) for at in range(count)]


def _bodies(root: Element) -> list[Element]:
    place = _REPEATED.get(_local(root))
    parent = None if place is None else root.find(place)
    return [] if parent is None else [one for one in parent if _local(one) in _BODIES]


def _with_body(root: Element, at: int) -> Element:
    copy = deepcopy(root)
    for number, body in enumerate(_bodies(copy)):
        parent = body.getparent()
        if number != at and parent is not None:
            parent.remove(body)
    return copy


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
