"""Text of documents and names of files as a page or a terminal may show it: what acts unseen is seen instead."""

from __future__ import annotations

import re

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]")
"""Controls but for tab and line feed; separators of lines; overrides of direction; halves of characters."""
_PICTURES = 0x2400
_DELETE = 0x7F


def visible(text: str) -> str:
    """The text with a picture or an escape for each character that a screen would obey.

    ``ESC`` becomes ``␛``, an override of direction ``\\u202e``, a byte that was no UTF-8 ``\\xff``. Marks of direction
    that only say how their neighbours are written stay: Arabic and Hebrew need them.
    """
    return _UNSEEN.sub(lambda found: _shown(ord(found[0])), text)


def _shown(number: int) -> str:
    if number < ord(" "):
        return chr(_PICTURES + number)
    if number == _DELETE:
        return "␡"
    byte = number - 0xDC00 if 0xDC80 <= number <= 0xDCFF else number
    return f"\\x{byte:02x}" if byte <= 0xFF else f"\\u{number:04x}"
