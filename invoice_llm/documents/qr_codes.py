"""Texts of the payment codes in a picture: EPC codes and Swiss QR-bills. The one module that reads barcodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_BEGINNINGS = ("BCD", "SPC")
_LONGEST = 1_200
"""Characters; an EPC code has 331 bytes at the most, a Swiss one 997 characters."""


def codes_in(picture: Image) -> tuple[str, ...]:
    """The texts of the payment codes that the picture shows, in no order."""
    import zxingcpp

    found = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.barcode_formats_from_str("QRCode"))
    texts = (code.text for code in found)
    return tuple(text[:_LONGEST] for text in texts if text.startswith(_BEGINNINGS))
