"""Mails and mailboxes: their attachments are the documents, their text and small pictures are set aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from invoice_llm.documents.containers.entries import Allowance, Entries, Part, Refused
from invoice_llm.documents.containers.names import safe_name, with_ending
from invoice_llm.documents.containers.pictures import is_decoration
from invoice_llm.documents.kind import detect_kind
from invoice_llm.invoice.outcome import Reason

_NO_DOCUMENTS = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-keys",
    "message/delivery-status",
    "message/disposition-notification",
    "message/rfc822-headers",
    "text/rfc822-headers",
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "text/csv",
    "text/x-amp-html",
    "text/markdown",
)
_NO_DOCUMENT_ENDINGS = (".ics", ".vcf", ".p7s", ".asc", ".sig", ".csv", ".md", ".truth.json")
_DEEPEST = 30
_MESSAGE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S+[^\n]*\d{4}[^\n]*\n")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_TAG = re.compile(r"(?is)<(style|script|head)\b.*?</\1\s*>|<[^>]+>")
_LONGEST_TEXT = 200_000
_LONGEST_COVER = 4_000
_ANSWERED = re.compile(r"(?m)^(?:-{3,} ?\w[^\n]{3,40}-{3,}|_{20,}|[^\n]{0,80}<[^>\n]+@[^>\n]+>[^\n]{0,40}:) *$")
"""The line between an answer and what it answers."""


def mail_entries(data: bytes, allowance: Allowance) -> Entries:
    """Attachments of one mail. The mail itself is refused where it holds none, or where its own text looks like an
    invoice beside them: a person has to read it."""
    message = message_from_bytes(data)
    yield from attached(_parts(message), body_of(message), allowance, subject=_decoded(message.get("Subject", "")))


def attached(
    parts: Iterator[tuple[str, str, bytes, bool]], body: str, allowance: Allowance, *, subject: str = ""
) -> Entries:
    """Documents among the parts of a mail: ``(name, media type, content, inline)``. Each has the mail's own words, as
    far as nobody is quoted in them."""
    from invoice_llm.documents.containers.invoice_text import looks_like_invoice

    some, cover = False, f"{subject}\n{without_quoted(body)}".strip()[:_LONGEST_COVER]
    for number, (name, kind, data, inline) in enumerate(parts, 1):
        if _is_set_aside(name, kind, data, inline=inline):
            continue
        allowance.count_part()
        some = True
        yield Part(safe_name(name) if name else with_ending(f"part-{number}", detect_kind(data)), data, cover)
    if looks_like_invoice(body, alone=not some):
        yield Refused("", Reason.INVOICE_IN_MAIL)
    elif not some:
        yield Refused("", Reason.NOTHING_INSIDE)


def _is_set_aside(name: str, kind: str, data: bytes, *, inline: bool) -> bool:
    if not data.strip() or kind in _NO_DOCUMENTS or name.lower().endswith(_NO_DOCUMENT_ENDINGS):
        return True
    return is_decoration(data, inline=inline)


def _parts(message: Message, depth: int = 0) -> Iterator[tuple[str, str, bytes, bool]]:
    kind = message.get_content_type()
    if kind.startswith("message/") and isinstance(message.get_payload(), list):
        for inner in message.get_payload():
            if isinstance(inner, Message) and kind == "message/rfc822":
                yield _file_name(message) or "message.eml", kind, inner.as_bytes(), False
        return
    if message.is_multipart():
        if depth < _DEEPEST:
            for part in message.get_payload():
                if isinstance(part, Message):
                    yield from _parts(part, depth + 1)
        return
    if not _is_text(message):
        data = message.get_payload(decode=True)
        inline = bool(message.get("Content-ID")) or message.get_content_disposition() == "inline"
        yield _file_name(message), kind, data if isinstance(data, bytes) else b"", inline


def _is_text(message: Message) -> bool:
    """``True`` for the mail's own words, and not for a text that was attached as a file."""
    said = message.get_content_disposition() == "attachment" or bool(_file_name(message))
    return message.get_content_type() in ("text/plain", "text/html") and not said


def _file_name(message: Message) -> str:
    return _decoded(message.get_filename() or "")


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return str(header)


def without_quoted(body: str) -> str:
    """The newest words of a mail: what stands before the mail that it answers, and no line that is quoted."""
    newest = _ANSWERED.split(body)[0]
    return "\n".join(line for line in newest.splitlines() if not line.lstrip().startswith(">"))


def body_of(message: Message) -> str:
    """The words of a mail, without the tags of HTML."""
    texts = [_text(part) for part in message.walk() if not part.is_multipart() and _is_text(part)]
    return "\n".join(texts)[:_LONGEST_TEXT]


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        text = data[:_LONGEST_TEXT].decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = data[:_LONGEST_TEXT].decode("utf-8", "replace")
    return without_tags(text) if part.get_content_type() == "text/html" else text


def without_tags(text: str) -> str:
    import html

    return html.unescape(_TAG.sub(" ", text[:_LONGEST_TEXT]))


def mailbox_entries(data: bytes, allowance: Allowance) -> Entries:
    """The mails of a mailbox, by their numbers."""
    starts = [found.span() for found in _MESSAGE.finditer(data)]
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for number, ((_, begin), end) in enumerate(zip(starts, ends, strict=True), 1):
        allowance.count_part()
        allowance.count_bytes(end - begin)
        yield Part(f"{number}.eml", _QUOTED_FROM.sub(rb"\1", data[begin:end]))
