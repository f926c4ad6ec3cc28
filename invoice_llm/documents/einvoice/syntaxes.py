"""The syntaxes that are read, each with the roots that it is known by and the tables that read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from invoice_llm.documents.einvoice import cfdi, cii, facturae, fatturapa, ksef, ubl
from invoice_llm.documents.einvoice.source import Element
from invoice_llm.documents.kind import kind_of_root
from invoice_llm.documents.read_document import Syntax
from invoice_llm.invoice.schema import Invoice


@dataclass(frozen=True, slots=True)
class XmlSyntax:
    """``build`` reads a root whose elements have local names only."""

    name: Syntax
    build: Callable[[Element], Invoice]


_UBL, _CII = XmlSyntax("ubl", ubl.invoice_from_ubl), XmlSyntax("cii", cii.invoice_from_cii)
_NATIONAL: tuple[tuple[str, str, XmlSyntax], ...] = (
    (
        "FatturaElettronica",
        "ivaservizi.agenziaentrate.gov.it/",
        XmlSyntax("fatturapa", fatturapa.invoice_from_fatturapa),
    ),
    ("FatturaElettronica", "www.fatturapa.gov.it/", XmlSyntax("fatturapa", fatturapa.invoice_from_fatturapa)),
    ("Faktura", "crd.gov.pl/wzor/", XmlSyntax("ksef", ksef.invoice_from_ksef)),
    ("Facturae", "www.facturae.", XmlSyntax("facturae", facturae.invoice_from_facturae)),
    ("Comprobante", "www.sat.gob.mx/cfd/", XmlSyntax("cfdi", cfdi.invoice_from_cfdi)),
)
"""The root's local name, and what its namespace begins with behind ``http://``; versions come behind that."""


def syntax_of(tag: str) -> XmlSyntax | None:
    """The syntax of a root element, ``{namespace}local``."""
    match kind_of_root(tag):
        case "ubl":
            return _UBL
        case "cii":
            return _CII
    name = etree.QName(tag)
    place = (name.namespace or "").partition("://")[2]
    return next((one for local, start, one in _NATIONAL if name.localname == local and place.startswith(start)), None)
