"""XML bytes into a tree without namespaces, comments, entities or network."""

from __future__ import annotations

from lxml import etree

from invoice_llm.documents.xml_text import xml_text
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

Element = etree._Element


def parsed(xml: bytes) -> Element:
    """The root, with namespaces. ``UnreadableDocument`` for anything that is not clean XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(xml_text(xml).encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument("the XML is not well-formed", reason=Reason.UNREADABLE_FILE) from None
    if root.getroottree().docinfo.internalDTD is not None:
        # No invoice syntax has one; it is where entity attacks live.
        raise UnreadableDocument("the XML has a document type definition", reason=Reason.UNREADABLE_FILE)
    return root


def without_namespaces(root: Element) -> Element:
    """The same element, itself and all below with local names only."""
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return root
