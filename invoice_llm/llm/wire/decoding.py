"""Text of a body, whatever encoding its server has chosen."""

from __future__ import annotations

import codecs
import json
import zlib
from email.message import Message

from invoice_llm.llm.wire.streams import LARGEST_BODY

_GZIP = b"\x1f\x8b"


def body_text(data: bytes, content_type: str = "") -> str:
    """The text of a body. JSON tells by its first bytes whether it is UTF-8, UTF-16 or UTF-32; bytes that are none of
    them are of the charset that the header names, else they stand in the text as lone surrogates."""
    data = _unpacked(data)
    for charset in (json.detect_encoding(data), _named(content_type)):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "surrogateescape")


def _unpacked(data: bytes) -> bytes:
    """What a proxy has packed, or left packed, without saying so."""
    if not data.startswith(_GZIP):
        return data
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, LARGEST_BODY)
    except zlib.error:
        return data


def _named(content_type: str) -> str:
    header = Message()
    header["content-type"] = content_type
    try:
        return codecs.lookup(str(header.get_content_charset("utf-8"))).name
    except LookupError:
        return "utf-8"
