"""Elements of a Cross Industry Invoice from nested values: what is ``None`` or empty leaves no element behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lxml import etree

from invoice_llm.documents.einvoice.output.building import schema_text

_UN = "urn:un:unece:uncefact:data:standard"
RSM = f"{_UN}:CrossIndustryInvoice:100"
RAM = f"{_UN}:ReusableAggregateBusinessInformationEntity:100"
UDT = f"{_UN}:UnqualifiedDataType:100"
QDT = f"{_UN}:QualifiedDataType:100"
Element = etree._Element
Part = Element | None
Value = str | Decimal | date | bool | None


def branch(name: str, *parts: Part | Iterable[Part], always: bool = False) -> Part:
    """An element of other elements, ``None`` if there are none and it is not ``always`` needed."""
    return _element(RAM, name, parts, always=always)


def leaf_element(name: str, value: Value, **attributes: str | None) -> Part:
    """An element with a text, ``None`` if there is none."""
    return _leaf(RAM, name, value, attributes)


def moment(name: str, day: date | None, inner: str = "DateTimeString", namespace: str = UDT) -> Part:
    """A date, in the format 102 of UNTDID 2379."""
    if day is None:
        return None
    return branch(name, _leaf(namespace, inner, f"{day:%Y%m%d}", {"format": "102"}))


def indicator(name: str, value: bool) -> Part:
    """A truth value."""
    return branch(name, _leaf(UDT, "Indicator", value, {}))


def cross_industry_invoice(context: Part, head: Iterable[Part], transaction: Iterable[Part]) -> bytes:
    """The whole document as UTF-8, with the usual prefixes."""
    root = etree.Element(f"{{{RSM}}}CrossIndustryInvoice", nsmap={"rsm": RSM, "ram": RAM, "udt": UDT, "qdt": QDT})
    sections = (
        _element(RSM, "ExchangedDocumentContext", (context,)),
        _element(RSM, "ExchangedDocument", head),
        _element(RSM, "SupplyChainTradeTransaction", transaction),
    )
    root.extend([section for section in sections if section is not None])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _element(namespace: str, name: str, parts: Iterable[Part | Iterable[Part]], *, always: bool = False) -> Part:
    children = [child for part in parts for child in _each(part) if child is not None]
    if not children and not always:
        return None
    element = etree.Element(f"{{{namespace}}}{name}")
    element.extend(children)
    return element


def _leaf(namespace: str, name: str, value: Value, attributes: dict[str, str | None]) -> Part:
    if value is None or value == "":
        return None
    said = {key: text for key, text in attributes.items() if text is not None}
    element = etree.Element(f"{{{namespace}}}{name}", said)
    element.text = schema_text(value)
    return element


def _each(part: Part | Iterable[Part]) -> Iterable[Part]:
    return (part,) if part is None or isinstance(part, etree._Element) else part
