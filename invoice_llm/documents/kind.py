"""Detection of a file's kind by its structure. Names and media types are the sender's claim and are not looked at.

A file is what its beginning makes it: a PDF that lies within an archive or a mail does not make that a PDF.
"""

from __future__ import annotations

import contextlib
import re

from lxml import etree

from invoice_llm.documents.page import FileKind
from invoice_llm.documents.xml_text import xml_text

_BLANK = b"\x00\t\n\r\x0c "
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEADER_REACH = 1024  # where viewers still look for the PDF header (ISO 32000-1, implementation note 13)
_FEED = 4096
_ROOT_REACH = 1 << 20
"""Bytes in which the root element begins, behind whatever comments."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"PK00PK\x03\x04", "zip"),
    (_OLE, "ole"),
    (b"{\\rtf", "other"),
    (b"Rar!\x1a\x07", "other"),
    (b"7z\xbc\xaf\x27\x1c", "other"),
    (b"\x1f\x8b", "other"),
    (b"GIF8", "other"),
    (b"RIFF", "other"),
    (b"-----BEGIN PKCS7-----", "signed"),
    (b"-----BEGIN CMS-----", "signed"),
)
_OFFICE = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/(?:vnd\.oasis|epub)|(?:word|xl|ppt)/_?\w")
"""Names of the first entries of an office document, which is an archive as well."""
_OFFICE_REACH = 4096
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
"""The object identifier 1.2.840.113549.1.7.2 in DER: signed data of CMS (RFC 5652)."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}(?:\r?\n[A-Za-z0-9+/]+)*={0,2}\s*")
_MAIL_NAMES = (
    rb"from|to|cc|subject|date|received|return-path|mime-version|content-type|content-transfer-encoding|message-id"
    rb"|delivered-to|reply-to|sender|x-[\w-]+|dkim-signature|arc-[\w-]+|authentication-results|thread-\w+|importance"
    rb"|content-disposition|content-language|in-reply-to|references|user-agent|bcc|list-[\w-]+|received-spf|envelope-to"
)
_MAIL = re.compile(rb"(?i)(?:(?:%s):[^\n]*\n(?:[ \t][^\n]*\n)*){2,}" % _MAIL_NAMES)
_MAIL_PROOF = re.compile(rb"(?im)^(?:mime-version|content-type|received|message-id|return-path|subject):")
_MBOX = re.compile(rb"From \S+ [^\n]*\d{4}[^\n]*\n(?:>?[\w-]+:[^\n]*\n)")
_MAIL_REACH = 1 << 14

UBL_ROOTS = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote",
}
CII_ROOTS = ("CrossIndustryInvoice", "CrossIndustryDocument")
_CII_NAMESPACES = ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:", "urn:ferd:CrossIndustryDocument:")


def detect_kind(data: bytes) -> FileKind:
    """Tell the kind of a file from its bytes. Never raises; ``"other"`` is what is left."""
    if not data.strip(_BLANK):
        return "empty"
    for start, kind in _MAGIC:
        if data.startswith(start):
            return "office" if kind == "zip" and _OFFICE.search(data[:_OFFICE_REACH]) else kind
    if _starts_like_xml(data) and (root := root_tag(data)) is not None:
        return kind_of_root(root)
    return _by_head(data)


def _by_head(data: bytes) -> FileKind:
    head = data.lstrip(_BLANK)[:_MAIL_REACH] if data[:1] in _BLANK else data[:_MAIL_REACH]
    if _MBOX.match(head):
        return "mbox"
    if (mail := _MAIL.match(head)) and _MAIL_PROOF.search(mail.group()):
        return "mail"
    if data[:1] == b"\x30" and _SIGNED_DATA in data[:64]:
        return "signed"
    if b"%PDF-" in data[:_HEADER_REACH]:
        return "pdf"
    return "base64" if _is_base64(head) else "other"


def _is_base64(head: bytes) -> bool:
    """Mail encoding without a mail around it, at least as far as its beginning shows."""
    text = head.removeprefix(_BYTE_ORDER_MARKS[0]).lstrip()
    found = _BASE64.match(text)
    return found is not None and (found.end() == len(text) or len(text) - found.end() < 80)


def kind_of_root(tag: str) -> FileKind:
    """The kind of an XML document by its root element, ``{namespace}local`` as lxml writes it."""
    name = etree.QName(tag)
    if tag in UBL_ROOTS:
        return "ubl"
    if name.localname in CII_ROOTS and (name.namespace or "").startswith(_CII_NAMESPACES):
        return "cii"
    return "other" if name.localname.lower() == "html" else "xml"


def root_tag(data: bytes) -> str | None:
    """The root element's tag, reading no further than that; ``None`` where there is no XML element."""
    root = _Root()
    parser = etree.XMLParser(
        target=root,  # type: ignore[arg-type]  # the stub asks for methods that lxml treats as optional
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        encoding="utf-8",
    )
    text = xml_text(data[:_ROOT_REACH]).encode()
    # An error behind the root element, in the same piece, does not unsay the element.
    with contextlib.suppress(etree.XMLSyntaxError):
        for start in range(0, len(text), _FEED):
            parser.feed(text[start : start + _FEED])
            if root.tag is not None:
                break
    return root.tag


class _Root:
    """A parser target that keeps the first tag and builds no tree."""

    tag: str | None = None

    def start(self, tag: str, _attributes: object) -> None:
        self.tag = self.tag or tag

    def close(self) -> None:
        return None


def _starts_like_xml(data: bytes) -> bool:
    head = data[:64]
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.lstrip(_BLANK).startswith(b"<")
