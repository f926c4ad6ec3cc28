"""A first look at a file from outside, without any parser: can it hold documents at all?

Most files cannot, and need no other process to say so. A plain invoice as PDF, picture or XML is one of these.
"""

from __future__ import annotations

import re

_HEADER_REACH = 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_HOLDS = re.compile(rb"/EmbeddedFile|/Filespec|/F#|%%EOF(?:(?!obj|stream|%PDF-).){0,256}?%PDF-", re.DOTALL)
"""Marks in a PDF of files within it, and of another one behind its end. The stream of an attached file is never packed
into another one, so its dictionary can be seen."""
_FIRST_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_PLAIN_ROOTS = (
    b"Invoice",
    b"CreditNote",
    b"CrossIndustryInvoice",
    b"CrossIndustryDocument",
    b"Comprobante",
    b"Faktura",
)
_HEAD = 1 << 14


def may_hold_documents(data: bytes) -> bool:
    """``False`` only for a file that surely is one document."""
    if not data or data.startswith(_PICTURES):
        return False
    if data.startswith(b"%PDF-"):
        return _HOLDS.search(data) is not None
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n\x0c")
    if head.startswith(b"<"):
        root = _FIRST_ELEMENT.search(head)
        return root is None or root.group(1) not in _PLAIN_ROOTS
    return True
