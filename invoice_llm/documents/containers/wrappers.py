"""Files that wrap one other: signed data (CAdES, ``.p7m``) and the encoding of mail. Signatures are not verified."""

from __future__ import annotations

import base64
import binascii
import re

_ARMOUR = re.compile(rb"-----(?:BEGIN|END) [A-Z0-9 ]+-----")


def signed_content(data: bytes) -> bytes | None:
    """The content of CMS signed data, DER, BER or PEM; ``None`` where it lies elsewhere, or the file is damaged."""
    from asn1crypto import cms

    der = decoded_base64(_ARMOUR.sub(b"", data)) if data.startswith(b"-----") else data
    try:
        info = cms.ContentInfo.load(der or b"")
        if info["content_type"].native != "signed_data":
            return None
        content = info["content"]["encap_content_info"]["content"].native
    except Exception:  # the library raises whatever its parsers do
        return None
    return content if isinstance(content, bytes) else None


def decoded_base64(data: bytes) -> bytes | None:
    """The bytes behind base64; ``None`` for anything else."""
    try:
        return base64.b64decode(b"".join(data.removeprefix(b"\xef\xbb\xbf").split()), validate=True)
    except (binascii.Error, ValueError):
        return None
