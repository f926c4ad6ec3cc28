"""Messages as Outlook saves them (``.msg``)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from invoice_llm.documents.containers.entries import Allowance, Entries, Refused
from invoice_llm.documents.containers.mails import attached, without_tags
from invoice_llm.invoice.outcome import Reason


def outlook_entries(data: bytes, allowance: Allowance) -> Entries:
    """Attachments of a message; nothing for another file of this structure, such as an old office document."""
    from oxmsg import Message

    try:
        message = Message.load(io.BytesIO(data))
        files = list(message.attachments)
        body = message.body or without_tags(message.html_body or "")
    except Exception:  # the library raises whatever its parsers do
        return
    lost: list[bool] = []
    yield from attached(_files(files, lost), body, allowance, subject=message.subject or "")
    if lost:
        yield Refused("", Reason.NOT_OPENED)


def _files(files: Sequence[object], lost: list[bool]) -> Iterator[tuple[str, str, bytes, bool]]:
    """Files with their bytes; a message that is attached as such, or a link, has none and is noted in ``lost``."""
    for file in files:
        data = getattr(file, "file_bytes", None)
        if not isinstance(data, bytes):
            lost.append(True)
            continue
        yield getattr(file, "file_name", None) or "", getattr(file, "mime_type", None) or "", data, False
