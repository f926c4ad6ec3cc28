"""Small XML trees from nested values: what is ``None`` or empty leaves no element behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lxml import etree

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Element = etree._Element
Part = Element | None


def group(name: str, *parts: Part | Iterable[Part], always: bool = False) -> Part:
    """An element of other elements, ``None`` if there are none and it is not ``always`` needed."""
    children = [child for part in parts for child in _each(part) if child is not None]
    if not children and not always:
        return None
    element = etree.Element(f"{{{CAC}}}{name}")
    element.extend(children)
    return element


def basic(name: str, value: str | Decimal | date | bool | None, **attributes: str | None) -> Part:
    """Basic component (``cbc``): an element with a text, ``None`` if there is none. Characters that XML
    does not know are left out."""
    if value is None or value == "":
        return None
    element = etree.Element(f"{{{CBC}}}{name}", {key: text for key, text in attributes.items() if text is not None})
    element.text = schema_text(value)
    return element


def document(name: str, *parts: Part | Iterable[Part]) -> bytes:
    """The whole document as UTF-8, with the usual prefixes."""
    namespace = f"urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
    prefixes: dict[str | None, str] = {None: namespace, "cac": CAC, "cbc": CBC}
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=prefixes)  # type: ignore[arg-type]  # None is the default one
    root.extend([child for part in parts for child in _each(part) if child is not None])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _each(part: Part | Iterable[Part]) -> Iterable[Part]:
    return (part,) if part is None or isinstance(part, etree._Element) else part


def schema_text(value: str | Decimal | date | bool) -> str:
    """A value as a schema's simple types write it, without characters that XML does not know."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_XML.sub("", f"{value:f}" if isinstance(value, Decimal) else str(value))
