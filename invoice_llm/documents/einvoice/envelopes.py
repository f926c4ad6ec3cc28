"""Invoices inside other XML: transport envelopes, signatures around data, registers' replies, several in one file.

An envelope (SBDH, ``ds:Signature`` with an ``Object``, ``AttachedDocument``) may hold the invoice as elements, as text
or in base64; none of them says anything about it that counts.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from lxml import etree

from invoice_llm.documents.einvoice.source import Element, parsed
from invoice_llm.documents.einvoice.syntaxes import syntax_of
from invoice_llm.errors import UnreadableDocument

_DEEPEST = 4
"""Texts within texts; more is no envelope."""
_SHORTEST = 100
_ENCODED = ("PD94", "PD9", "77u/PD", "PFA6", "PElu", "PENy")
"""How base64 of ``<?xml``, of its mark, of ``<p:``, ``<Inv`` and ``<Cre`` begins."""


def invoices_in(root: Element, depth: int = 0) -> Iterator[Element]:
    """The outermost elements that are invoices of a known syntax, in the order of the file."""
    if syntax_of(str(root.tag)) is not None:
        yield root
        return
    for child in root:
        yield from invoices_in(child, depth)
    if depth < _DEEPEST and (inner := _inner(root)) is not None:
        yield from invoices_in(inner, depth + 1)


def _inner(element: Element) -> Element | None:
    """The XML that an element's text is, plainly or in base64."""
    text = (element.text or "").strip()
    if len(text) < _SHORTEST:
        return None
    if text.startswith("<"):
        return _parsed(text.encode())
    return _parsed(_decoded(text)) if text.startswith(_ENCODED) else None


def _parsed(xml: bytes) -> Element | None:
    try:
        return parsed(xml)
    except UnreadableDocument:
        return None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def serialized(element: Element) -> bytes:
    """The element as a document of its own."""
    return etree.tostring(element, encoding="UTF-8", xml_declaration=True, with_tail=False)
