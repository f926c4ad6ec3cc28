"""Detection of a file's kind by its content. Names and media types are the sender's claim and are not looked at."""

from __future__ import annotations

import contextlib

from lxml import etree

from invoice_llm.documents.page import FileKind

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_BLANK = b"\x00\t\n\r\x0c "
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEADER_REACH = 1024  # where viewers still look for the PDF header (ISO 32000-1, implementation note 13)
_FEED = 4096

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
    if data.startswith(_IMAGES):
        return "image"
    if _starts_like_xml(data) and (root := root_tag(data)) is not None:
        return kind_of_root(root)
    return "pdf" if b"%PDF-" in data[:_HEADER_REACH] else "other"


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
    )
    data = without_leading_blanks(data)
    # An error behind the root element, in the same piece, does not unsay the element.
    with contextlib.suppress(etree.XMLSyntaxError):
        for start in range(0, len(data), _FEED):
            parser.feed(data[start : start + _FEED])
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


def without_leading_blanks(data: bytes) -> bytes:
    """Blanks before the XML declaration are forbidden and common."""
    return data if data.startswith(_BYTE_ORDER_MARKS[1:]) else data.removeprefix(_BYTE_ORDER_MARKS[0]).lstrip()


def _starts_like_xml(data: bytes) -> bool:
    head = data[:64]
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.lstrip(_BLANK).startswith(b"<")
