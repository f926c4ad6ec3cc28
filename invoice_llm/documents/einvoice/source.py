"""XML bytes into a tree without namespaces, comments, entities or network."""

from __future__ import annotations

from lxml import etree

from invoice_llm.documents.kind import without_leading_blanks
from invoice_llm.errors import UnreadableDocument
from invoice_llm.invoice.outcome import Reason

Element = etree._Element


def parsed(xml: bytes) -> tuple[Element, str]:
    """The root with local names only, and its full tag. ``UnreadableDocument`` for anything that is not clean XML."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(without_leading_blanks(xml), parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument("the XML is not well-formed", reason=Reason.UNREADABLE_FILE) from None
    if root.getroottree().docinfo.internalDTD is not None:
        # No invoice syntax has one; it is where entity attacks live.
        raise UnreadableDocument("the XML has a document type definition", reason=Reason.UNREADABLE_FILE)
    tag = str(root.tag)
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return root, tag
