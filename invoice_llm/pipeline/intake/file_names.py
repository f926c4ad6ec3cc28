"""Names of files as text that every encoding takes, and back.

A name is bytes; where these are not UTF-8, Python has surrogates in their place, which neither a file nor a terminal
nor a database takes. Such a byte is written ``\\xff``, any other surrogate ``\\ud800``, and a backslash of the name
twice, so that two files never get one name and the name can be had back.
"""

from __future__ import annotations

import re

_ODD = re.compile("[\\\\\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4}))")


def escaped_name(name: str) -> str:
    """The name as it is stored, shown and written."""
    return _ODD.sub(lambda found: _escape(found.group()), name)


def unescaped_name(name: str) -> str:
    """The name as the file system has it."""
    return _ESCAPED.sub(_original, name)


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    number = ord(character)
    return f"\\x{number - 0xDC00:02x}" if 0xDC80 <= number <= 0xDCFF else f"\\u{number:04x}"


def _original(found: re.Match[str]) -> str:
    byte, surrogate = found.groups()
    if byte:
        return chr(0xDC00 + int(byte, 16))
    return chr(int(surrogate, 16)) if surrogate else "\\"
