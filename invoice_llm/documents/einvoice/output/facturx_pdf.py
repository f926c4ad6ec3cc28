"""Factur-X: a page with its data in it. Made with the library ``factur-x``, the extra ``facturx`` of this package."""

from __future__ import annotations

import logging

try:
    import facturx
except ImportError as error:
    raise ImportError("Factur-X needs the package factur-x: pip install 'invoice-llm[facturx]'") from error

log = logging.getLogger(__name__)
logging.getLogger("factur-x").setLevel(logging.ERROR)


def with_data(page: bytes, xml: bytes) -> bytes | None:
    """The PDF ``page`` with the Factur-X data ``xml`` in it, valid by the profile's schema; ``None`` where it is no PDF
    that could take them.

    It is a PDF/A-3 only where the page is PDF/A, which is not looked at. Raises ``ValueError`` for data that the schema
    does not allow.
    """
    if not page.startswith(b"%PDF"):
        return None
    if not facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931"):
        raise ValueError("the data are not valid by the schema of Factur-X")
    try:
        made: bytes = facturx.generate_from_binary(page, xml, flavor="factur-x", level="en16931", check_xsd=False)
    except Exception as error:  # pypdf raises what it likes for a damaged file
        log.warning("a page takes no Factur-X data: %s", type(error).__name__)
        return None
    return made
