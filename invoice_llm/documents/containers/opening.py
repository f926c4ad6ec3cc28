"""Opening of a container of any kind, with the containers in it. Runs in the worker process."""

from __future__ import annotations

import io
from pathlib import Path

from invoice_llm.documents.containers.archives import unzipped
from invoice_llm.documents.containers.entries import (
    Allowance,
    ContainerLimits,
    Entries,
    Entry,
    Itself,
    Part,
    Refused,
    TooMuch,
)
from invoice_llm.documents.containers.names import told_apart, without_wrapper
from invoice_llm.documents.kind import detect_kind
from invoice_llm.invoice.outcome import Reason

_HEAD = 1 << 16
_WHOLE = 2
"""A container that is read as a whole has at most so many times the bytes of a document: base64 takes a third more."""


def open_container(path: Path, limits: ContainerLimits) -> Entries:
    """The documents in the file at ``path``, those in containers within it too; nothing for a file that is a document.

    Where a limit is reached, the last entry refuses the container itself.
    """
    allowance = Allowance(limits)
    try:
        yield from _entries(path, allowance)
    except TooMuch:
        yield Refused("", Reason.NOT_OPENED)


def _entries(path: Path, allowance: Allowance) -> Entries:
    with path.open("rb") as file:
        if detect_kind(file.read(_HEAD)) == "zip":
            file.seek(0)
            yield from told_apart(_deeper(unzipped(file, allowance), allowance, 1))
            return
        file.seek(0)
        data = file.read(_WHOLE * allowance.limits.max_bytes + 1)
    if len(data) <= _WHOLE * allowance.limits.max_bytes:
        yield from _opened(path.name, data, allowance, 1)


def _opened(name: str, data: bytes, allowance: Allowance, depth: int) -> Entries:
    """The parts of one container, with the parts of those that are containers."""
    wrapped = _unwrapped(data)
    if wrapped is not None:
        yield from _inner(without_wrapper(name), wrapped, allowance, depth)
    else:
        yield from told_apart(_deeper(_parts(data, allowance), allowance, depth))


def _inner(name: str, data: bytes, allowance: Allowance, depth: int) -> Entries:
    """Content of a wrapper: a document under the wrapper's name, or the parts of a container."""
    allowance.count_part()
    allowance.count_bytes(len(data))
    if depth >= allowance.limits.max_depth:
        yield Refused("", Reason.NOT_OPENED)
        return
    some = False
    for entry in _opened(name, data, allowance, depth + 1):
        some = True
        yield Part(name, data) if isinstance(entry, Itself) else entry
    if not some:
        yield Part(name, data)


def _deeper(entries: Entries, allowance: Allowance, depth: int) -> Entries:
    for entry in entries:
        if not isinstance(entry, Part):
            yield entry
        elif depth >= allowance.limits.max_depth:
            yield _at_the_bottom(entry)
        else:
            yield from _part(entry, allowance, depth)


def _at_the_bottom(part: Part) -> Entry:
    return Refused(part.name, Reason.NOT_OPENED) if _is_packed(part.data) else part


def _part(part: Part, allowance: Allowance, depth: int) -> Entries:
    """The part itself where it is a document, else what is in it, named below it."""
    some = False
    for entry in _opened(part.name, part.data, allowance, depth + 1):
        some = True
        match entry:
            case Itself():
                yield part
            case Part(name, data, cover):
                yield Part(f"{part.name}/{name}", data, "\n".join(filter(None, (part.cover, cover))))
            case Refused(name, reason):
                yield Refused(f"{part.name}/{name}" if name else part.name, reason)
    if not some:
        yield part


def _is_packed(data: bytes) -> bool:
    return detect_kind(data) in ("zip", "mail", "mbox", "signed", "base64")


def _unwrapped(data: bytes) -> bytes | None:
    """The content of a wrapper. Base64 of nothing that is known is text."""
    from invoice_llm.documents.containers.wrappers import decoded_base64, signed_content

    match detect_kind(data):
        case "signed":
            return signed_content(data)
        case "base64":
            content = decoded_base64(data)
            return None if content is None or detect_kind(content) in ("other", "base64", "empty") else content
    return None


def _parts(data: bytes, allowance: Allowance) -> Entries:
    """Parts of one container as its structure gives them; each library is imported where a file needs it."""
    match detect_kind(data):
        case "zip":
            yield from unzipped(io.BytesIO(data), allowance)
        case "mail":
            from invoice_llm.documents.containers.mails import mail_entries

            yield from mail_entries(data, allowance)
        case "mbox":
            from invoice_llm.documents.containers.mails import mailbox_entries

            yield from mailbox_entries(data, allowance)
        case "ole":
            from invoice_llm.documents.containers.outlook import outlook_entries

            yield from outlook_entries(data, allowance)
        case "pdf":
            from invoice_llm.documents.containers.pdfs import pdf_entries

            yield from pdf_entries(data, allowance)
        case "xml":
            from invoice_llm.documents.containers.xml_batches import batch_entries

            yield from batch_entries(data, allowance)
