"""Text of an XML file, whatever its encoding is said to be.

The bytes decide, not the declaration: a byte order mark first, then the width of the first sign, then UTF-8 if the
bytes are valid UTF-8, then the single-byte or East Asian encoding that is declared, and Windows-1252 last.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")
_DECLARATION = re.compile(r"^\s*<\?xml\s[^>]*\?>")
_BELIEVED = re.compile(r"(?i)iso-?8859|windows-|cp\d|latin|koi8|shift_?jis|euc|gb|big5|mac")
"""Names of encodings that are tried where the bytes are no UTF-8."""


def xml_text(data: bytes) -> str:
    """The text without its declaration and byte order mark. What cannot be decoded becomes U+FFFD."""
    return _DECLARATION.sub("", decoded(data), count=1).lstrip()


def decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _by_mark(data[len(mark) :], encoding)
    head = data.lstrip(b"\t\n\r ")
    for start, encoding in _WIDE:
        if head.startswith(start):
            return data.decode(encoding, "replace")
    return _narrow(data, _declared(head))


def _by_mark(data: bytes, encoding: str) -> str:
    """Some writers put the mark of UTF-8 before bytes of another encoding."""
    return _narrow(data, _declared(data)) if encoding == "utf-8" else data.decode(encoding, "replace")


def _narrow(data: bytes, declared: str | None) -> str:
    for encoding in ("utf-8", declared, "cp1252"):
        if encoding is None:
            continue
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def _declared(data: bytes) -> str | None:
    found = _DECLARED.match(data)
    name = found.group(1).decode("ascii") if found else ""
    return name if _BELIEVED.match(name) else None
